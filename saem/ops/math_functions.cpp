// Logarithms, error functions, remainders and what is made of them. Declared in math_functions.h.
#include "saem/ops/math_functions.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "saem/ops/broadcasting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/inverse_erf.h"
#include "saem/ops/operand_numbers.h"
#include "saem/ops/shape_ops.h"

namespace saem {

namespace detail {
void link_math_functions() {}
}  // namespace detail

namespace {

const Op& log2_op = define({
    .name = "log2",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * std::numbers::log2e / g.input()}; },
    .reference = elementwise_floating<1>([](auto x) { return std::log2(x); }),
    .samples = {uniform(0.2, 4), values({1e-30, 1, 8, 1e30})},
    .doc = "The logarithm to base 2.",
});
const Op& log10_op = define({
    .name = "log10",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * std::numbers::log10e / g.input()}; },
    .reference = elementwise_floating<1>([](auto x) { return std::log10(x); }),
    .samples = {uniform(0.2, 4), values({1e-30, 1, 1000})},
    .doc = "The logarithm to base 10.",
});
const Op& exp2_op = define({
    .name = "exp2",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * std::numbers::ln2 * g.output()}; },
    .reference = elementwise_floating<1>([](auto x) { return std::exp2(x); }),
    .samples = {uniform(-4, 4), values({-100, 0, 100})},
    .doc = "2ˣ.",
});
const Op& erfc_op = define({
    .name = "erfc",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          return Tensors{g.dy() * (-2.0 * std::numbers::inv_sqrtpi) * exp(-square(g.input()))};
        },
    .reference = elementwise_floating<1>([](auto x) { return std::erfc(x); }),
    .samples = {uniform(-2, 2), values({6, 8}), values({-6, 0})},
    .doc = "1 - erf(x), exact where that is small.",
});
const Op& erfinv_op = define({
    .name = "erfinv",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          return Tensors{g.dy() * (0.5 / std::numbers::inv_sqrtpi) * exp(square(g.output()))};
        },
    .reference = elementwise_floating<1>(
        [](auto x) { return static_cast<decltype(x)>(detail::inverse_erf(static_cast<double>(x))); }),
    .samples = {uniform(-0.9, 0.9), values({-2, -1, -0.999999, 0, 1e-6, 0.999999, 1})},
    .doc = "The inverse of erf; ±∞ at ±1, NaN outside.",
});
const Op& hypot_op = define({
    .name = "hypot",
    .arity = 2,
    .shape = same_as_input,
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          const Tensor y = g.output();
          const Tensor scaled = g.dy() / where(equal(y, zeros_like(y)), ones_like(y), y);
          return Tensors{scaled * g.input(0), scaled * g.input(1)};
        },
    .reference = elementwise_floating<2>([](auto a, auto b) { return std::hypot(a, b); }),
    .samples = {uniform(0.3, 3), uniform(-3, -0.3), values({0, 3e30, -4e30})},
    .doc = "√(a² + b²), without overflow.",
});
const Op& logaddexp_op = define({
    .name = "logaddexp",
    .arity = 2,
    .shape = same_as_input,
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          // Each gets its share of eᵃ + eᵇ; half of it where both are infinite.
          const Tensor ties = equal(g.input(0), g.input(1));
          const Tensor share = sigmoid(
              where(logical_and(ties, isinf(g.input(0))), zeros_like(g.input(0)), g.input(0) - g.input(1)));
          return Tensors{g.dy() * share, g.dy() * (1.0 - share)};
        },
    .reference = elementwise_floating<2>([](auto a, auto b) {
      if (a == b) return a + static_cast<decltype(a)>(std::numbers::ln2);
      return (a > b ? a : b) + std::log1p(std::exp(-std::abs(a - b)));
    }),
    .samples = {uniform(-3, 3), values({-HUGE_VAL, 0, 1000, HUGE_VAL})},
    .doc = "log(eᵃ + eᵇ), without overflow.",
});

/// An elementwise loop for all dtypes that compilers do not vectorize.
template <std::size_t N, class F>
Reference scalar_elementwise(F f) {
  Reference reference = elementwise<N>(f);
  reference.steps = {};
  return reference;
}

const Op& floor_divide_op = define({
    .name = "floor_divide",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient = not_differentiable,
    .reference = scalar_elementwise<2>([](auto a, auto b) {
      using T = decltype(a);
      if constexpr (std::is_integral_v<T>) {
        if (b == 0) return T{0};
        if (b == -1) return static_cast<T>(0U - static_cast<std::uint64_t>(a));
        const T towards_zero = a / b;
        return a % b != 0 && (a < 0) != (b < 0) ? towards_zero - 1 : towards_zero;
      } else {
        if (b == 0) return a / b;
        // From the exact remainder: a / b alone can be rounded up to the next integer.
        const T rest = std::fmod(a, b);
        const T quotient = std::nearbyint((a - rest) / b);
        return rest != 0 && (rest < 0) != (b < 0) ? quotient - 1 : quotient;
      }
    }),
    .samples = {uniform(0.5, 3, {0.5, 1, 1.5, 2, 2.5, 3}), values({-3, -1, 2}), values({0, 1})},
    .doc = "The largest integer that is not above a / b; integers give 0 for b = 0. Its gradient is 0.",
});
const Op& mod_op = define({
    .name = "mod",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient =
        [](const GradientCall& g) {
          return Tensors{g.dy(), -g.dy() * floor_divide(g.input(0), g.input(1))};
        },
    .reference = scalar_elementwise<2>([](auto a, auto b) {
      using T = decltype(a);
      if constexpr (std::is_integral_v<T>) {
        if (b == 0 || b == -1) return T{0};
        const T rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
      } else {
        const T rest = std::fmod(a, b);
        if (rest == 0) return std::copysign(T{0}, b);
        return (rest < 0) != (b < 0) ? rest + b : rest;
      }
    }),
    .samples = {[](Generator& g, int) {
                  // Quotients that are no integers: there the function jumps.
                  const Shape shape = random_shape(g);
                  Array a = random_array(g, shape);
                  const Array b = random_array(g, shape, 0.8, 2);
                  for (std::int64_t i = 0; i < a.size(); ++i) {
                    a.mutable_data<double>()[i] =
                        b.at(i) * (static_cast<double>(g.integer(5)) - 2 + g.uniform(0.1, 0.9));
                  }
                  return Sample{.inputs = {a, b}, .attributes = {}};
                },
                values({-3, -1, 2, 5})},
    .doc = "a - b ⌊a / b⌋, with the sign of b; integers give 0 for b = 0.",
});
const Op& trunc_op = define({
    .name = "trunc",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = not_differentiable,
    .reference = elementwise_vector<1>([](auto x) { return std::trunc(x); }),
    .samples = {uniform(-3, 3, {-3, -2, -1, 0, 1, 2, 3}), values({-1.5, -0.5, 0, 0.5, 1.5})},
    .doc = "The integer next to x on the side of zero; its gradient is 0.",
});

using detail::to_floating;
/// bool has no arithmetic.
Tensor to_number(const Tensor& x) { return x.dtype() == DType::boolean ? cast(x, DType::i32) : x; }

/// The largest finite number of a floating dtype.
double largest(DType dtype) {
  switch (dtype) {
    case DType::f64:
      return std::numeric_limits<double>::max();
    case DType::bf16:
      return 0x1.FEp127;
    case DType::f16:
      return 65504;
    default:
      return std::numeric_limits<float>::max();
  }
}

}  // namespace

Tensor log2(const Tensor& x) { return record(log2_op, {to_floating(x)}); }
Tensor log10(const Tensor& x) { return record(log10_op, {to_floating(x)}); }
Tensor exp2(const Tensor& x) { return record(exp2_op, {to_floating(x)}); }
Tensor erfc(const Tensor& x) { return record(erfc_op, {to_floating(x)}); }
Tensor erfinv(const Tensor& x) { return record(erfinv_op, {to_floating(x)}); }
Tensor hypot(const Tensor& a, const Tensor& b) {
  return record_binary(hypot_op, to_floating(a), to_floating(b));
}
Tensor logaddexp(const Tensor& a, const Tensor& b) {
  return record_binary(logaddexp_op, to_floating(a), to_floating(b));
}
Tensor reciprocal(const Tensor& x) { return 1.0 / to_floating(x); }
Tensor floor_divide(const Tensor& a, const Tensor& b) {
  return record_binary(floor_divide_op, to_number(a), to_number(b));
}
Tensor mod(const Tensor& a, const Tensor& b) { return record_binary(mod_op, to_number(a), to_number(b)); }
Tensor remainder(const Tensor& a, const Tensor& b) { return mod(a, b); }
Tensor trunc(const Tensor& x) { return is_floating(x.dtype()) ? record(trunc_op, {x}) : x; }

Tensor isnan(const Tensor& x) { return not_equal(x, x); }
Tensor isinf(const Tensor& x) {
  if (!is_floating(x.dtype())) return zeros(x.shape(), DType::boolean);
  return equal(abs(x), number_like(x, HUGE_VAL));
}
Tensor nan_to_num(const Tensor& x, double nan) {
  return nan_to_num(x, nan, largest(x.dtype()), -largest(x.dtype()));
}
Tensor nan_to_num(const Tensor& x, double nan, double positive_infinity, double negative_infinity) {
  if (!is_floating(x.dtype())) return x;
  const Tensor numbers = where(isnan(x), number_like(x, nan), x);
  const Tensor below = where(equal(x, number_like(x, HUGE_VAL)), number_like(x, positive_infinity), numbers);
  return where(equal(x, number_like(x, -HUGE_VAL)), number_like(x, negative_infinity), below);
}
Tensor heaviside(const Tensor& x, const Tensor& at_zero) {
  const auto [a, b] = stretch_together("heaviside", x, at_zero);
  const Tensor numbers = to_number(a);
  const Tensor step = cast(greater(numbers, 0.0), numbers.dtype());
  const Tensor y = where(equal(numbers, zeros_like(numbers)), to_number(b), step);
  return where(isnan(numbers), numbers, y);
}
Tensor squared_difference(const Tensor& a, const Tensor& b) { return square(a - b); }
Tensor lerp(const Tensor& a, const Tensor& b, const Tensor& weight) { return a + weight * (b - a); }
Tensor lerp(const Tensor& a, const Tensor& b, double weight) { return a + weight * (b - a); }

}  // namespace saem
