#include "saem/task/number_scaling.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"
#include "saem/ops/inverse_erf.h"

namespace saem {
namespace {

// Beyond the training data's range nothing is known: 1/1000 of it at each end counts as that end.
constexpr double smallest_share = 5e-4;
// An outlier, or a constant column, must not become a number that drowns all others.
constexpr double largest = 10;

double normal_quantile(double share) { return std::sqrt(2.0) * detail::inverse_erf(2 * share - 1); }

}  // namespace

void NumberScaling::fit(std::vector<double> values, NumberScale scale, std::int64_t most_quantiles) {
  scale_ = scale;
  std::erase_if(values, [](double x) { return !std::isfinite(x); });
  std::ranges::sort(values);
  quantiles_.clear();
  median_ = mean_ = 0;
  deviation_ = 1;
  if (values.empty()) return;
  const auto at = [&](double share) {
    const double place = share * static_cast<double>(values.size() - 1);
    const auto low = static_cast<std::size_t>(place);
    const std::size_t high = std::min(low + 1, values.size() - 1);
    const double part = place - static_cast<double>(low);
    // Never beyond either: rounding must not make quantiles fall.
    return std::min(values[high], values[low] + part * (values[high] - values[low]));
  };
  median_ = at(0.5);
  double sum = 0;
  for (const double x : values) sum += x / static_cast<double>(values.size());
  mean_ = sum;
  double variance = 0;
  for (const double x : values) variance += (x - mean_) * (x - mean_) / static_cast<double>(values.size());
  if (variance > 0 && std::isfinite(variance)) deviation_ = std::sqrt(variance);
  const std::size_t count = std::min(values.size(), static_cast<std::size_t>(most_quantiles));
  for (std::size_t i = 0; i < count; ++i)
    quantiles_.push_back(at(count == 1 ? 0 : static_cast<double>(i) / static_cast<double>(count - 1)));
  for (std::size_t i = 1; i < quantiles_.size(); ++i)
    quantiles_[i] = std::max(quantiles_[i], quantiles_[i - 1]);
}

double NumberScaling::apply(double x) const {
  if (scale_ == NumberScale::standard) return std::clamp((x - mean_) / deviation_, -largest, largest);
  if (quantiles_.size() < 2 || quantiles_.front() == quantiles_.back())
    return x == median_ ? 0 : std::clamp(x - median_, -1.0, 1.0);
  // Where a value is frequent, several quantiles are equal to it: the middle of them is its share.
  const auto low = std::ranges::lower_bound(quantiles_, x);
  const auto high = std::ranges::upper_bound(quantiles_, x);
  const double steps = static_cast<double>(quantiles_.size() - 1);
  double place = 0;
  if (low != high) {
    place =
        (static_cast<double>(low - quantiles_.begin()) + static_cast<double>(high - quantiles_.begin() - 1)) /
        2;
  } else if (low == quantiles_.begin()) {
    place = 0;
  } else if (low == quantiles_.end()) {
    place = steps;
  } else {
    const double below = *(low - 1);
    place = static_cast<double>(low - quantiles_.begin() - 1) + (x - below) / (*low - below);
  }
  return normal_quantile(std::clamp(place / steps, smallest_share, 1 - smallest_share));
}

nlohmann::ordered_json NumberScaling::to_json() const {
  nlohmann::ordered_json json{{"scale", scale_ == NumberScale::quantile ? "quantile" : "standard"},
                              {"median", median_}};
  if (scale_ == NumberScale::quantile) {
    json["quantiles"] = quantiles_;
  } else {
    json["mean"] = mean_;
    json["deviation"] = deviation_;
  }
  return json;
}

NumberScaling NumberScaling::from_json(const nlohmann::ordered_json& json) {
  NumberScaling scaling;
  const auto scale = json.at("scale").get<std::string>();
  if (scale != "quantile" && scale != "standard")
    fail<ValueError>({"scale", "expected quantile or standard, received " + scale, "", ""});
  scaling.scale_ = scale == "quantile" ? NumberScale::quantile : NumberScale::standard;
  scaling.median_ = json.at("median").get<double>();
  if (scaling.scale_ == NumberScale::quantile) {
    scaling.quantiles_ = json.at("quantiles").get<std::vector<double>>();
    if (!std::ranges::is_sorted(scaling.quantiles_))
      fail<ValueError>({"scale", "quantiles that do not ascend", "", ""});
  } else {
    scaling.mean_ = json.at("mean").get<double>();
    scaling.deviation_ = json.at("deviation").get<double>();
    if (!(scaling.deviation_ > 0)) fail<ValueError>({"scale", "a deviation that is not above 0", "", ""});
  }
  return scaling;
}

}  // namespace saem
