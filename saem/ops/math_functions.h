#pragma once

#include "saem/graph/tensor.h"

namespace saem {

// Elementwise functions beyond those of elementwise.h, by the names and with the values of NumPy and Keras.
// Two tensors are stretched to one shape and brought to one dtype. Integers become float32 where a function
// gives fractions (tan … erfinv, log2 … hypot, reciprocal).

/// sin x / cos x, x in radians.
[[nodiscard]] Tensor tan(const Tensor& x);
[[nodiscard]] Tensor asin(
    const Tensor& x);  ///< the angle in [-π/2, π/2] whose sine is x; NaN outside [-1, 1]
[[nodiscard]] Tensor acos(const Tensor& x);  ///< the angle in [0, π] whose cosine is x; NaN outside [-1, 1]
/// The angle in (-π/2, π/2) whose tangent is x.
[[nodiscard]] Tensor atan(const Tensor& x);
/// The angle of the point (x, y) in (-π, π]. The gradient at (0, 0) is 0.
[[nodiscard]] Tensor atan2(const Tensor& y, const Tensor& x);
/// (eˣ - e⁻ˣ) / 2.
[[nodiscard]] Tensor sinh(const Tensor& x);
/// (eˣ + e⁻ˣ) / 2.
[[nodiscard]] Tensor cosh(const Tensor& x);
/// The y with sinh y = x.
[[nodiscard]] Tensor asinh(const Tensor& x);
[[nodiscard]] Tensor acosh(const Tensor& x);  ///< the y ≥ 0 with cosh y = x; NaN below 1
[[nodiscard]] Tensor atanh(const Tensor& x);  ///< the y with tanh y = x; ±∞ at ±1, NaN outside
/// Logarithm to base 2; -∞ at 0, NaN below.
[[nodiscard]] Tensor log2(const Tensor& x);
/// Logarithm to base 10; -∞ at 0, NaN below.
[[nodiscard]] Tensor log10(const Tensor& x);
[[nodiscard]] Tensor exp2(const Tensor& x);    ///< 2ˣ
[[nodiscard]] Tensor erfc(const Tensor& x);    ///< 1 - erf x, exact where that is small
[[nodiscard]] Tensor erfinv(const Tensor& x);  ///< the y with erf y = x; ±∞ at ±1, NaN outside
/// √(a² + b²), without overflow. The gradient at (0, 0) is 0.
[[nodiscard]] Tensor hypot(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor logaddexp(const Tensor& a, const Tensor& b);  ///< log(eᵃ + eᵇ), without overflow
[[nodiscard]] Tensor reciprocal(const Tensor& x);                  ///< 1 / x

/// ⌊a / b⌋. Integers: 0 for a divisor of 0. Gradient 0.
[[nodiscard]] Tensor floor_divide(const Tensor& a, const Tensor& b);
/// a - b · ⌊a / b⌋, with the sign of b. Integers: 0 for a divisor of 0. The gradient for b is -⌊a / b⌋.
[[nodiscard]] Tensor mod(const Tensor& a, const Tensor& b);
/// The same under NumPy's other name.
[[nodiscard]] Tensor remainder(const Tensor& a, const Tensor& b);
[[nodiscard]] Tensor trunc(const Tensor& x);  ///< towards zero; gradient 0; integers stay

/// Not a number. Gives bool, false for integers.
[[nodiscard]] Tensor isnan(const Tensor& x);
/// ∞ or -∞. Gives bool, false for integers.
[[nodiscard]] Tensor isinf(const Tensor& x);
/// NaN and infinities replaced: by `nan`, and by the largest and smallest finite number of x's dtype.
[[nodiscard]] Tensor nan_to_num(const Tensor& x, double nan = 0);
[[nodiscard]] Tensor nan_to_num(const Tensor& x, double nan, double positive_infinity,
                                double negative_infinity);
/// 0 for x < 0, `at_zero` for x = 0, 1 for x > 0; NaN stays.
[[nodiscard]] Tensor heaviside(const Tensor& x, const Tensor& at_zero);
[[nodiscard]] Tensor squared_difference(const Tensor& a, const Tensor& b);  ///< (a - b)²
/// a + weight · (b - a).
[[nodiscard]] Tensor lerp(const Tensor& a, const Tensor& b, const Tensor& weight);
[[nodiscard]] Tensor lerp(const Tensor& a, const Tensor& b, double weight);

/// log |Γ(x)|; ∞ at 0, -1, -2, …
[[nodiscard]] Tensor lgamma(const Tensor& x);
/// The derivative of log Γ; NaN at -1, -2, …
[[nodiscard]] Tensor digamma(const Tensor& x);
/// Derivative n + 1 of log Γ. NaN at 0, -1, -2, …, and for n ≥ 2 at all negative x. Throws ValueError for n
/// outside [0, 20].
[[nodiscard]] Tensor polygamma(int n, const Tensor& x);

}  // namespace saem
