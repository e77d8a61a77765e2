// Angles and hyperbolic functions. Declared in math_functions.h.
#include <cmath>

#include "saem/ops/broadcasting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/math_functions.h"
#include "saem/ops/operand_numbers.h"
#include "saem/ops/shape_ops.h"

namespace saem {

namespace detail {
void link_trigonometry() {}
}  // namespace detail

namespace {

const Op& sin_op = define({
    .name = "sin",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * cos(g.input())}; },
    .reference = elementwise_floating<1>([](auto x) { return std::sin(x); }),
    .samples = {uniform(-7, 7)},
    .doc = "The sine; x in radians.",
});
const Op& cos_op = define({
    .name = "cos",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * -sin(g.input())}; },
    .reference = elementwise_floating<1>([](auto x) { return std::cos(x); }),
    .samples = {uniform(-7, 7)},
    .doc = "The cosine; x in radians.",
});
const Op& tan_op = define({
    .name = "tan",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * (1.0 + square(g.output()))}; },
    .reference = elementwise_floating<1>([](auto x) { return std::tan(x); }),
    .samples = {uniform(-1.3, 1.3), values({-3, 0, 3})},
    .doc = "The tangent; x in radians.",
});
const Op& asin_op = define({
    .name = "asin",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * rsqrt(1.0 - square(g.input()))}; },
    .reference = elementwise_floating<1>([](auto x) { return std::asin(x); }),
    .samples = {uniform(-0.9, 0.9), values({-2, -1, 0, 1, 2})},
    .doc = "The inverse of the sine, in [-π/2, π/2]; NaN outside [-1, 1].",
});
const Op& acos_op = define({
    .name = "acos",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{-g.dy() * rsqrt(1.0 - square(g.input()))}; },
    .reference = elementwise_floating<1>([](auto x) { return std::acos(x); }),
    .samples = {uniform(-0.9, 0.9), values({-2, -1, 0, 1, 2})},
    .doc = "The inverse of the cosine, in [0, π]; NaN outside [-1, 1].",
});
const Op& atan_op = define({
    .name = "atan",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() / (1.0 + square(g.input()))}; },
    .reference = elementwise_floating<1>([](auto x) { return std::atan(x); }),
    .samples = {uniform(-3, 3), values({-1e30, 0, 1e30})},
    .doc = "The inverse of the tangent, in [-π/2, π/2].",
});
const Op& atan2_op = define({
    .name = "atan2",
    .arity = 2,
    .shape = same_as_input,
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          const Tensor squares = square(g.input(0)) + square(g.input(1));
          const Tensor scaled =
              g.dy() / where(equal(squares, zeros_like(squares)), ones_like(squares), squares);
          return Tensors{scaled * g.input(1), -scaled * g.input(0)};
        },
    .reference = elementwise_floating<2>([](auto y, auto x) {
      // Where denormal numbers count as 0, they must be 0: the C library divides one by the other.
      const auto flushed = [](auto number) {
        return number == 0 ? std::copysign(decltype(number){0}, number) : number;
      };
      return std::atan2(flushed(y), flushed(x));
    }),
    .samples = {uniform(0.3, 3), uniform(-3, -0.3), values({-1, 0, 1})},
    .doc = "(y, x): the angle of the point (x, y), in [-π, π].",
});
const Op& sinh_op = define({
    .name = "sinh",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * cosh(g.input())}; },
    .reference = elementwise_floating<1>([](auto x) { return std::sinh(x); }),
    .samples = {uniform(-3, 3), values({-30, 0, 1e-6})},
    .doc = "(eˣ - e⁻ˣ) / 2.",
});
const Op& cosh_op = define({
    .name = "cosh",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * sinh(g.input())}; },
    .reference = elementwise_floating<1>([](auto x) { return std::cosh(x); }),
    .samples = {uniform(-3, 3), values({-30, 0, 30})},
    .doc = "(eˣ + e⁻ˣ) / 2.",
});
const Op& asinh_op = define({
    .name = "asinh",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * rsqrt(1.0 + square(g.input()))}; },
    .reference = elementwise_floating<1>([](auto x) { return std::asinh(x); }),
    .samples = {uniform(-3, 3), values({-1e30, 0, 1e-6})},
    .doc = "The inverse of sinh.",
});
const Op& acosh_op = define({
    .name = "acosh",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * rsqrt(square(g.input()) - 1.0)}; },
    .reference = elementwise_floating<1>([](auto x) { return std::acosh(x); }),
    .samples = {uniform(1.3, 4), values({0, 1, 1e30})},
    .doc = "The inverse of cosh, 0 or more; NaN below 1.",
});
const Op& atanh_op = define({
    .name = "atanh",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() / (1.0 - square(g.input()))}; },
    .reference = elementwise_floating<1>([](auto x) { return std::atanh(x); }),
    .samples = {uniform(-0.8, 0.8), values({-2, -1, 0, 1})},
    .doc = "The inverse of tanh; ±∞ at ±1, NaN outside.",
});

using detail::to_floating;

}  // namespace

Tensor sin(const Tensor& x) { return record(sin_op, {x}); }
Tensor cos(const Tensor& x) { return record(cos_op, {x}); }
Tensor tan(const Tensor& x) { return record(tan_op, {to_floating(x)}); }
Tensor asin(const Tensor& x) { return record(asin_op, {to_floating(x)}); }
Tensor acos(const Tensor& x) { return record(acos_op, {to_floating(x)}); }
Tensor atan(const Tensor& x) { return record(atan_op, {to_floating(x)}); }
Tensor atan2(const Tensor& y, const Tensor& x) {
  return record_binary(atan2_op, to_floating(y), to_floating(x));
}
Tensor sinh(const Tensor& x) { return record(sinh_op, {to_floating(x)}); }
Tensor cosh(const Tensor& x) { return record(cosh_op, {to_floating(x)}); }
Tensor asinh(const Tensor& x) { return record(asinh_op, {to_floating(x)}); }
Tensor acosh(const Tensor& x) { return record(acosh_op, {to_floating(x)}); }
Tensor atanh(const Tensor& x) { return record(atanh_op, {to_floating(x)}); }

}  // namespace saem
