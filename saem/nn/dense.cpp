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
  static_cast<void>(initializer(options_.kernel_initializer, title()));
  static_cast<void>(initializer(options_.bias_initializer, title()));
}

Dense Dense::from_config(const Attributes& config) {
  return Dense(config.integer("units"), {.activation = config.text("activation"),
                                         .use_bias = config.flag("use_bias"),
                                         .kernel_initializer = config.text("kernel_initializer"),
                                         .bias_initializer = config.text("bias_initializer")});
}

Attributes Dense::config() const {
  return {{"units", units_},
          {"activation", options_.activation},
          {"use_bias", options_.use_bias},
          {"kernel_initializer", options_.kernel_initializer},
          {"bias_initializer", options_.bias_initializer}};
}

void Dense::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() < 2) {
    reject_input("expected (batch, features), received one number per example", {},
                 "Begin with Input({1}), and give the data a second axis of 1.");
  }
  if (x[-1] < 1) reject_input("it has no features", {}, {});
  add_weight("kernel", {x[-1], units_}, initializer(options_.kernel_initializer));
  if (options_.use_bias) add_weight("bias", {units_}, initializer(options_.bias_initializer));
}

Tensor Dense::call(const Tensors& inputs, CallContext&) const {
  Tensor y = matmul(inputs[0], weight("kernel"));
  if (options_.use_bias) y = y + weight("bias");
  return apply_activation(options_.activation, y);
}

}  // namespace saem
