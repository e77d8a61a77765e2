#include "saem/train/sample_weights.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/train/data_checks.h"

namespace saem {
namespace {

[[noreturn]] void fail_class(std::string_view place, const std::string& expected, const std::string& received,
                             std::int64_t row) {
  fail<ValueError>({std::string(place),
                    fmt::format("class_weight needs {}, received {} in row {}", expected, received, row),
                    {},
                    "Give a sample_weight where examples have no class."});
}

// Of a one-hot row (or one of probabilities) the place of its largest number, else the number.
std::int64_t class_of(const Array& y, std::int64_t row, std::int64_t columns, std::string_view place) {
  if (columns == 1) {
    const double number = y.at(row);
    if (number >= 0 && number < 0x1p53 && number == std::floor(number))
      return static_cast<std::int64_t>(number);
    fail_class(place, "class numbers from 0 on", fmt::format("{:g}", number), row);
  }
  std::int64_t best = 0;
  double total = 0;
  bool probabilities = true;
  for (std::int64_t c = 0; c < columns; ++c) {
    const double share = y.at(row * columns + c);
    probabilities = probabilities && share >= 0 && share <= 1;
    total += share;
    if (share > y.at(row * columns + best)) best = c;
  }
  if (!probabilities || !(std::abs(total - 1) < 1e-3))
    fail_class(place, "one-hot rows", fmt::format("numbers that add up to {:g}", total), row);
  return best;
}

}  // namespace

Array weights_by_class(const Array& y, const ClassWeights& weights, std::string_view place) {
  for (const auto& [c, weight] : weights) {
    if (c >= 0 && std::isfinite(weight) && weight >= 0) continue;
    fail<ValueError>(
        {std::string(place),
         fmt::format("expected class_weight to give classes from 0 on weights ≥ 0, received {} for "
                     "class {}",
                     weight, c),
         {},
         "Give each class a weight of 0, which leaves it out, or more."});
  }
  if (y.shape().rank() != 1 && y.shape().rank() != 2) {
    fail<ShapeError>({std::string(place),
                      fmt::format("class_weight needs one label per example, received y of shape {}",
                                  y.shape().to_string()),
                      {},
                      "Give a sample_weight for each place instead."});
  }
  const std::int64_t rows = y.shape()[0];
  const std::int64_t columns = y.shape().rank() == 2 ? y.shape()[1] : 1;
  Array result(Shape{rows});
  const auto values = result.mutable_data<float>();
  for (std::int64_t row = 0; row < rows; ++row) {
    const auto known = weights.find(class_of(y, row, columns, place));
    values[static_cast<std::size_t>(row)] = known == weights.end() ? 1.0F : static_cast<float>(known->second);
  }
  return result;
}

void check_sample_weight(const Array& weights, std::int64_t rows, std::string_view place,
                         const std::string& x, const std::string& what) {
  if (weights.shape().rank() == 0 || weights.shape()[0] != rows) {
    fail<ShapeError>(
        {std::string(place),
         fmt::format("{} has {} rows, but {} has the shape {}", x, rows, what, weights.shape().to_string()),
         {},
         "Give one weight per example."});
  }
  check_finite(weights, place, what);
}

}  // namespace saem
