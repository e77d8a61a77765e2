#pragma once

#include "saem/graph/tensor.h"

namespace saem {

// Bit by bit, for integers of one size after `promote`, and for bool, where the first four are logic. Shapes
// stretch. No gradients. Each throws DTypeError for floating-point numbers.

/// Bits that both have.
[[nodiscard]] Tensor bitwise_and(const Tensor& a, const Tensor& b);
/// Bits that one has, or both.
[[nodiscard]] Tensor bitwise_or(const Tensor& a, const Tensor& b);
/// Bits that one has and the other has not.
[[nodiscard]] Tensor bitwise_xor(const Tensor& a, const Tensor& b);
/// The bits that x does not have: -x - 1 of signed integers.
[[nodiscard]] Tensor bitwise_not(const Tensor& x);
/// a · 2ᵇ without the bits that leave at the top. 0 where b is negative or no less than the number of bits.
[[nodiscard]] Tensor left_shift(const Tensor& a, const Tensor& b);
/// ⌊a / 2ᵇ⌋. 0 (-1 for negative a) where b is negative or no less than the number of bits.
[[nodiscard]] Tensor right_shift(const Tensor& a, const Tensor& b);
/// One of the two, not both; numbers other than 0 count as true. Gives bool.
[[nodiscard]] Tensor logical_xor(const Tensor& a, const Tensor& b);

}  // namespace saem
