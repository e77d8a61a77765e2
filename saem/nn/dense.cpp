#include "saem/nn/dense.h"

#include <fmt/format.h>

#include "saem/nn/activations.h"
#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"

namespace saem {

Dense::Dense(std::int64_t units, const DenseOptions& options)
    : LayerBase(type, options.name), units_(units), options_(options) {
  detail::require_positive(title(), "units", units_,
                           "It is the number of outputs: Dense(10) for ten classes.");
  require_activation(options_.activation, title());
  kernel().require_valid(title());
  bias().require_valid(title());
  set_activity_regularizer(regularizer(options_.activity_regularizer, title()));
}

detail::WeightRecipe Dense::kernel() const {
  return {options_.kernel_initializer, options_.kernel_regularizer, options_.kernel_constraint};
}
detail::WeightRecipe Dense::bias() const {
  return {options_.bias_initializer, options_.bias_regularizer, options_.bias_constraint};
}

Dense Dense::from_config(const Attributes& config) {
  const auto kernel = detail::WeightRecipe::read(config, "kernel", "glorot_uniform");
  const auto bias = detail::WeightRecipe::read(config, "bias", "zeros");
  return Dense(config.integer("units"),
               {.activation = detail::text_in(config, "activation", "linear"),
                .use_bias = detail::flag_in(config, "use_bias", true),
                .kernel_initializer = kernel.initializer,
                .bias_initializer = bias.initializer,
                .kernel_regularizer = kernel.regularizer,
                .bias_regularizer = bias.regularizer,
                .activity_regularizer = detail::text_in(config, "activity_regularizer", ""),
                .kernel_constraint = kernel.constraint,
                .bias_constraint = bias.constraint});
}

Attributes Dense::config() const {
  Attributes config = {{"units", units_},
                       {"activation", options_.activation},
                       {"use_bias", options_.use_bias},
                       {"activity_regularizer", options_.activity_regularizer}};
  kernel().write(config, "kernel");
  bias().write(config, "bias");
  return config;
}

void Dense::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() < 2) {
    reject_input("expected (batch, features), received one number per example", {},
                 "Begin with Input({1}), and give the data a second axis of 1.");
  }
  if (x[-1] < 1) reject_input("it has no features", {}, "Give each example one number at least.");
  add_weight("kernel", {x[-1], units_}, initializer(options_.kernel_initializer), kernel().options());
  if (options_.use_bias)
    add_weight("bias", {units_}, initializer(options_.bias_initializer), bias().options());
}

Tensor Dense::call(const Tensors& inputs, CallContext&) const {
  Tensor y = matmul(inputs[0], weight("kernel"));
  if (options_.use_bias) y = y + weight("bias");
  return apply_activation(options_.activation, y);
}

}  // namespace saem
