#include "saem/nn/noise_layers.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {

GaussianNoise::GaussianNoise(double stddev, const NoiseOptions& options)
    : LayerBase(type, options.name), stddev_(stddev), seed_(options.seed) {
  if (stddev >= 0 && std::isfinite(stddev)) return;
  fail<ValueError>({title(),
                    fmt::format("expected a stddev of 0 or more, received {}", stddev),
                    {},
                    "It is the standard deviation of the noise: 0.1."});
}

Tensor GaussianNoise::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  return x + cast(stddev_ * random_normal(detail::next_key(context, seed_), x.shape()), x.dtype());
}

GaussianDropout::GaussianDropout(double rate, const NoiseOptions& options)
    : LayerBase(type, options.name), rate_(rate), seed_(options.seed) {
  detail::require_rate(title(), rate);
}

Tensor GaussianDropout::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  const double deviation = std::sqrt(rate_ / (1 - rate_));
  return x * cast(1.0 + deviation * random_normal(detail::next_key(context, seed_), x.shape()), x.dtype());
}

AlphaDropout::AlphaDropout(double rate, const DropoutOptions& options)
    : LayerBase(type, options.name), rate_(rate), options_(options) {
  detail::require_rate(title(), rate);
}

AlphaDropout AlphaDropout::from_config(const Attributes& config) {
  return AlphaDropout(config.real("rate"), {.noise_shape = detail::integers_in(config, "noise_shape", {}),
                                            .seed = detail::optional_in(config, "seed")});
}

Attributes AlphaDropout::config() const {
  return {{"rate", rate_},
          {"noise_shape", options_.noise_shape},
          {"seed", detail::optional_value(options_.seed)}};
}

void AlphaDropout::build(std::span<const Shape> inputs) {
  const std::string problem = detail::noise_problem(options_.noise_shape, only_input(inputs));
  if (!problem.empty()) reject_input(problem, {}, "Write 1 where an axis is kept or dropped as a whole.");
}

Tensor AlphaDropout::call(const Tensors& inputs, CallContext& context) const {
  const Tensor& x = inputs[0];
  if (!context.training) return x;
  constexpr double lowest = -1.6732632423543772 * 1.0507009873554805;  // of selu, at -∞
  const double a = 1 / std::sqrt((1 - rate_) * (1 + rate_ * lowest * lowest));
  const double b = -a * lowest * rate_;
  const Shape shape = detail::noise_shape(options_.noise_shape, x.shape());
  const Tensor kept = greater_equal(random_uniform(detail::next_key(context, options_.seed), shape), rate_);
  return a * where(kept, x, lowest) + b;
}

namespace detail {

SpatialDropoutLayer::SpatialDropoutLayer(const char* class_name, double rate, int axes,
                                         const SpatialDropoutOptions& options)
    : SpatialLayer(class_name, axes, options.data_format, options.name),
      rate_(rate),
      axes_(axes),
      seed_(options.seed) {
  require_rate(title(), rate);
}

Attributes SpatialDropoutLayer::config() const {
  Attributes config = {{"rate", rate_}, {"seed", optional_value(seed_)}};
  if (axes_ > 1) config.set("data_format", SpatialLayer::config().text("data_format"));
  return config;
}

Tensor SpatialDropoutLayer::call_spatial(const Tensor& x, CallContext& context) const {
  if (!context.training) return x;
  Shape mask = x.shape();
  for (int axis = 1; axis <= axes_; ++axis) mask = mask.with(axis, 1);
  return x * dropout(ones(mask, x.dtype()), rate_, next_key(context, seed_));
}

}  // namespace detail
}  // namespace saem
