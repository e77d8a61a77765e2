// Elementwise functions of one tensor that are made of exponentials and logarithms.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "saem/ops/elementwise.h"
#include "saem/ops/elementwise_record.h"

namespace saem {

namespace detail {
void link_exponential() {}
}  // namespace detail

namespace {

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

}  // namespace

Tensor exp(const Tensor& x) { return record(exp_op, {x}); }
Tensor expm1(const Tensor& x) { return record(expm1_op, {x}); }
Tensor log(const Tensor& x) { return record(log_op, {x}); }
Tensor log1p(const Tensor& x) { return record(log1p_op, {x}); }
Tensor tanh(const Tensor& x) { return record(tanh_op, {x}); }
Tensor sigmoid(const Tensor& x) { return record(sigmoid_op, {x}); }
Tensor softplus(const Tensor& x) { return record(softplus_op, {x}); }
Tensor erf(const Tensor& x) { return record(erf_op, {x}); }

}  // namespace saem
