#pragma once

#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

struct ReductionOptions {
  bool keepdims = false;  ///< keep reduced axes with extent 1
};
using Axes = std::vector<int>;

// Every reduction takes `axes` (negative ones count from the end), or all of them when empty. Each throws
// ShapeError for an axis that x does not have and ValueError for one that is named twice; mean, variance,
// max, min, logsumexp and argmax throw ShapeError where there are no elements to reduce.

/// Σx. Sums of bool and uint8 are int64.
[[nodiscard]] Tensor sum(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// Σx / n; float32 for integers.
[[nodiscard]] Tensor mean(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// Σ(x - mean)² / n; float32 for integers.
[[nodiscard]] Tensor variance(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// The largest element; where several tie, they share the gradient equally.
[[nodiscard]] Tensor max(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// The smallest element; where several tie, they share the gradient equally.
[[nodiscard]] Tensor min(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// √Σx²; gradient 0 where the norm is 0.
[[nodiscard]] Tensor norm(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// log Σ exp x, without overflow.
[[nodiscard]] Tensor logsumexp(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// Index (int64) of the first largest element along one axis, which disappears; NaN is the largest.
[[nodiscard]] Tensor argmax(const Tensor& x, int axis = -1);

}  // namespace saem
