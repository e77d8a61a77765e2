#pragma once

#include <cstdint>

#include "saem/graph/tensor.h"

namespace saem {

// Slices of x (n, r…) brought together by the segment that each belongs to: ids (n,), integers in any order →
// (segments, r…), as JAX's and Keras's segment_sum and its kin. Slices whose id is outside [0, segments) are
// left out. Each throws ShapeError unless ids has one number per slice and segments is 0 or more, DTypeError
// unless ids are integers.

/// Sums; 0 for a segment without slices. Those of bool and uint8 are int64.
[[nodiscard]] Tensor segment_sum(const Tensor& x, const Tensor& ids, std::int64_t segments);
/// Averages; 0 for a segment without slices. Those of integers are float32.
[[nodiscard]] Tensor segment_mean(const Tensor& x, const Tensor& ids, std::int64_t segments);
/// Largest elements; NaN is the largest. A segment without slices has -∞, or the smallest integer. The first
/// of equal elements gets the gradient.
[[nodiscard]] Tensor segment_max(const Tensor& x, const Tensor& ids, std::int64_t segments);
/// Smallest elements; NaN is the smallest. A segment without slices has ∞, or the largest integer.
[[nodiscard]] Tensor segment_min(const Tensor& x, const Tensor& ids, std::int64_t segments);
/// Products; 1 for a segment without slices. The gradient is exact where elements are 0. Those of bool and
/// uint8 are int64. Makes log₂ n passes over x.
[[nodiscard]] Tensor segment_prod(const Tensor& x, const Tensor& ids, std::int64_t segments);

/// How often each of 0 … length - 1 is among x (integers of any shape): int64 (length,), as JAX's bincount
/// with a length (NumPy's is as long as the largest number asks for). Others are not counted. Throws
/// DTypeError unless x are integers.
[[nodiscard]] Tensor bincount(const Tensor& x, std::int64_t length);
/// The sum of the weights of each number instead, of their dtype. `weights` has the shape of x.
[[nodiscard]] Tensor bincount(const Tensor& x, const Tensor& weights, std::int64_t length);

}  // namespace saem
