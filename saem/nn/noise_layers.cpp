#include "saem/nn/noise_layers.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/spatial_window.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {

GaussianNoise::GaussianNoise(double stddev, const LayerOptions& options)
    : LayerBase(type, options.name), stddev_(stddev) {
  if (stddev >= 0 && std::isfinite(stddev)) return;
  fail<ValueError>({title(),
                    fmt::format("expected a stddev of 0 or more, received {}", stddev),
                    {},
                    "It is the standard deviation of the noise: 0.1."});
}

Tensor GaussianNoise::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  return x + cast(stddev_ * random_normal(detail::next_key(context), x.shape()), x.dtype());
}

GaussianDropout::GaussianDropout(double rate, const LayerOptions& options)
    : LayerBase(type, options.name), rate_(rate) {
  detail::require_rate(title(), rate);
}

Tensor GaussianDropout::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  const double deviation = std::sqrt(rate_ / (1 - rate_));
  return x * cast(1.0 + deviation * random_normal(detail::next_key(context), x.shape()), x.dtype());
}

AlphaDropout::AlphaDropout(double rate, const DropoutOptions& options)
    : LayerBase(type, options.name), rate_(rate), noise_shape_(options.noise_shape) {
  detail::require_rate(title(), rate);
}

AlphaDropout AlphaDropout::from_config(const Attributes& config) {
  return AlphaDropout(config.real("rate"), {.noise_shape = detail::integers_in(config, "noise_shape", {})});
}

void AlphaDropout::build(std::span<const Shape> inputs) {
  const std::string problem = detail::noise_problem(noise_shape_, only_input(inputs));
  if (!problem.empty()) reject_input(problem, {}, "Write 1 where an axis is kept or dropped as a whole.");
}

Tensor AlphaDropout::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  constexpr double lowest = -1.6732632423543772 * 1.0507009873554805;  // of selu, at -∞
  const double a = 1 / std::sqrt((1 - rate_) * (1 + rate_ * lowest * lowest));
  const double b = -a * lowest * rate_;
  const Shape shape = detail::noise_shape(noise_shape_, x.shape());
  const Tensor kept = greater_equal(random_uniform(detail::next_key(context), shape), rate_);
  return a * where(kept, x, lowest) + b;
}

namespace detail {

SpatialDropoutLayer::SpatialDropoutLayer(const char* class_name, double rate, int axes,
                                         const std::string& name)
    : Layer(class_name, name), rate_(rate), axes_(axes) {
  require_rate(title(), rate);
}

void SpatialDropoutLayer::build(std::span<const Shape> inputs) {
  const auto refusal = spatial_refusal(only_input(inputs), axes_, class_name());
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor SpatialDropoutLayer::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  Shape mask = x.shape();
  for (int axis = 1; axis <= axes_; ++axis) mask = mask.with(axis, 1);
  return x * dropout(ones(mask, x.dtype()), rate_, next_key(context));
}

}  // namespace detail
}  // namespace saem
