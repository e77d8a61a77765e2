#pragma once

#include "saem/ops/reduction.h"

namespace saem {

// More reductions, made of other ops. `axes` as in reduction.h: negative ones count from the end, none means
// all; ShapeError for an axis that x does not have, ValueError for one that is named twice.

/// Πx; 1 over no elements. Those of bool and uint8 are int64. The gradient is exact where elements are 0.
[[nodiscard]] Tensor prod(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// True where all elements are (other than 0); true over no elements. Gives bool.
[[nodiscard]] Tensor all(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// True where one element is (other than 0) or more; false over no elements. Gives bool.
[[nodiscard]] Tensor any(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// Number of elements other than 0, int64.
[[nodiscard]] Tensor count_nonzero(const Tensor& x, const Axes& axes = {}, ReductionOptions options = {});
/// Index (int64) of the first smallest element along one axis, which disappears; NaN is the smallest.
/// Throws ShapeError where the
/// axis has no elements.
[[nodiscard]] Tensor argmin(const Tensor& x, int axis = -1);
/// √variance, divided by n (Keras's and NumPy's std); gradient 0 where it is 0. Throws ShapeError where there
/// are no elements.
[[nodiscard]] Tensor standard_deviation(const Tensor& x, const Axes& axes = {},
                                        ReductionOptions options = {});

}  // namespace saem
