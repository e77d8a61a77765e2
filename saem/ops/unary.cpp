// Elementwise functions of one tensor: signs, powers, rounding.
#include <algorithm>
#include <cmath>
#include <type_traits>

#include "saem/ops/broadcasting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/wrapping.h"

namespace saem {

namespace detail {
void link_unary() {}
}  // namespace detail

namespace {

const Op& negative_op = define({
    .name = "negative",
    .arity = 1,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient = [](const GradientCall& g) { return Tensors{-g.dy()}; },
    .reference = elementwise<1>([](auto x) {
      if constexpr (std::is_integral_v<decltype(x)>) return detail::wrapping_difference(decltype(x){0}, x);
      return -x;
    }),
    .samples = {uniform(-3, 3)},
    .doc = "-x.",
});
const Op& abs_op = define({
    .name = "abs",
    .arity = 1,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * sign(g.input())}; },
    .reference = elementwise<1>([](auto x) {
      if constexpr (std::is_integral_v<decltype(x)>)
        return x < 0 ? detail::wrapping_difference(decltype(x){0}, x) : x;
      return x < 0 ? -x : x;
    }),
    .samples = {uniform(-3, 3, {0}), values({-1, 0, 1})},
    .doc = "|x|; the gradient at 0 is 0.",
});
const Op& sign_op = define({
    .name = "sign",
    .arity = 1,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient = not_differentiable,
    .reference = elementwise<1>([](auto x) { return static_cast<decltype(x)>((x > 0) - (x < 0)); }),
    .samples = {uniform(-3, 3, {0}), values({-1, 0, 1})},
    .doc = "-1, 0 or 1; its gradient is 0.",
});
const Op& square_op = define({
    .name = "square",
    .arity = 1,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * (2.0 * g.input())}; },
    .reference = elementwise<1>([](auto x) { return detail::wrapping_product(x, x); }),
    .samples = {uniform(-3, 3)},
    .doc = "x².",
});
const Op& sqrt_op = define({
    .name = "sqrt",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * 0.5 / g.output()}; },
    .reference = elementwise_vector<1>([](auto x) { return std::sqrt(x); }),
    .samples = {uniform(0.2, 4), values({0, 1, 4})},
    .doc = "√x.",
});
const Op& rsqrt_op = define({
    .name = "rsqrt",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * -0.5 * g.output() / g.input()}; },
    .reference = elementwise_vector<1>([](auto x) { return 1 / std::sqrt(x); }),
    .samples = {uniform(0.2, 4)},
    .doc = "1/√x.",
});
const Op& relu_op = define({
    .name = "relu",
    .arity = 1,
    .shape = same_as_input,
    .dtype = numeric,
    // The mask is read from the output, so that ReLU can be fused into the op before it.
    .gradient = [](const GradientCall& g) { return Tensors{where(greater(g.output(), 0.0), g.dy(), 0.0)}; },
    .reference = elementwise<1>([](auto x) { return x > 0 || x != x ? x : decltype(x){0}; }),
    .samples = {uniform(-3, 3, {0}), values({-1, 0, 1})},
    .doc = "max(x, 0); the gradient at 0 is 0.",
});
const Op& floor_op = define({
    .name = "floor",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = not_differentiable,
    .reference = elementwise_vector<1>([](auto x) { return std::floor(x); }),
    .samples = {uniform(-3, 3, {-3, -2, -1, 0, 1, 2, 3}), values({-1, -0.5, 0, 0.5, 1})},
    .doc = "The largest integer that is not above x; its gradient is 0.",
});
const Op& ceil_op = define({
    .name = "ceil",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = not_differentiable,
    .reference = elementwise_vector<1>([](auto x) { return std::ceil(x); }),
    .samples = {uniform(-3, 3, {-3, -2, -1, 0, 1, 2, 3}), values({-1, -0.5, 0, 0.5, 1})},
    .doc = "The smallest integer that is not below x; its gradient is 0.",
});
const Op& round_op = define({
    .name = "round",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = not_differentiable,
    .reference = elementwise_vector<1>([](auto x) { return std::nearbyint(x); }),
    .samples = {uniform(-3, 3, {-2.5, -1.5, -0.5, 0.5, 1.5, 2.5}), values({-2.5, -1.5, -0.5, 0.5, 1.5})},
    .doc = "The nearest integer, halves to even; its gradient is 0.",
});

}  // namespace

Tensor negative(const Tensor& x) { return record(negative_op, {x}); }
Tensor abs(const Tensor& x) { return record(abs_op, {x}); }
Tensor sign(const Tensor& x) { return record(sign_op, {x}); }
Tensor square(const Tensor& x) { return record(square_op, {x}); }
Tensor sqrt(const Tensor& x) { return record(sqrt_op, {x}); }
Tensor rsqrt(const Tensor& x) { return record(rsqrt_op, {x}); }
Tensor relu(const Tensor& x) { return record(relu_op, {x}); }
Tensor floor(const Tensor& x) { return record(floor_op, {x}); }
Tensor ceil(const Tensor& x) { return record(ceil_op, {x}); }
Tensor round(const Tensor& x) { return record(round_op, {x}); }
Tensor clip(const Tensor& x, double low, double high) {
  if (!(low <= high))
    fail<ValueError>({"clip", "expected low ≤ high",
                      "low " + std::to_string(low) + ", high " + std::to_string(high), "Exchange them."});
  // Not by maximum and minimum: a place at a limit is inside, and gets all of its gradient.
  return where(less(x, low), number_like(x, low), where(greater(x, high), number_like(x, high), x));
}
}  // namespace saem
