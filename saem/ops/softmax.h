#pragma once

#include "saem/graph/tensor.h"

namespace saem {

// softmax, log_softmax: floating (…, classes), the same shape out. Throws ShapeError for a scalar.

/// exp(x - max) / Σ exp(x - max) along the last axis.
[[nodiscard]] Tensor softmax(const Tensor& x);
/// log softmax(x) along the last axis, without underflow.
[[nodiscard]] Tensor log_softmax(const Tensor& x);
/// The same along another axis. Throws ShapeError for an axis that x does not have.
[[nodiscard]] Tensor softmax(const Tensor& x, int axis);
[[nodiscard]] Tensor log_softmax(const Tensor& x, int axis);
/// The point of the simplex (numbers of 0 or more with the sum 1) that is nearest to x along an axis: sparse
/// where softmax is small. Throws ShapeError for an axis that x does not have.
/// Source: Martins and Astudillo 2016, "From softmax to sparsemax", algorithm 1.
[[nodiscard]] Tensor sparsemax(const Tensor& x, int axis = -1);
/// -Σ targets · log_softmax(logits) along the last axis, which disappears. `targets` (same shape) are
/// probabilities. Throws ShapeError if the shapes differ.
[[nodiscard]] Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& targets);
/// 1 at the label's place, 0 elsewhere: integer labels (…) → (…, classes). A label outside [0, classes) gives
/// zeros only. Throws DTypeError unless the labels are integers, ValueError unless classes ≥ 1.
[[nodiscard]] Tensor one_hot(const Tensor& labels, std::int64_t classes, DType dtype = DType::f32);

}  // namespace saem
