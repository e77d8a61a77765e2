#include "saem/task/order_leak.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "saem/core/random.h"
#include "saem/task/encoder_support.h"
#include "saem/task/encoders.h"

namespace saem {
namespace {

constexpr std::int64_t pairs_looked_at = 2'000;
constexpr std::int64_t least_rows = 200;

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

}  // namespace

OrderLeak find_order_leak(const Samples& samples, const LearningTask& task) {
  OrderLeak leak;
  const std::int64_t n = samples.size();
  if (n < least_rows || !samples.parts.empty() || task.targets[0].kind != TargetKind::classes) return leak;
  std::vector<Array> columns;
  for (const Feature& f : task.features) {
    if (f.kind != FeatureKind::number) continue;
    const auto encoder = detail::make_number_encoder(NumberScale::quantile);
    encoder->fit(samples, samples.column(f.column));
    columns.push_back(encoder->encode(samples, samples.column(f.column)));
  }
  if (columns.size() < 2) return leak;
  const auto distance = [&](std::int64_t a, std::int64_t b) {
    double sum = 0;
    for (const Array& c : columns) {
      const std::int64_t width = c.shape()[1];
      const std::span<const float> x = c.data<float>();
      const double d = static_cast<double>(x[static_cast<std::size_t>(a * width)]) -
                       static_cast<double>(x[static_cast<std::size_t>(b * width)]);
      sum += d * d;
    }
    return std::sqrt(sum);
  };
  const TextColumn& answers = detail::texts_of(samples, samples.column(task.targets[0].column));
  std::map<std::string_view, double> shares;
  for (std::int64_t i = 0; i < n; ++i) shares[answers[i]] += 1.0 / static_cast<double>(n);
  double by_chance = 0;
  for (const auto& [name, share] : shares) by_chance += share * share;

  Generator random(0, 0x0EDE);
  std::vector<double> near, far;
  double same = 0;
  for (std::int64_t i = 0; i < pairs_looked_at; ++i) {
    const std::int64_t a = random.integer(n - 1);
    near.push_back(distance(a, a + 1));
    far.push_back(distance(a, random.integer(n)));
    same += answers[a] == answers[a + 1];
  }
  leak.neighbour_distance = median(std::move(near));
  leak.random_distance = median(std::move(far));
  leak.same_answers = same / static_cast<double>(pairs_looked_at);
  // Rows sorted by class have the same answers too; but they are not nearer to their neighbours than to the
  // rest of the class.
  leak.found = leak.neighbour_distance < leak.random_distance / 2 && leak.same_answers >= 0.9 &&
               leak.same_answers > by_chance + 0.1;
  if (leak.found) {
    leak.sentence = fmt::format(
        "rows follow each other as in a recording: neighbours are {:.1f} times nearer than others, and "
        "{:.0f} % have the "
        "same answer. A random division measures with rows whose neighbours were learned from: that leaks.",
        leak.random_distance / std::max(leak.neighbour_distance, 1e-9), leak.same_answers * 100);
  }
  return leak;
}

}  // namespace saem
