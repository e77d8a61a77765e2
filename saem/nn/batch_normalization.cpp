#include "saem/nn/batch_normalization.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/moments.h"

namespace saem {

BatchNormalization::BatchNormalization(BatchNormalizationOptions options)
    : LayerBase(type, options.name), options_(std::move(options)) {
  if (!(options_.momentum >= 0 && options_.momentum <= 1)) {
    fail<ValueError>({title(),
                      fmt::format("expected a momentum from 0 to 1, received {}", options_.momentum),
                      {},
                      "It is the share of the old value in each update of the moving averages; 0.99 is the "
                      "usual one."});
  }
  if (!(options_.epsilon >= 0 && std::isfinite(options_.epsilon))) {
    fail<ValueError>(
        {title(),
         fmt::format("expected an epsilon of 0 or more, received {}", options_.epsilon),
         {},
         "It is added to the variance, so that nothing is divided by 0; 0.001 is the usual one."});
  }
  for (const std::string* name : {&options_.beta_initializer, &options_.gamma_initializer,
                                  &options_.moving_mean_initializer, &options_.moving_variance_initializer}) {
    static_cast<void>(initializer(*name, title()));
  }
}

BatchNormalization BatchNormalization::from_config(const Attributes& config) {
  return BatchNormalization({.momentum = config.real("momentum"),
                             .epsilon = config.real("epsilon"),
                             .center = config.flag("center"),
                             .scale = config.flag("scale"),
                             .beta_initializer = config.text("beta_initializer"),
                             .gamma_initializer = config.text("gamma_initializer"),
                             .moving_mean_initializer = config.text("moving_mean_initializer"),
                             .moving_variance_initializer = config.text("moving_variance_initializer")});
}

Attributes BatchNormalization::config() const {
  return {{"momentum", options_.momentum},
          {"epsilon", options_.epsilon},
          {"center", options_.center},
          {"scale", options_.scale},
          {"beta_initializer", options_.beta_initializer},
          {"gamma_initializer", options_.gamma_initializer},
          {"moving_mean_initializer", options_.moving_mean_initializer},
          {"moving_variance_initializer", options_.moving_variance_initializer}};
}

void BatchNormalization::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() < 2) {
    reject_input(fmt::format("expected (batch, …, channels), received rank {}", x.rank()), {},
                 "Give each example at least one axis.");
  }
  if (x[-1] < 1) reject_input("it has no channels", {}, "The last axis holds the channels.");
  const Shape per_channel{x[-1]};
  if (options_.scale) add_weight("gamma", per_channel, initializer(options_.gamma_initializer));
  if (options_.center) add_weight("beta", per_channel, initializer(options_.beta_initializer));
  add_weight("moving_mean", per_channel, initializer(options_.moving_mean_initializer),
             /*trainable=*/false);
  add_weight("moving_variance", per_channel, initializer(options_.moving_variance_initializer),
             /*trainable=*/false);
}

void BatchNormalization::move(const char* name, const Tensor& batch) const {
  Variable moving = weight_variable(name);
  moving.assign(moving.read() * options_.momentum + cast(batch, DType::f32) * (1 - options_.momentum));
}

Tensor BatchNormalization::from_batch(const Tensor& x) const {
  const BatchNormalized result =
      batch_normalization(x, options_.scale ? weight("gamma") : Tensor(),
                          options_.center ? weight("beta") : Tensor(), options_.epsilon);
  move("moving_mean", result.mean);
  move("moving_variance", result.variance);
  return result.y;
}

// What is known per channel is computed per channel, so that one product and one sum are left for each
// element.
Tensor BatchNormalization::from_moving_averages(const Tensor& x) const {
  Tensor scale = rsqrt(weight("moving_variance") + options_.epsilon);
  if (options_.scale) scale = weight("gamma") * scale;
  const Tensor moved = weight("moving_mean") * scale;
  const Tensor shift = options_.center ? weight("beta") - moved : -moved;
  return x * cast(scale, x.dtype()) + cast(shift, x.dtype());
}

Tensor BatchNormalization::call(const Tensors& inputs, CallContext& context) const {
  const Tensor x = is_floating(inputs[0].dtype()) ? inputs[0] : cast(inputs[0], DType::f32);
  return context.training && trainable() ? from_batch(x) : from_moving_averages(x);
}

}  // namespace saem
