#include "saem/nn/picture_effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/color_spaces.h"
#include "saem/nn/floating.h"
#include "saem/nn/names.h"
#include "saem/nn/picture_filter.h"
#include "saem/nn/spatial_window.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {

// ---- RandomGrayscale ----

RandomGrayscale::RandomGrayscale(double factor, const RandomPictureOptions& options)
    : LayerBase(type, options), factor_(factor) {
  if (factor >= 0 && factor <= 1) return;
  fail<ValueError>({title(),
                    fmt::format("expected a factor from 0 to 1, received {}", factor),
                    {},
                    "It is the share of the pictures that become grey: 0.5."});
}

Attributes RandomGrayscale::config() const {
  Attributes config = RandomPictureLayer::config();
  config.set("factor", factor_);
  return config;
}

void RandomGrayscale::build_spatial(const Shape& x) {
  if (x[3] != 3)
    reject_input("expected three channels, red, green and blue", {}, "Use it on colour pictures.");
}

Tensor RandomGrayscale::changed(const Tensor& x, const CallContext& context) const {
  return where(draw_choice(x, {factor_, factor_}, context), broadcast_to(detail::grey_of(x), x.shape()), x);
}

// ---- RandomColorJitter ----

RandomColorJitter::RandomColorJitter(const RandomColorJitterOptions& options)
    : LayerBase(type, RandomColorOptions{.value_range = options.value_range,
                                         .seed = options.seed,
                                         .data_format = options.data_format,
                                         .name = options.name}),
      options_(options) {
  // The layers inside get pictures with the channels last.
  const RandomColorOptions colors{.value_range = options.value_range, .seed = options.seed};
  if (options.brightness_factor)
    steps_.push_back(std::make_shared<RandomBrightness>(*options.brightness_factor, colors));
  if (options.contrast_factor)
    steps_.push_back(std::make_shared<RandomContrast>(*options.contrast_factor, colors));
  if (options.saturation_factor)
    steps_.push_back(std::make_shared<RandomSaturation>(*options.saturation_factor, colors));
  if (options.hue_factor) steps_.push_back(std::make_shared<RandomHue>(*options.hue_factor, colors));
}

RandomColorJitter RandomColorJitter::from_config(const Attributes& config) {
  return RandomColorJitter({.value_range = detail::value_range_in(config),
                            .brightness_factor = detail::optional_factor_in(config, "brightness_factor"),
                            .contrast_factor = detail::optional_factor_in(config, "contrast_factor"),
                            .saturation_factor = detail::optional_factor_in(config, "saturation_factor"),
                            .hue_factor = detail::optional_factor_in(config, "hue_factor"),
                            .seed = detail::optional_in(config, "seed"),
                            .data_format = detail::data_format_in(config)});
}

Attributes RandomColorJitter::config() const {
  Attributes config = RandomColorLayer::config();
  config.set("brightness_factor", detail::optional_factor_value(options_.brightness_factor));
  config.set("contrast_factor", detail::optional_factor_value(options_.contrast_factor));
  config.set("saturation_factor", detail::optional_factor_value(options_.saturation_factor));
  config.set("hue_factor", detail::optional_factor_value(options_.hue_factor));
  return config;
}

void RandomColorJitter::build_spatial(const Shape& x) {
  if (x[3] != 3 && (options_.saturation_factor || options_.hue_factor))
    reject_input("expected three channels, red, green and blue", {},
                 "Without saturation_factor and hue_factor it takes pictures of any channels.");
  const std::vector<TensorType> pictures = {{DType::f32, x}};
  for (const std::shared_ptr<Layer>& step : steps_) static_cast<void>(add_layer(step, pictures));
}

Tensor RandomColorJitter::changed(const Tensor& x, const CallContext& context) const {
  CallContext inner = context;
  Tensor y = x;
  for (const std::shared_ptr<Layer>& step : steps_) y = step->apply({y}, inner);
  return y;
}

// ---- Solarization ----

Solarization::Solarization(const Factor& addition_factor, const Factor& threshold_factor,
                           const RandomColorOptions& options)
    : LayerBase(type, options),
      addition_(addition_factor),
      threshold_(threshold_factor),
      additions_(detail::range_of(title(), "addition_factor", addition_factor, 0, 1)),
      thresholds_(detail::range_of(title(), "threshold_factor", threshold_factor, 0, 1)) {}

Attributes Solarization::config() const {
  Attributes config = RandomColorLayer::config();
  config.set("addition_factor", detail::factor_value(addition_));
  config.set("threshold_factor", detail::factor_value(threshold_));
  return config;
}

Tensor Solarization::changed(const Tensor& x, const CallContext& context) const {
  const auto [low, high] = value_range();
  const Tensor sum = clip(x + draw(x, additions_, context) * (high - low), low, high);
  const Tensor threshold = low + draw(x, thresholds_, context) * (high - low);
  return where(less(sum, threshold), sum, (low + high) - sum);
}

// ---- AutoContrast ----

AutoContrast::AutoContrast(const PictureValueOptions& options)
    : LayerBase(type, 2, options.data_format, options.name), range_(options.value_range) {
  detail::require_value_range(title(), range_);
}

Attributes AutoContrast::config() const {
  Attributes config = SpatialLayer::config();
  config.set("value_range", detail::value_range_value(range_));
  return config;
}

Tensor AutoContrast::call_spatial(const Tensor& input, CallContext&) const {
  const Tensor x = detail::floating(input);
  const Tensor lowest = min(x, {1, 2}, {.keepdims = true});
  const Tensor spread = max(x, {1, 2}, {.keepdims = true}) - lowest;
  const Tensor varies = greater(spread, 0.0);
  const Tensor share = (x - lowest) / where(varies, spread, ones_like(spread));
  return where(varies, clip(share * (range_.high - range_.low) + range_.low, range_.low, range_.high), x);
}

// ---- RandomErasing ----

RandomErasing::RandomErasing(const Factor& factor, const RandomErasingOptions& options)
    : LayerBase(type, factor, 0, 1,
                RandomColorOptions{.value_range = options.value_range,
                                   .seed = options.seed,
                                   .data_format = options.data_format,
                                   .name = options.name}),
      scale_(options.scale),
      scales_(detail::range_of(title(), "scale", options.scale, 0, 1)),
      fill_(options.fill_value) {
  if (!fill_ || std::isfinite(*fill_)) return;
  fail<ValueError>({title(),
                    fmt::format("expected a finite fill_value, received {}", *fill_),
                    {},
                    "Leave it out for noise."});
}

RandomErasing RandomErasing::from_config(const Attributes& config) {
  return RandomErasing(detail::factor_in(config, "factor", 1),
                       {.scale = detail::factor_in(config, "scale", {0.02, 0.33}),
                        .fill_value = detail::optional_real_in(config, "fill_value"),
                        .value_range = detail::value_range_in(config),
                        .seed = detail::optional_in(config, "seed"),
                        .data_format = detail::data_format_in(config)});
}

Attributes RandomErasing::config() const {
  Attributes config = RandomFactorLayer::config();
  config.set("scale", detail::factor_value(scale_));
  config.set("fill_value", detail::optional_real_value(fill_));
  return config;
}

Tensor RandomErasing::changed(const Tensor& x, const CallContext& context) const {
  const auto inside = [&](int axis) {
    const std::int64_t extent = x.shape()[axis];
    const Tensor length = sqrt(draw(x, scales_, context)) * static_cast<double>(extent);
    const Tensor first = draw(x, {0, 1}, context) * (static_cast<double>(extent) - length);
    const Tensor place = reshape(arange(extent, DType::f32), Shape{1, 1, 1, 1}.with(axis, extent));
    return logical_and(greater_equal(place, first), less(place, first + length));
  };
  // One statement per draw: in which order a call's arguments are computed, compilers choose.
  const Tensor columns = inside(2);
  const Tensor chosen = draw_choice(x, drawn(), context);
  const Tensor erased = logical_and(logical_and(columns, inside(1)), chosen);
  const auto [low, high] = value_range();
  const Tensor fill = fill_ ? full({}, std::clamp(*fill_, low, high))
                            : clip(random_normal(next_key(context), x.shape()) * high, low, high);
  return where(erased, fill, x);
}

// ---- RandomGaussianBlur ----

RandomGaussianBlur::RandomGaussianBlur(const Factor& factor, const RandomGaussianBlurOptions& options)
    : LayerBase(type, factor, 0, 1,
                RandomColorOptions{.value_range = options.value_range,
                                   .seed = options.seed,
                                   .data_format = options.data_format,
                                   .name = options.name}),
      kernel_size_(options.kernel_size),
      sigma_(options.sigma),
      sigmas_(detail::range_of(title(), "sigma", options.sigma, 0, 1)) {
  for (const std::int64_t extent : kernel_size_.list()) {
    detail::require_positive(title(), "kernel_size", extent, "It is how many pixels are mixed.");
    if (extent % 2 == 1) continue;
    fail<ValueError>({title(),
                      fmt::format("expected an odd kernel_size, received {}", extent),
                      {},
                      "A kernel has a middle: 3, or {3, 5}."});
  }
}

RandomGaussianBlur RandomGaussianBlur::from_config(const Attributes& config) {
  const std::vector<std::int64_t> size =
      detail::require_axes(detail::integers_in(config, "kernel_size", {3, 3}), 2, "kernel_size");
  return RandomGaussianBlur(detail::factor_in(config, "factor", 1),
                            {.kernel_size = {size[0], size[1]},
                             .sigma = detail::factor_in(config, "sigma", 1),
                             .value_range = detail::value_range_in(config),
                             .seed = detail::optional_in(config, "seed"),
                             .data_format = detail::data_format_in(config)});
}

Attributes RandomGaussianBlur::config() const {
  Attributes config = RandomFactorLayer::config();
  config.set("kernel_size", kernel_size_.list());
  config.set("sigma", detail::factor_value(sigma_));
  return config;
}

Tensor RandomGaussianBlur::changed(const Tensor& x, const CallContext& context) const {
  const Tensor one = zeros({1, 1, 1, 1});  // one draw for the batch
  const auto curve = [&](std::int64_t extent) {
    const Tensor place = arange(extent, DType::f32) - static_cast<double>(extent - 1) / 2;
    const Tensor weights = exp(-0.5 * square(place / (reshape(draw(one, sigmas_, context), {1}) + 1e-6)));
    return weights / sum(weights);
  };
  const Tensor rows = curve(kernel_size_.height);
  const Tensor kernel = expand_dims(rows, 1) * expand_dims(curve(kernel_size_.width), 0);
  const auto [low, high] = value_range();
  const Tensor blurred = clip(detail::filtered(x, kernel), low, high);
  return where(draw_choice(x, drawn(), context), blurred, x);
}

}  // namespace saem
