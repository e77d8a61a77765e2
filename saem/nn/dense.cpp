#include "saem/nn/dense.h"

#include <fmt/format.h>

#include "saem/nn/activations.h"
#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"

namespace saem {

Dense::Dense(std::int64_t units, const DenseOptions& options)
    : LayerBase(type, options.name),
      units_(units),
      use_bias_(options.use_bias),
      parts_(detail::KernelAndBias::of(options)) {
  detail::require_positive(title(), "units", units_,
                           "It is the number of outputs: Dense(10) for ten classes.");
  parts_.require_valid(title());
  set_activity_regularizer(regularizer(parts_.activity_regularizer, title()));
}

Dense Dense::from_config(const Attributes& config) {
  DenseOptions options;
  detail::KernelAndBias::read(config, options);
  options.use_bias = detail::flag_in(config, "use_bias", true);
  return Dense(config.integer("units"), options);
}

Attributes Dense::config() const {
  Attributes config = {{"units", units_}, {"use_bias", use_bias_}};
  parts_.write(config);
  return config;
}

void Dense::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() < 2) {
    reject_input("expected (batch, features), received one number per example", {},
                 "Begin with Input({1}), and give the data a second axis of 1.");
  }
  if (x[-1] < 1) reject_input("it has no features", {}, "Give each example one number at least.");
  add_weight("kernel", {x[-1], units_}, initializer(parts_.kernel.initializer), parts_.kernel.options());
  if (use_bias_) add_weight("bias", {units_}, initializer(parts_.bias.initializer), parts_.bias.options());
}

Tensor Dense::call(const Tensors& inputs, CallContext&) const {
  Tensor y = matmul(inputs[0], weight("kernel"));
  if (use_bias_) y = y + weight("bias");
  return apply_activation(parts_.activation, y);
}

}  // namespace saem
