#pragma once

#include "saem/graph/tensor.h"

namespace saem {

// Two tensors are stretched to a common shape by NumPy's rule and to a common dtype by `promote`; a number
// takes the dtype of the tensor it meets. Throws ShapeError where shapes do not fit.

[[nodiscard]] Tensor add(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor subtract(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor multiply(const Tensor& a, const Tensor& b);
/// Integers divide towards zero; 0 for a divisor of 0.
[[nodiscard]] Tensor divide(const Tensor& a, const Tensor& b);
/// aᵇ for floating a; d/db is 0 where a ≤ 0.
[[nodiscard]] Tensor pow(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor maximum(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor minimum(const Tensor& a, const Tensor& b);

[[nodiscard]] inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
[[nodiscard]] inline Tensor operator-(const Tensor& a, const Tensor& b) { return subtract(a, b); }
[[nodiscard]] inline Tensor operator*(const Tensor& a, const Tensor& b) { return multiply(a, b); }
[[nodiscard]] inline Tensor operator/(const Tensor& a, const Tensor& b) { return divide(a, b); }
[[nodiscard]] Tensor operator+(const Tensor& a, double b);
[[nodiscard]] Tensor operator-(const Tensor& a, double b);
[[nodiscard]] Tensor operator*(const Tensor& a, double b);
[[nodiscard]] Tensor operator/(const Tensor& a, double b);
[[nodiscard]] Tensor operator+(double a, const Tensor& b);
[[nodiscard]] Tensor operator-(double a, const Tensor& b);
[[nodiscard]] Tensor operator*(double a, const Tensor& b);
[[nodiscard]] Tensor operator/(double a, const Tensor& b);
[[nodiscard]] Tensor operator-(const Tensor& x);
[[nodiscard]] Tensor pow(const Tensor& a, double b);
[[nodiscard]] Tensor maximum(const Tensor& a, double b);
[[nodiscard]] Tensor minimum(const Tensor& a, double b);

[[nodiscard]] Tensor negative(const Tensor& x);
[[nodiscard]] Tensor abs(const Tensor& x);   ///< gradient at 0: 0
[[nodiscard]] Tensor sign(const Tensor& x);  ///< -1, 0 or 1; gradient 0
[[nodiscard]] Tensor square(const Tensor& x);
[[nodiscard]] Tensor sqrt(const Tensor& x);
[[nodiscard]] Tensor rsqrt(const Tensor& x);  ///< 1/√x
[[nodiscard]] Tensor exp(const Tensor& x);
[[nodiscard]] Tensor expm1(const Tensor& x);
[[nodiscard]] Tensor log(const Tensor& x);
[[nodiscard]] Tensor log1p(const Tensor& x);
[[nodiscard]] Tensor sin(const Tensor& x);
[[nodiscard]] Tensor cos(const Tensor& x);
[[nodiscard]] Tensor tanh(const Tensor& x);
[[nodiscard]] Tensor sigmoid(const Tensor& x);  ///< 1/(1 + e⁻ˣ)
[[nodiscard]] Tensor erf(const Tensor& x);
[[nodiscard]] Tensor relu(const Tensor& x);      ///< max(x, 0); gradient at 0: 0
[[nodiscard]] Tensor softplus(const Tensor& x);  ///< log(1 + eˣ), without overflow
[[nodiscard]] Tensor floor(const Tensor& x);     ///< gradient 0
[[nodiscard]] Tensor ceil(const Tensor& x);
[[nodiscard]] Tensor round(const Tensor& x);  ///< halves to even; gradient 0
/// x limited to [low, high]; gradient 0 outside.
[[nodiscard]] Tensor clip(const Tensor& x, double low, double high);

// Comparisons and logic give bool.
[[nodiscard]] Tensor equal(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor not_equal(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor less(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor less_equal(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor greater(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor greater_equal(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor greater(const Tensor& a, double b);
[[nodiscard]] Tensor less(const Tensor& a, double b);
[[nodiscard]] Tensor greater_equal(const Tensor& a, double b);
[[nodiscard]] Tensor logical_and(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor logical_or(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor logical_not(const Tensor& x);
[[nodiscard]] Tensor isfinite(const Tensor& x);

/// a where `condition` (bool) holds, else b. Shapes stretch.
[[nodiscard]] Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor where(const Tensor& condition, const Tensor& a, double b);
/// Converted to another dtype; the gradient is converted back.
[[nodiscard]] Tensor cast(const Tensor& x, DType dtype);

}  // namespace saem
