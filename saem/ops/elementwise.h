#pragma once

#include "saem/graph/tensor.h"

namespace saem {

// Two tensors are stretched to a common shape by NumPy's rule and to a common dtype by `promote`; a number
// takes the dtype of the tensor it meets. Integers that do not fit wrap, as in NumPy. Throws ShapeError where
// shapes do not fit.

/// a + b.
[[nodiscard]] Tensor add(const Tensor& a, const Tensor& b);
/// a - b.
[[nodiscard]] Tensor subtract(const Tensor& a, const Tensor& b);
/// a · b, element by element.
[[nodiscard]] Tensor multiply(const Tensor& a, const Tensor& b);
/// Integers divide towards zero; 0 for a divisor of 0.
[[nodiscard]] Tensor divide(const Tensor& a, const Tensor& b);
/// aᵇ for floating a; d/db is 0 where a ≤ 0.
[[nodiscard]] Tensor pow(const Tensor& a, const Tensor& b);
/// The larger of both elements; NaN if one is. Of equal ones, both get half of the gradient.
[[nodiscard]] Tensor maximum(const Tensor& a, const Tensor& b);
/// The smaller of both elements; NaN if one is. Of equal ones, both get half of the gradient.
[[nodiscard]] Tensor minimum(const Tensor& a, const Tensor& b);

/// add; with a number too.
[[nodiscard]] inline Tensor operator+(const Tensor& a, const Tensor& b) { return add(a, b); }
/// subtract, and negative of one tensor.
[[nodiscard]] inline Tensor operator-(const Tensor& a, const Tensor& b) { return subtract(a, b); }
/// multiply; with a number too.
[[nodiscard]] inline Tensor operator*(const Tensor& a, const Tensor& b) { return multiply(a, b); }
/// divide; with a number too.
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

/// -x.
[[nodiscard]] Tensor negative(const Tensor& x);
[[nodiscard]] Tensor abs(const Tensor& x);   ///< |x|; gradient at 0: 0
[[nodiscard]] Tensor sign(const Tensor& x);  ///< -1, 0 or 1; gradient 0
/// x².
[[nodiscard]] Tensor square(const Tensor& x);
/// √x; NaN below 0.
[[nodiscard]] Tensor sqrt(const Tensor& x);
[[nodiscard]] Tensor rsqrt(const Tensor& x);  ///< 1/√x
/// eˣ.
[[nodiscard]] Tensor exp(const Tensor& x);
/// eˣ - 1, exact for small x.
[[nodiscard]] Tensor expm1(const Tensor& x);
/// Natural logarithm; -∞ at 0, NaN below.
[[nodiscard]] Tensor log(const Tensor& x);
/// log(1 + x), exact for small x; -∞ at -1, NaN below.
[[nodiscard]] Tensor log1p(const Tensor& x);
/// Sine of x in radians.
[[nodiscard]] Tensor sin(const Tensor& x);
/// Cosine of x in radians.
[[nodiscard]] Tensor cos(const Tensor& x);
/// (eˣ - e⁻ˣ) / (eˣ + e⁻ˣ).
[[nodiscard]] Tensor tanh(const Tensor& x);
[[nodiscard]] Tensor sigmoid(const Tensor& x);  ///< 1/(1 + e⁻ˣ)
/// 2/√π · ∫ exp(-t²) dt from 0 to x.
[[nodiscard]] Tensor erf(const Tensor& x);
[[nodiscard]] Tensor relu(const Tensor& x);      ///< max(x, 0); gradient at 0: 0
[[nodiscard]] Tensor softplus(const Tensor& x);  ///< log(1 + eˣ), without overflow
[[nodiscard]] Tensor floor(const Tensor& x);     ///< the largest whole number that is not above x; gradient 0
/// The smallest whole number that is not below x; gradient 0.
[[nodiscard]] Tensor ceil(const Tensor& x);
[[nodiscard]] Tensor round(const Tensor& x);  ///< the nearest whole number, halves to even; gradient 0
/// x limited to [low, high]; gradient 0 outside, all of it at a limit.
[[nodiscard]] Tensor clip(const Tensor& x, double low, double high);

// Comparisons and logic give bool. To logic, numbers other than 0 are true.
/// a = b; false where one is NaN.
[[nodiscard]] Tensor equal(const Tensor& a, const Tensor& b);
/// a ≠ b; true where one is NaN.
[[nodiscard]] Tensor not_equal(const Tensor& a, const Tensor& b);
/// a < b; false where one is NaN.
[[nodiscard]] Tensor less(const Tensor& a, const Tensor& b);
/// a ≤ b; false where one is NaN.
[[nodiscard]] Tensor less_equal(const Tensor& a, const Tensor& b);
/// a > b; false where one is NaN.
[[nodiscard]] Tensor greater(const Tensor& a, const Tensor& b);
/// a ≥ b; false where one is NaN.
[[nodiscard]] Tensor greater_equal(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor greater(const Tensor& a, double b);
[[nodiscard]] Tensor less(const Tensor& a, double b);
[[nodiscard]] Tensor greater_equal(const Tensor& a, double b);
/// Both hold.
[[nodiscard]] Tensor logical_and(const Tensor& a, const Tensor& b);
/// One holds, or both.
[[nodiscard]] Tensor logical_or(const Tensor& a, const Tensor& b);
/// True where x is false, or 0.
[[nodiscard]] Tensor logical_not(const Tensor& x);
/// Neither NaN nor infinite.
[[nodiscard]] Tensor isfinite(const Tensor& x);

/// a where `condition` (bool) holds, else b. Shapes stretch.
[[nodiscard]] Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor where(const Tensor& condition, const Tensor& a, double b);
/// Converted to another dtype: floating to integer truncates towards zero, what does not fit into an integer
/// becomes its nearest limit, NaN becomes 0 (true, for bool). The gradient is converted back.
[[nodiscard]] Tensor cast(const Tensor& x, DType dtype);

}  // namespace saem
