#include "saem/nn/activation_layers.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/softmax.h"

namespace saem {
namespace {

void require_at_least_zero(const std::string& title, const char* option, double value) {
  if (value >= 0) return;
  fail<ValueError>({title,
                    fmt::format("expected {} of 0 or more, received {}", option, value),
                    {},
                    "Choose 0 or a number above."});
}

}  // namespace

ReLU::ReLU(const ReLUOptions& options)
    : LayerBase(type, options.name),
      options_{.negative_slope = options.negative_slope,
               .max_value = options.max_value,
               .threshold = options.threshold} {
  require_at_least_zero(title(), "max_value", options.max_value);
  require_at_least_zero(title(), "negative_slope", options.negative_slope);
  require_at_least_zero(title(), "threshold", options.threshold);
}

ReLU ReLU::from_config(const Attributes& config) {
  return ReLU({.max_value = detail::real_in(config, "max_value", std::numeric_limits<double>::infinity()),
               .negative_slope = detail::real_in(config, "negative_slope", 0),
               .threshold = detail::real_in(config, "threshold", 0)});
}

Attributes ReLU::config() const {
  return {{"max_value", options_.max_value},
          {"negative_slope", options_.negative_slope},
          {"threshold", options_.threshold}};
}

Tensor ReLU::call(const Tensors& inputs, CallContext&) const {
  return activations::relu(inputs[0], options_);
}

LeakyReLU::LeakyReLU(const LeakyReLUOptions& options)
    : LayerBase(type, options.name), slope_(options.negative_slope) {
  require_at_least_zero(title(), "negative_slope", slope_);
}

Tensor LeakyReLU::call(const Tensors& inputs, CallContext&) const {
  return activations::leaky_relu(inputs[0], slope_);
}

ELU::ELU(const ELUOptions& options) : LayerBase(type, options.name), alpha_(options.alpha) {
  if (std::isfinite(alpha_)) return;
  fail<ValueError>({title(),
                    fmt::format("expected a finite alpha, received {}", alpha_),
                    {},
                    "It is what the function goes to, negated, far below 0; 1 is the usual one."});
}

Tensor ELU::call(const Tensors& inputs, CallContext&) const { return activations::elu(inputs[0], alpha_); }

PReLU::PReLU(PReLUOptions options) : LayerBase(type, options.name), options_(std::move(options)) {
  alpha().require_valid(title());
}

PReLU PReLU::from_config(const Attributes& config) {
  const auto alpha = detail::WeightRecipe::read(config, "alpha", "zeros");
  return PReLU({.alpha_initializer = alpha.initializer,
                .alpha_regularizer = alpha.regularizer,
                .alpha_constraint = alpha.constraint,
                .shared_axes = detail::axes_in(config, "shared_axes", {})});
}

Attributes PReLU::config() const {
  Attributes config = {{"shared_axes", detail::axes_value(options_.shared_axes)}};
  alpha().write(config, "alpha");
  return config;
}

void PReLU::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  Shape shape = x;
  if (!options_.shared_axes.empty()) {
    const std::string problem = detail::axes_problem(options_.shared_axes, x);
    if (!problem.empty()) reject_input(problem, "shared_axes", "The first axis after the batch is 1.");
    for (const int axis : options_.shared_axes) shape = shape.with(axis, 1);
  }
  add_weight("alpha", shape.slice(1, shape.rank()), initializer(options_.alpha_initializer),
             alpha().options());
}

Tensor PReLU::call(const Tensors& inputs, CallContext&) const {
  const Tensor& x = inputs[0];
  return where(greater(x, 0.0), x, cast(weight("alpha"), x.dtype()) * x);
}

void Softmax::build(std::span<const Shape> inputs) {
  const std::string problem = detail::axes_problem(axis_, only_input(inputs));
  if (!problem.empty()) {
    reject_input(problem, fmt::format("axis = [{}]", fmt::join(axis_, ", ")),
                 "Axes are counted with the batch: -1 is the last one.");
  }
}

Tensor Softmax::call(const Tensors& inputs, CallContext& context) const {
  const auto shares = [&](const Tensor& x) {
    if (axis_.size() == 1) return softmax(x, axis_[0]);
    return exp(x - logsumexp(x, axis_, {.keepdims = true}));
  };
  const Tensor& x = inputs[0];
  const Tensor mask = context.mask_of(x);
  if (!mask.defined() || mask.shape() != x.shape()) return shares(x);
  const double lowest = x.dtype() == DType::f16 ? -3e4 : -1e9;
  return where(mask, shares(where(mask, x, lowest)), 0.0);
}

ActivityRegularization::ActivityRegularization(const ActivityRegularizationOptions& options)
    : LayerBase(type, options.name), l1_(options.l1), l2_(options.l2) {
  require_at_least_zero(title(), "l1", l1_);
  require_at_least_zero(title(), "l2", l2_);
  set_activity_regularizer(regularizer(L1L2(l1_, l2_), title()));
}

Tensor ActivityRegularization::call(const Tensors& inputs, CallContext&) const { return inputs[0]; }

}  // namespace saem
