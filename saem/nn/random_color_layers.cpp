#include "saem/nn/random_color_layers.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "saem/core/array.h"
#include "saem/nn/color_spaces.h"
#include "saem/nn/picture_filter.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace detail {

RandomColorLayer::RandomColorLayer(const char* class_name, const RandomColorOptions& options)
    : RandomPictureLayer(class_name,
                         {.data_format = options.data_format, .seed = options.seed, .name = options.name}),
      range_(options.value_range) {
  require_value_range(title(), range_);
}

Attributes RandomColorLayer::config() const {
  Attributes config = RandomPictureLayer::config();
  config.set("value_range", value_range_value(range_));
  return config;
}

RandomColorOptions RandomColorLayer::colors_in(const Attributes& config) {
  return {.value_range = value_range_in(config),
          .seed = optional_in(config, "seed"),
          .data_format = data_format_in(config)};
}

RandomFactorLayer::RandomFactorLayer(const char* class_name, const Factor& factor, double lowest,
                                     double highest, const RandomColorOptions& options)
    : RandomColorLayer(class_name, options),
      factor_(factor),
      drawn_(range_of(title(), "factor", factor, lowest, highest)) {}

Attributes RandomFactorLayer::config() const {
  Attributes config = RandomColorLayer::config();
  config.set("factor", factor_value(factor_));
  return config;
}

}  // namespace detail

namespace {

Tensor kept_within(const Tensor& x, const PixelRange& range) { return clip(x, range.low, range.high); }

/// Pixels as numbers from 0 to 1.
Tensor to_unit(const Tensor& x, const PixelRange& range) {
  return (x - range.low) / (range.high - range.low);
}
Tensor from_unit(const Tensor& x, const PixelRange& range) {
  return x * (range.high - range.low) + range.low;
}

}  // namespace

Tensor RandomBrightness::changed(const Tensor& x, const CallContext& context) const {
  const PixelRange& range = value_range();
  return kept_within(x + draw(x, drawn(), context) * (range.high - range.low), range);
}

Tensor RandomContrast::changed(const Tensor& x, const CallContext& context) const {
  // One number stands for both ends; range_of has made [0, f] of it.
  const std::vector<double>& numbers = factor().numbers;
  const double below = numbers.size() == 1 ? drawn().high : drawn().low;
  const Tensor middle = mean(x, {1, 2}, {.keepdims = true});
  const Tensor times = draw(x, {1 - below, 1 + drawn().high}, context);
  return kept_within((x - middle) * times + middle, value_range());
}

void RandomHue::build_spatial(const Shape& x) {
  if (x[3] != 3)
    reject_input("expected three channels, red, green and blue", {}, "Use it on colour pictures.");
}

Tensor RandomHue::changed(const Tensor& x, const CallContext& context) const {
  const Tensor share = draw(x, drawn(), context);
  const Tensor side = where(draw_choice(x, {0.5, 0.5}, context), share, -share);
  detail::Hsv hsv = detail::hsv_of(clip(to_unit(x, value_range()), 0, 1));
  hsv.hue = hsv.hue + 0.5 * side;
  return from_unit(detail::rgb_of(hsv), value_range());
}

void RandomSaturation::build_spatial(const Shape& x) {
  if (x[3] != 3)
    reject_input("expected three channels, red, green and blue", {}, "Use it on colour pictures.");
}

Tensor RandomSaturation::changed(const Tensor& x, const CallContext& context) const {
  const Tensor f = draw(x, drawn(), context);
  detail::Hsv hsv = detail::hsv_of(clip(to_unit(x, value_range()), 0, 1));
  constexpr double smallest = 1e-7;  // Keras's epsilon: 1 / 0 would be no number for greys
  hsv.saturation = clip(hsv.saturation * (f / (1.0 - f + smallest)), 0, 1);
  return from_unit(detail::rgb_of(hsv), value_range());
}

void RandomColorDegeneration::build_spatial(const Shape& x) {
  if (x[3] != 3)
    reject_input("expected three channels, red, green and blue", {}, "Use it on colour pictures.");
}

Tensor RandomColorDegeneration::changed(const Tensor& x, const CallContext& context) const {
  return kept_within(x + draw(x, drawn(), context) * (detail::grey_of(x) - x), value_range());
}

Tensor RandomInvert::changed(const Tensor& x, const CallContext& context) const {
  return where(draw_choice(x, drawn(), context), (value_range().low + value_range().high) - x, x);
}

Tensor RandomPosterization::changed(const Tensor& x, const CallContext& context) const {
  // ⌊low + u · (high + 1 - low)⌋, u below 1, is each of the numbers from low to high equally often.
  const Tensor drawn_bits = floor(draw(x, {drawn().low, drawn().high + 1}, context));
  const Tensor bits = minimum(drawn_bits, drawn().high);
  Tensor step = ones_like(bits);
  for (int each = 7; each >= 1; --each) step = where(less(bits, each + 0.5), step * 2.0, step);
  const Tensor bytes = clip(floor(to_unit(x, value_range()) * 255.0), 0, 255);
  return from_unit(floor(bytes / step) * step / 255.0, value_range());
}

Tensor RandomSharpness::changed(const Tensor& x, const CallContext& context) const {
  const Tensor f = 2.0 * draw(x, drawn(), context);
  const std::vector<double> weights = {1, 1, 1, 1, 5, 1, 1, 1, 1};
  const Tensor kernel = Tensor(Array::of(weights, {3, 3})) / 13.0;
  const Tensor smooth = detail::filtered(x, cast(kernel, DType::f32));
  return kept_within(x + (1.0 - f) * (smooth - x), value_range());
}

}  // namespace saem
