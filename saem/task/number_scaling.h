#pragma once

#include <vector>

#include "saem/task/encoder.h"

namespace saem {

/// Brings numbers of any scale to about unit size.
class NumberScaling {
 public:
  /// Learns from these numbers, of which those that are not finite are left out; there may be none.
  void fit(std::vector<double> values, NumberScale scale, std::int64_t most_quantiles = 1'000);
  /// Finite for any number that is not NaN.
  [[nodiscard]] double apply(double x) const;
  [[nodiscard]] double median() const noexcept { return median_; }

  [[nodiscard]] nlohmann::ordered_json to_json() const;
  /// Throws nlohmann::json::exception or ValueError for anything that to_json does not give.
  [[nodiscard]] static NumberScaling from_json(const nlohmann::ordered_json& json);

 private:
  NumberScale scale_ = NumberScale::quantile;
  double median_ = 0;
  double mean_ = 0, deviation_ = 1;
  std::vector<double> quantiles_;  // ascending, at even steps from the smallest to the largest
};

}  // namespace saem
