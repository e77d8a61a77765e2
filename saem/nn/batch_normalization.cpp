#include "saem/nn/batch_normalization.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/nn/layer_axes.h"
#include "saem/nn/scale_and_shift.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/moments.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {

using detail::ScaleAndShift;

BatchNormalization::BatchNormalization(BatchNormalizationOptions options)
    : LayerBase(type, options.name), options_(std::move(options)) {
  if (!(options_.momentum >= 0 && options_.momentum <= 1)) {
    fail<ValueError>({title(),
                      fmt::format("expected a momentum from 0 to 1, received {}", options_.momentum),
                      {},
                      "It is the share of the old value in each update of the moving averages; 0.99 is the "
                      "usual one."});
  }
  detail::require_epsilon(title(), options_.epsilon, "0.001");
  ScaleAndShift::of(options_).require_valid(title());
  static_cast<void>(initializer(options_.moving_mean_initializer, title()));
  static_cast<void>(initializer(options_.moving_variance_initializer, title()));
}

BatchNormalization BatchNormalization::from_config(const Attributes& config) {
  BatchNormalizationOptions options{
      .axis = detail::axis_in(config, "axis", -1),
      .momentum = detail::real_in(config, "momentum", 0.99),
      .epsilon = detail::real_in(config, "epsilon", 1e-3),
      .moving_mean_initializer = detail::text_in(config, "moving_mean_initializer", "zeros"),
      .moving_variance_initializer = detail::text_in(config, "moving_variance_initializer", "ones")};
  ScaleAndShift::read(config, options);
  return BatchNormalization(std::move(options));
}

Attributes BatchNormalization::config() const {
  Attributes config = {{"axis", options_.axis},
                       {"momentum", options_.momentum},
                       {"epsilon", options_.epsilon},
                       {"moving_mean_initializer", options_.moving_mean_initializer},
                       {"moving_variance_initializer", options_.moving_variance_initializer}};
  ScaleAndShift::of(options_).write(config);
  return config;
}

void BatchNormalization::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() < 2) {
    reject_input(fmt::format("expected (batch, …, channels), received rank {}", x.rank()), {},
                 "Give each example at least one axis.");
  }
  if (options_.axis == -1 && x[-1] < 1)
    reject_input("it has no channels", {}, "The last axis holds the channels.");
  const std::string problem = detail::axes_problem({options_.axis}, x);
  if (!problem.empty())
    reject_input(problem, fmt::format("axis = {}", options_.axis), "It is the axis of the channels.");
  const Shape per_channel{x[options_.axis]};
  const ScaleAndShift affine = ScaleAndShift::of(options_);
  if (options_.scale)
    add_weight("gamma", per_channel, initializer(affine.gamma.initializer), affine.gamma.options());
  if (options_.center)
    add_weight("beta", per_channel, initializer(affine.beta.initializer), affine.beta.options());
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

Tensor BatchNormalization::from_masked_batch(const Tensor& x, const Tensor& mask) const {
  constexpr double keras_epsilon = 1e-7;  // nothing is divided by 0 where nothing counts
  Axes over;
  for (int axis = 0; axis < x.rank() - 1; ++axis) over.push_back(axis);
  const Tensor count = sum(cast(mask, x.dtype()), over) + keras_epsilon;
  const Tensor mean = sum(where(mask, x, 0.0), over) / count;
  const Tensor variance = sum(where(mask, square(x - mean), 0.0), over) / count;
  move("moving_mean", mean);
  move("moving_variance", variance);
  Tensor y = (x - mean) * rsqrt(variance + options_.epsilon);
  if (options_.scale) y = y * cast(weight("gamma"), x.dtype());
  return options_.center ? y + cast(weight("beta"), x.dtype()) : y;
}

Tensor BatchNormalization::normalized(const Tensor& x, const Tensor& mask, const CallContext& context) const {
  if (!context.training || !trainable()) return from_moving_averages(x);
  return mask.defined() ? from_masked_batch(x, mask) : from_batch(x);
}

Tensor BatchNormalization::call(const Tensors& inputs, CallContext& context) const {
  const Tensor x = is_floating(inputs[0].dtype()) ? inputs[0] : cast(inputs[0], DType::f32);
  const int axis = x.shape().axis(options_.axis);
  Tensor mask = context.mask_of(inputs[0]);
  if (mask.defined()) {
    while (mask.rank() < x.rank()) mask = expand_dims(mask, -1);
    mask = broadcast_to(mask, x.shape());
  }
  if (axis == x.rank() - 1) return normalized(x, mask, context);
  const Tensor moved = mask.defined() ? moveaxis(mask, axis, -1) : mask;
  return moveaxis(normalized(moveaxis(x, axis, -1), moved, context), -1, axis);
}

}  // namespace saem
