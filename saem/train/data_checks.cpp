#include "saem/train/data_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "saem/core/convert.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"

namespace saem {
namespace {

bool rows_fit(const Shape& x, const Shape& input) {
  if (x.rank() != input.rank()) return false;
  for (int axis = 1; axis < x.rank(); ++axis) {
    if (input[axis] != Shape::unknown && input[axis] != x[axis]) return false;
  }
  return true;
}

std::string input_advice(const Shape& x, const Shape& input, std::string_view what) {
  const Shape example = input.slice(1, input.rank());
  if (example.is_known() && x == example) {
    return fmt::format("This looks like one example: add an axis in front with {}.reshape({{1, …}}).", what);
  }
  if (example.is_known() && x.rank() > 0 && x.slice(1, x.rank()).count() == example.count()) {
    std::string extents = "-1";
    for (const std::int64_t d : example) extents += fmt::format(", {}", d);
    return fmt::format("Each row holds the right number of elements: {}.reshape({{{}}}) makes it fit.", what,
                       extents);
  }
  return "Give data of that shape, or build the model for this one.";
}

template <class T>
bool all_finite(std::span<const T> values) {
  std::atomic<bool> good{true};
  parallel_for(static_cast<std::int64_t>(values.size()), std::int64_t{1} << 16,
               [&](std::int64_t begin, std::int64_t end) {
                 bool block_good = true;
                 for (std::int64_t i = begin; i < end; ++i) {
                   block_good &=
                       std::abs(values[static_cast<std::size_t>(i)]) <= std::numeric_limits<T>::max();
                 }
                 if (!block_good) good = false;
               });
  return good;
}

}  // namespace

void check_input(const Array& x, const Shape& input, std::string_view place, std::string_view what) {
  if (x.shape().rank() > 0 && x.shape()[0] == 0) {
    fail<ShapeError>({std::string(place), fmt::format("{} has no rows", what),
                      fmt::format("its shape is {}", x.shape().to_string()), "Give at least one example."});
  }
  if (x.shape().rank() > 0 && rows_fit(x.shape(), input)) return;
  fail<ShapeError>({std::string(place),
                    fmt::format("the model takes {}, received {} of shape {}", input.to_string(), what,
                                x.shape().to_string()),
                    {},
                    input_advice(x.shape(), input, what)});
}

void check_rows(const Array& x, const Array& y, std::string_view place, std::string_view what_x,
                std::string_view what_y, const std::string& advice) {
  const std::int64_t labels = y.shape().rank() > 0 ? y.shape()[0] : 0;
  if (labels == x.shape()[0]) return;
  fail<ShapeError>(
      {std::string(place), fmt::format("{} has {} rows, but {} has {}", what_x, x.shape()[0], what_y, labels),
       fmt::format("{} {}, {} {}", what_x, x.shape().to_string(), what_y, y.shape().to_string()), advice});
}

void check_finite(const Array& values, std::string_view place, std::string_view what) {
  if (!is_floating(values.dtype()) || values.size() == 0) return;
  if (values.dtype() == DType::f32 && all_finite(values.data<float>())) return;
  if (values.dtype() == DType::f64 && all_finite(values.data<double>())) return;
  for (std::int64_t i = 0; i < values.size(); ++i) {
    const double value = values.at(i);
    if (std::isfinite(value)) continue;
    fail<ValueError>({std::string(place),
                      fmt::format("{} contains {} in row {}", what, std::isnan(value) ? "NaN" : "an infinity",
                                  i / (values.size() / values.shape()[0])),
                      {},
                      "Leave such rows out, or replace what is missing."});
  }
}

void check_at_least(std::int64_t value, std::int64_t least, std::string_view place, std::string_view option) {
  if (value >= least) return;
  fail<ValueError>({std::string(place),
                    fmt::format("expected {} ≥ {}, received {}", option, least, value),
                    {},
                    fmt::format("Give {} = {} or more.", option, least)});
}

}  // namespace saem
