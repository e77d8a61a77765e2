#include "saem/task/order_leak.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>

#include "saem/core/lower_case.h"
#include "saem/core/random.h"
#include "saem/data/column_index.h"
#include "saem/task/encoder_support.h"
#include "saem/task/encoders.h"
#include "saem/task/moments.h"

namespace saem {
namespace detail {
namespace {

constexpr std::int64_t pairs_looked_at = 2'000;
constexpr std::int64_t least_rows = 200, least_dated_rows = 20;

double median(std::vector<double> values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

bool is_of_time(const Feature& feature) {
  if (feature.kind == FeatureKind::date) return true;
  constexpr std::array<std::string_view, 5> names{"year", "date", "time", "datetime", "timestamp"};
  return feature.kind == FeatureKind::number &&
         std::ranges::find(names, lower_case(feature.column)) != names.end();
}

/// Never falling or never rising, and most different.
bool are_in_order(const TextColumn& texts) {
  const Moments moments(texts);
  bool rises = false, falls = false;
  std::int64_t different = 1;
  std::optional<double> last;
  for (std::int64_t row = 0; row < texts.size(); ++row) {
    const std::optional<double> moment = moments.at(row);
    if (!moment) return false;
    if (last && *moment != *last) {
      ++different;
      (*moment > *last ? rises : falls) = true;
      if (rises && falls) return false;
    }
    last = moment;
  }
  return different * 2 > texts.size();
}

OrderLeak find_dates(const Samples& samples, const LearningTask& task) {
  OrderLeak leak;
  for (const Feature& f : task.features) {
    if (samples.size() < least_dated_rows || !is_of_time(f)) continue;
    const auto* texts = std::get_if<TextColumn>(&samples.column(f.column).values);
    if (texts == nullptr || !are_in_order(*texts)) continue;
    leak.time = f.column;
    leak.sentence = fmt::format(
        "the rows are in the order of '{}'. A random division measures between rows that were learned from: "
        "of what comes later, expect less.",
        f.column);
    return leak;
  }
  return leak;
}

OrderLeak find_alike_neighbours(const Samples& samples, const LearningTask& task) {
  OrderLeak leak;
  const std::int64_t n = samples.size();
  if (n < least_rows || task.targets[0].kind != TargetKind::classes) return leak;
  std::vector<Array> columns;
  const ColumnIndex index(samples);
  for (const Feature& f : task.features) {
    if (f.kind != FeatureKind::number) continue;
    const auto encoder = make_number_encoder(NumberScale::quantile);
    const Samples::Column& column = index.column(f.column);
    encoder->fit(samples, column);
    columns.push_back(encoder->encode(samples, column));
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
  const TextColumn& answers = texts_of(samples, samples.column(task.targets[0].column));
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

}  // namespace
}  // namespace detail

OrderLeak find_order_leak(const Samples& samples, const LearningTask& task) {
  if (!samples.parts.empty()) return {};
  OrderLeak leak = detail::find_alike_neighbours(samples, task);
  return leak.found ? leak : detail::find_dates(samples, task);
}

std::string OrderLeak::advice() const {
  if (sentence.empty()) return {};
  return found ? " Use --blocks, --group or --time." : fmt::format(" Use --time '{}'.", time);
}

}  // namespace saem
