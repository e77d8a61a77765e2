// Elementwise functions of one tensor.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "saem/graph/autodiff.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"
#include "saem/ops/shape_ops.h"

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
    .reference = elementwise<1>([](auto x) { return -x; }),
    .samples = {uniform(-3, 3)},
    .doc = "-x.",
});
const Op& abs_op = define({
    .name = "abs",
    .arity = 1,
    .shape = same_as_input,
    .dtype = numeric,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * sign(g.input())}; },
    .reference = elementwise<1>([](auto x) { return x < 0 ? -x : x; }),
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
    .reference = elementwise<1>([](auto x) { return x * x; }),
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
const Op& exp_op = define({
    .name = "exp",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * g.output()}; },
    .reference = elementwise_floating<1>([](auto x) { return std::exp(x); }),
    .samples = {uniform(-3, 3), values({-90, -30, 0, 30})},
    .doc = "eˣ.",
});
const Op& expm1_op = define({
    .name = "expm1",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * (g.output() + 1.0)}; },
    .reference = elementwise_floating<1>([](auto x) { return std::expm1(x); }),
    .samples = {uniform(-3, 3), values({-1e-6, 0, 1e-6})},
    .doc = "eˣ - 1, exact near 0.",
});
const Op& log_op = define({
    .name = "log",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() / g.input()}; },
    .reference = elementwise_floating<1>([](auto x) { return std::log(x); }),
    .samples = {uniform(0.2, 4), values({1e-30, 1, 1e30})},
    .doc = "The natural logarithm.",
});
const Op& log1p_op = define({
    .name = "log1p",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() / (g.input() + 1.0)}; },
    .reference = elementwise_floating<1>([](auto x) { return std::log1p(x); }),
    .samples = {uniform(-0.7, 3), values({-1e-6, 0, 1e-6})},
    .doc = "log(1 + x), exact near 0.",
});
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
// The rules of tanh, sigmoid and exp use the output: the input need not live until the backward pass.
const Op& tanh_op = define({
    .name = "tanh",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * (1.0 - square(g.output()))}; },
    .reference = elementwise_floating<1>([](auto x) { return std::tanh(x); }),
    .samples = {uniform(-3, 3), values({-20, 0, 20})},
    .doc = "The hyperbolic tangent.",
});
const Op& sigmoid_op = define({
    .name = "sigmoid",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * (g.output() * (1.0 - g.output()))}; },
    .reference = elementwise_floating<1>([](auto x) { return 1 / (1 + std::exp(-x)); }),
    .samples = {uniform(-4, 4), values({-80, 0, 80})},
    .doc = "1 / (1 + e⁻ˣ).",
});
const Op& erf_op = define({
    .name = "erf",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient =
        [](const GradientCall& g) {
          return Tensors{g.dy() * (2.0 * std::numbers::inv_sqrtpi) * exp(-square(g.input()))};
        },
    .reference = elementwise_floating<1>([](auto x) { return std::erf(x); }),
    .samples = {uniform(-2, 2), values({-6, 0, 6})},
    .doc = "The error function, 2/√π ∫₀ˣ e^(-t²) dt.",
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
const Op& softplus_op = define({
    .name = "softplus",
    .arity = 1,
    .shape = same_as_input,
    .dtype = floating,
    .gradient = [](const GradientCall& g) { return Tensors{g.dy() * sigmoid(g.input())}; },
    .reference = elementwise_floating<1>(
        [](auto x) { return std::log1p(std::exp(-std::abs(x))) + std::max(x, decltype(x){0}); }),
    .samples = {uniform(-5, 5), values({-100, 0, 100})},
    .doc = "log(1 + eˣ), without overflow for large x.",
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

template <class In, class Out>
void convert(ReferenceCall& call, bool to_bool) {
  const auto in = call.in<In>(0);
  const auto out = call.out<Out>();
  for (std::size_t i = 0; i < out.size(); ++i) {
    if constexpr (std::is_same_v<In, double> && std::is_same_v<Out, std::int64_t>) {
      // Truncation of NaN or of a number beyond int64 has no defined result in C++: 0 and the ends of the
      // range here.
      out[i] = to_bool             ? in[i] != 0
               : std::isnan(in[i]) ? 0
               : in[i] >= 0x1p63   ? INT64_MAX
               : in[i] < -0x1p63   ? INT64_MIN
                                   : static_cast<std::int64_t>(in[i]);
    } else {
      out[i] = to_bool ? static_cast<Out>(in[i] != 0) : static_cast<Out>(in[i]);
    }
  }
}

const Op& cast_op = define({
    .name = "cast",
    .arity = 1,
    .shape = same_as_input,
    .dtype = [](const Signature& s) -> PerOutput<DType> { return s.attributes.dtype("dtype"); },
    .gradient =
        [](const GradientCall& g) {
          return is_floating(g.input().dtype()) ? Tensors{cast(g.dy(), g.input().dtype())}
                                                : Tensors{Tensor()};
        },
    .reference = {[](ReferenceCall& call) {
                    const bool to_bool = call.attributes.dtype("dtype") == DType::boolean;
                    const bool in = call.inputs[0].dtype() == DType::f64;
                    const bool out = call.outputs[0].dtype() == DType::f64;
                    if (in && out)
                      convert<double, double>(call, false);
                    else if (in)
                      convert<double, std::int64_t>(call, to_bool);
                    else if (out)
                      convert<std::int64_t, double>(call, false);
                    else
                      convert<std::int64_t, std::int64_t>(call, to_bool);
                  },
                  nullptr},
    .samples = {[](Generator& g, int) {
      constexpr DType targets[] = {DType::f32, DType::f64, DType::i32, DType::i64, DType::u8, DType::boolean};
      const DType target = targets[g.integer(6)];
      return Sample{.inputs = {random_array(g, random_shape(g), 0, 100)},
                    .attributes = {{"dtype", target}},
                    .check_gradient = target == DType::f64};
    }},
    .doc = "The same numbers in another dtype: floating to integer truncates towards zero, to bool tests "
           "against zero.",
});

const Op& stop_gradient_op = define({
    .name = "stop_gradient",
    .arity = 1,
    .shape = same_as_input,
    .dtype = any_dtype,
    .gradient = not_differentiable,
    .reference = elementwise<1>([](auto x) { return x; }),
    .samples = {[](Generator& g, int) {
      return Sample{.inputs = {random_array(g, random_shape(g))}, .attributes = {}, .check_gradient = false};
    }},
    .doc = "x itself, a constant to differentiation.",
});

}  // namespace

Tensor negative(const Tensor& x) { return record(negative_op, {x}); }
Tensor abs(const Tensor& x) { return record(abs_op, {x}); }
Tensor sign(const Tensor& x) { return record(sign_op, {x}); }
Tensor square(const Tensor& x) { return record(square_op, {x}); }
Tensor sqrt(const Tensor& x) { return record(sqrt_op, {x}); }
Tensor rsqrt(const Tensor& x) { return record(rsqrt_op, {x}); }
Tensor exp(const Tensor& x) { return record(exp_op, {x}); }
Tensor expm1(const Tensor& x) { return record(expm1_op, {x}); }
Tensor log(const Tensor& x) { return record(log_op, {x}); }
Tensor log1p(const Tensor& x) { return record(log1p_op, {x}); }
Tensor sin(const Tensor& x) { return record(sin_op, {x}); }
Tensor cos(const Tensor& x) { return record(cos_op, {x}); }
Tensor tanh(const Tensor& x) { return record(tanh_op, {x}); }
Tensor sigmoid(const Tensor& x) { return record(sigmoid_op, {x}); }
Tensor erf(const Tensor& x) { return record(erf_op, {x}); }
Tensor relu(const Tensor& x) { return record(relu_op, {x}); }
Tensor softplus(const Tensor& x) { return record(softplus_op, {x}); }
Tensor floor(const Tensor& x) { return record(floor_op, {x}); }
Tensor ceil(const Tensor& x) { return record(ceil_op, {x}); }
Tensor round(const Tensor& x) { return record(round_op, {x}); }
Tensor clip(const Tensor& x, double low, double high) {
  if (!(low <= high))
    fail<ValueError>(
        {"clip", "expected low ≤ high", "low " + std::to_string(low) + ", high " + std::to_string(high), {}});
  return minimum(maximum(x, low), high);
}
Tensor cast(const Tensor& x, DType dtype) {
  return x.dtype() == dtype ? x : record(cast_op, {x}, {{"dtype", dtype}});
}
Tensor stop_gradient(const Tensor& x) { return record(stop_gradient_op, {x}); }

}  // namespace saem
