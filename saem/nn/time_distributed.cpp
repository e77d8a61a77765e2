#include "saem/nn/time_distributed.h"

#include <array>

#include "saem/nn/inner_config.h"
#include "saem/ops/shape_ops.h"

namespace saem {

TimeDistributed::TimeDistributed(const AnyLayer& layer, const TimeDistributedOptions& options)
    : LayerBase(type, options.name), layer_(detail::held_layer(layer, type)) {}

TimeDistributed TimeDistributed::from_config(const Attributes& config) {
  return TimeDistributed(detail::inner_layer(config, "layer"));
}

Attributes TimeDistributed::config() const {
  Attributes config;
  detail::write_inner_layer(config, "layer", *layer_, name());
  return config;
}

void TimeDistributed::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() < 3) {
    reject_input("expected (batch, steps, …), with one axis or more behind the steps", {},
                 "Use the layer itself, or add an axis with Reshape.");
  }
  if (x[1] < 1) reject_input("it has no steps", {}, "Give each example one step at least.");
  const std::array<TensorType, 1> step = {TensorType{DType::f32, x.erased(1)}};
  static_cast<void>(add_layer(layer_, step));
}

Tensor TimeDistributed::call(const Tensors& inputs, CallContext& context) const {
  const Shape& x = inputs[0].shape();
  const Shape steps = x.slice(0, 2);
  const Tensor each = reshape(inputs[0], Shape{steps.count()}.concat(x.slice(2, x.rank())));
  const Tensor y = layer_->apply({each}, context);
  return reshape(y, steps.concat(y.shape().slice(1, y.rank())));
}

}  // namespace saem
