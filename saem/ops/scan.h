#pragma once

#include <optional>

#include "saem/graph/tensor.h"

namespace saem {

struct ScanOptions {
  bool exclusive = false;  ///< element k of the result leaves element k of x out
  bool reverse = false;    ///< from the last element to the first
};

// Scans run along one axis, and the result has the shape of x; without an axis x is flattened first, as in
// NumPy and Keras. Each throws ShapeError for an axis that x does not have.

/// Running sums y_k = x₀ + … + x_k. Those of bool and uint8 are int64. float32 is added up in float64.
[[nodiscard]] Tensor cumsum(const Tensor& x, std::optional<int> axis = {}, ScanOptions options = {});
/// Running products y_k = x₀ · … · x_k; an exclusive one begins with 1. Those of bool and uint8 are int64.
/// The gradient is exact where elements are 0.
[[nodiscard]] Tensor cumprod(const Tensor& x, std::optional<int> axis = {}, ScanOptions options = {});
/// y_k = a_k · y_{k-1} + b_k, beginning with y₀ = b₀ (a₀ is not used); with `reverse` from the last element
/// to the first. Moving averages, discounted sums and running products are of this form. a and b stretch to
/// one shape; numbers of one dtype.
[[nodiscard]] Tensor linear_recurrence(const Tensor& a, const Tensor& b, int axis, bool reverse = false);

}  // namespace saem
