#include "saem/cli/fit_data.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "saem/cli/usage_error.h"
#include "saem/core/random.h"

namespace saem::cli {

Dataset for_fit(const TrainSettings& settings, const Dataset& data) {
  if (!settings.wants_rows()) return data;
  Dataset rows = data;
  const auto classes = static_cast<std::int64_t>(data.class_names.size());
  rows.y = Array(Shape{data.size(), classes}, DType::f32);
  const std::span<float> values = rows.y.mutable_data<float>();
  const std::span<const std::int32_t> labels = data.y.data<std::int32_t>();
  for (std::size_t i = 0; i < labels.size(); ++i)
    values[i * data.class_names.size() + static_cast<std::size_t>(labels[i])] = 1;
  return rows;
}

WatchedData hold_out(const TrainSettings& settings, DatasetPair data) {
  const double share = settings.validation.value_or(0);
  if (share == 0) return {.learned = data, .watched = data.test};
  const std::int64_t n = data.train.size();
  const auto kept = static_cast<std::int64_t>(std::llround(share * static_cast<double>(n)));
  if (kept == 0 || kept == n) {
    fail<UsageError>({.place = "train: --validation",
                      .problem = fmt::format(
                          "expected a share that leaves examples on both sides, received {} of {}", share, n),
                      .context = "",
                      .advice = "Choose another share, such as 0.1, or give more data."});
  }
  constexpr std::uint64_t stream = 0x5A11D;  // apart from the order of the data, which has the same seed
  const std::vector<std::int64_t> order =
      Generator(static_cast<std::uint64_t>(settings.seed), stream).permutation(n);
  const std::span<const std::int64_t> rows(order);
  WatchedData parts{.learned = {}, .watched = data.train.take(rows.first(static_cast<std::size_t>(kept)))};
  parts.learned = {.train = data.train.take(rows.subspan(static_cast<std::size_t>(kept))),
                   .test = std::move(data.test)};
  return parts;
}

ClassWeights class_weights(const TrainSettings& settings, const Dataset& data) {
  ClassWeights weights;
  if (settings.class_weight != "balanced") return weights;
  std::map<std::int64_t, double> counts;
  for (const std::int32_t label : data.y.data<std::int32_t>()) ++counts[label];
  const auto n = static_cast<double>(data.size()), classes = static_cast<double>(counts.size());
  for (const auto& [label, count] : counts) weights[label] = n / (classes * count);
  return weights;
}

}  // namespace saem::cli
