// Elementwise arithmetic on two tensors, and how two tensors are brought to one shape and dtype.
#include <cmath>
#include <type_traits>

#include "saem/ops/broadcasting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/wrapping.h"

namespace saem {

namespace detail {
void link_arithmetic() {}
}  // namespace detail

namespace {

const Op& add_op = define({
    .name = "add",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient =
        [](const GradientCall& g) {
          return Tensors{g.dy(), g.dy()};
        },
    .reference = elementwise<2>([](auto a, auto b) { return detail::wrapping_sum(a, b); }),
    .samples = {uniform(-3, 3)},
    .doc = "a + b; integers wrap.",
});

const Op& subtract_op = define({
    .name = "subtract",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient =
        [](const GradientCall& g) {
          return Tensors{g.dy(), -g.dy()};
        },
    .reference = elementwise<2>([](auto a, auto b) { return detail::wrapping_difference(a, b); }),
    .samples = {uniform(-3, 3)},
    .doc = "a - b; integers wrap.",
});

const Op& multiply_op = define({
    .name = "multiply",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient =
        [](const GradientCall& g) {
          return Tensors{g.dy() * g.input(1), g.dy() * g.input(0)};
        },
    .reference = elementwise<2>([](auto a, auto b) { return detail::wrapping_product(a, b); }),
    .samples = {uniform(-3, 3)},
    .doc = "a · b; integers wrap.",
});

const Op& divide_op = define({
    .name = "divide",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient =
        [](const GradientCall& g) {
          const Tensor da = g.dy() / g.input(1);
          return Tensors{da, -da * g.output()};
        },
    .reference = elementwise<2>([](auto a, auto b) {
      if constexpr (std::is_integral_v<decltype(b)>) {
        // -a by unsigned arithmetic: the smallest integer divided by -1 must not trap.
        if (b == 0) return decltype(a){0};
        if (b == -1) return static_cast<decltype(a)>(0U - static_cast<std::uint64_t>(a));
      }
      return a / b;
    }),
    .samples = {uniform(0.5, 3), uniform(-3, -0.5)},
    .doc = "a / b; integers divide towards zero, and give 0 for b = 0.",
});

const Op& pow_op = define({
    .name = "pow",
    .arity = 2,
    .shape = same_as_input,
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          const Tensor& a = g.input(0);
          const Tensor& b = g.input(1);
          // a⁰ is constant: without the select, b = 0 at a = 0 would give 0 · ∞.
          const Tensor da = where(equal(b, zeros_like(b)), zeros_like(a), b * pow(a, b - 1.0));
          const Tensor positive = greater(a, 0.0);
          const Tensor db = where(positive, g.output() * log(where(positive, a, 1.0)), 0.0);
          return Tensors{g.dy() * da, g.dy() * db};
        },
    .reference = elementwise_floating<2>([](auto a, auto b) { return std::pow(a, b); }),
    .samples = {uniform(0.3, 2.5)},
    .doc = "aᵇ; the gradient for b is 0 where a ≤ 0.",
});

/// 1 where the first input wins, ½ where they tie: so the gradients of both add up to dy.
Tensor share(const Tensor& wins, const Tensor& ties, const Tensor& dy) {
  return where(wins, dy, where(ties, dy * 0.5, 0.0));
}

const Op& maximum_op = define({
    .name = "maximum",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient =
        [](const GradientCall& g) {
          const Tensor ties = equal(g.input(0), g.input(1));
          return Tensors{share(greater(g.input(0), g.input(1)), ties, g.dy()),
                         share(less(g.input(0), g.input(1)), ties, g.dy())};
        },
    // a != a lets NaN through from either side.
    .reference = elementwise<2>([](auto a, auto b) { return a > b || a != a ? a : b; }),
    .samples = {uniform(-3, 3), values({-1, 0, 2})},
    .doc = "The larger of a and b; where they tie, both get half of the gradient.",
});

const Op& minimum_op = define({
    .name = "minimum",
    .arity = 2,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient =
        [](const GradientCall& g) {
          const Tensor ties = equal(g.input(0), g.input(1));
          return Tensors{share(less(g.input(0), g.input(1)), ties, g.dy()),
                         share(greater(g.input(0), g.input(1)), ties, g.dy())};
        },
    .reference = elementwise<2>([](auto a, auto b) { return a < b || a != a ? a : b; }),
    .samples = {uniform(-3, 3), values({-1, 0, 2})},
    .doc = "The smaller of a and b; where they tie, both get half of the gradient.",
});

}  // namespace

std::pair<Tensor, Tensor> stretch_together(const char* op, const Tensor& a, const Tensor& b) {
  const DType dtype = promote(a.dtype(), b.dtype());
  const Shape shape = a.shape() == b.shape() ? a.shape() : broadcast(a.shape(), b.shape(), op);
  return {broadcast_to(cast(a, dtype), shape), broadcast_to(cast(b, dtype), shape)};
}

Tensor record_binary(const Op& op, const Tensor& a, const Tensor& b) {
  auto [x, y] = stretch_together(op.name.c_str(), a, b);
  return record(op, {std::move(x), std::move(y)});
}

Tensor number_like(const Tensor& x, double value) { return Tensor::scalar(value, x.dtype()); }

Tensor add(const Tensor& a, const Tensor& b) { return record_binary(add_op, a, b); }
Tensor subtract(const Tensor& a, const Tensor& b) { return record_binary(subtract_op, a, b); }
Tensor multiply(const Tensor& a, const Tensor& b) { return record_binary(multiply_op, a, b); }
Tensor divide(const Tensor& a, const Tensor& b) { return record_binary(divide_op, a, b); }
Tensor pow(const Tensor& a, const Tensor& b) { return record_binary(pow_op, a, b); }
Tensor maximum(const Tensor& a, const Tensor& b) { return record_binary(maximum_op, a, b); }
Tensor minimum(const Tensor& a, const Tensor& b) { return record_binary(minimum_op, a, b); }

Tensor operator+(const Tensor& a, double b) { return add(a, number_like(a, b)); }
Tensor operator-(const Tensor& a, double b) { return subtract(a, number_like(a, b)); }
Tensor operator*(const Tensor& a, double b) { return multiply(a, number_like(a, b)); }
Tensor operator/(const Tensor& a, double b) { return divide(a, number_like(a, b)); }
Tensor operator+(double a, const Tensor& b) { return add(number_like(b, a), b); }
Tensor operator-(double a, const Tensor& b) { return subtract(number_like(b, a), b); }
Tensor operator*(double a, const Tensor& b) { return multiply(number_like(b, a), b); }
Tensor operator/(double a, const Tensor& b) { return divide(number_like(b, a), b); }
Tensor operator-(const Tensor& x) { return negative(x); }
Tensor pow(const Tensor& a, double b) { return pow(a, number_like(a, b)); }
Tensor maximum(const Tensor& a, double b) { return maximum(a, number_like(a, b)); }
Tensor minimum(const Tensor& a, double b) { return minimum(a, number_like(a, b)); }

}  // namespace saem
