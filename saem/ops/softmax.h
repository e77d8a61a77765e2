#pragma once

#include "saem/graph/tensor.h"

namespace saem {

/// exp(x - max) / Σ exp(x - max) along the last axis.
[[nodiscard]] Tensor softmax(const Tensor& x);
/// log softmax(x) along the last axis, without underflow.
[[nodiscard]] Tensor log_softmax(const Tensor& x);
/// -Σ targets · log_softmax(logits) along the last axis, which disappears. `targets` (same shape) are probabilities.
[[nodiscard]] Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& targets);
/// 1 at the label's place, 0 elsewhere: integer labels (…) → (…, classes).
[[nodiscard]] Tensor one_hot(const Tensor& labels, std::int64_t classes, DType dtype = DType::f32);

}  // namespace saem
