#include "saem/nn/random_geometry_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "saem/core/error.h"
#include "saem/nn/names.h"
#include "saem/nn/resizing.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/grid_sample.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace detail {
namespace {

Tensor scalar(double value) { return full({}, value); }

/// The place on an endless row of copies of 0 … extent - 1.
Tensor wrapped_place(const Tensor& places, double extent) { return places - floor(places / extent) * extent; }

/// Pixel p of `extent` pixels, as grid_sample counts: -1 and 1 are the outer edges.
Tensor grid_places(const Tensor& pixels, double extent) { return (2.0 * pixels + 1.0) / extent - 1.0; }

}  // namespace

RandomGeometryLayer::RandomGeometryLayer(const char* class_name, const RandomGeometryOptions& options)
    : RandomPictureLayer(class_name,
                         {.data_format = options.data_format, .seed = options.seed, .name = options.name}),
      options_(options) {
  static const std::vector<std::string> modes = {"reflect", "constant", "nearest", "wrap"};
  static const std::vector<std::string> ways = {"bilinear", "nearest"};
  if (std::ranges::count(modes, options_.fill_mode) == 0)
    unknown_name(title(), "fill_mode", options_.fill_mode, modes);
  if (std::ranges::count(ways, options_.interpolation) == 0)
    unknown_name(title(), "interpolation", options_.interpolation, ways);
  if (std::isfinite(options_.fill_value)) return;
  fail<ValueError>({title(),
                    fmt::format("expected a finite fill_value, received {}", options_.fill_value),
                    {},
                    "It is the value of pixels from beyond the edge: 0."});
}

Attributes RandomGeometryLayer::config() const {
  Attributes config = RandomPictureLayer::config();
  config.set("fill_mode", options_.fill_mode);
  config.set("interpolation", options_.interpolation);
  config.set("fill_value", options_.fill_value);
  return config;
}

RandomGeometryOptions RandomGeometryLayer::geometry_in(const Attributes& config) {
  return {.fill_mode = text_in(config, "fill_mode", "reflect"),
          .interpolation = text_in(config, "interpolation", "bilinear"),
          .fill_value = real_in(config, "fill_value", 0),
          .seed = optional_in(config, "seed"),
          .data_format = data_format_in(config)};
}

Tensor RandomGeometryLayer::changed(const Tensor& input, const CallContext& context) const {
  const PixelMap map = map_of(input, context);
  const std::int64_t height = input.shape()[1];
  const std::int64_t width = input.shape()[2];
  const Tensor column = reshape(arange(width, DType::f32), {1, 1, width, 1});
  const Tensor row = reshape(arange(height, DType::f32), {1, height, 1, 1});
  Tensor x = map.xx * column + map.xy * row + map.x0;
  Tensor y = map.yx * column + map.yy * row + map.y0;
  if (map.dx.defined()) {
    const Tensor divisor = map.dx * column + map.dy * row + 1.0;
    x = x / divisor;
    y = y / divisor;
  }

  const bool wraps = options_.fill_mode == "wrap";
  Tensor picture = input;
  if (wraps) {
    // The first row and column once more behind the last: what lies between the two is between them too.
    x = wrapped_place(x, static_cast<double>(width));
    y = wrapped_place(y, static_cast<double>(height));
    picture = concat(Tensors{picture, picture_part(picture, 0, 0, 1, width)}, 1);
    picture = concat(Tensors{picture, picture_part(picture, 0, 0, height + 1, 1)}, 2);
  }
  const bool constant = options_.fill_mode == "constant";
  if (constant) picture = picture - options_.fill_value;
  const double extra = wraps ? 1 : 0;
  const Shape places{input.shape()[0], height, width, 1};
  const Tensor grid =
      concat(Tensors{broadcast_to(grid_places(x, static_cast<double>(width) + extra), places),
                     broadcast_to(grid_places(y, static_cast<double>(height) + extra), places)},
             3);
  const GridPadding padding = constant                          ? GridPadding::zeros
                              : options_.fill_mode == "reflect" ? GridPadding::reflection
                                                                : GridPadding::border;
  const Tensor result =
      grid_sample(picture, grid, {.nearest = options_.interpolation == "nearest", .padding = padding});
  return constant ? result + options_.fill_value : result;
}

}  // namespace detail

using detail::PixelMap;
using detail::scalar;

namespace {

double last_index(const Tensor& x, int axis) { return static_cast<double>(x.shape()[axis] - 1); }

}  // namespace

// ---- RandomRotation ----

RandomRotation::RandomRotation(const Factor& factor, const RandomGeometryOptions& options)
    : LayerBase(type, options), factor_(factor), range_(detail::range_of(title(), "factor", factor, -1, 1)) {}

Attributes RandomRotation::config() const {
  Attributes config = RandomGeometryLayer::config();
  config.set("factor", detail::factor_value(factor_));
  return config;
}

PixelMap RandomRotation::map_of(const Tensor& x, const CallContext& context) const {
  const Tensor angle = draw(x, range_, context) * (2 * std::numbers::pi);
  const Tensor c = cos(angle);
  const Tensor s = sin(angle);
  const double cx = last_index(x, 2) / 2;
  const double cy = last_index(x, 1) / 2;
  return {c, -s, cx - c * cx + s * cy, s, c, cy - s * cx - c * cy};
}

// ---- RandomTranslation ----

RandomTranslation::RandomTranslation(const Factor& height_factor, const Factor& width_factor,
                                     const RandomGeometryOptions& options)
    : LayerBase(type, options),
      height_factor_(height_factor),
      width_factor_(width_factor),
      rows_(detail::range_of(title(), "height_factor", height_factor, -1, 1)),
      columns_(detail::range_of(title(), "width_factor", width_factor, -1, 1)) {}

Attributes RandomTranslation::config() const {
  Attributes config = RandomGeometryLayer::config();
  config.set("height_factor", detail::factor_value(height_factor_));
  config.set("width_factor", detail::factor_value(width_factor_));
  return config;
}

PixelMap RandomTranslation::map_of(const Tensor& x, const CallContext& context) const {
  const Tensor down = draw(x, rows_, context) * static_cast<double>(x.shape()[1]);
  const Tensor right = draw(x, columns_, context) * static_cast<double>(x.shape()[2]);
  return {scalar(1), scalar(0), -right, scalar(0), scalar(1), -down};
}

// ---- RandomZoom ----

RandomZoom::RandomZoom(const Factor& height_factor, const std::optional<Factor>& width_factor,
                       const RandomGeometryOptions& options)
    : LayerBase(type, options),
      height_factor_(height_factor),
      width_factor_(width_factor),
      rows_(detail::range_of(title(), "height_factor", height_factor, -1, 1)),
      columns_(detail::range_of(title(), "width_factor", width_factor.value_or(height_factor), -1, 1)) {
  if (rows_.low > -1 && columns_.low > -1) return;
  fail<ValueError>(
      {title(),
       "expected factors above -1",
       {},
       "At -1 a picture would be seen from infinitely close; -0.5 shows the middle half of it."});
}

RandomZoom RandomZoom::from_config(const Attributes& config) {
  return RandomZoom(detail::factor_in(config, "height_factor"),
                    detail::optional_factor_in(config, "width_factor"), geometry_in(config));
}

Attributes RandomZoom::config() const {
  Attributes config = RandomGeometryLayer::config();
  config.set("height_factor", detail::factor_value(height_factor_));
  config.set("width_factor", detail::optional_factor_value(width_factor_));
  return config;
}

PixelMap RandomZoom::map_of(const Tensor& x, const CallContext& context) const {
  const Tensor rows = 1.0 + draw(x, rows_, context);
  const Tensor columns = width_factor_ ? 1.0 + draw(x, columns_, context) : rows;
  return {columns,   scalar(0), (1.0 - columns) * (last_index(x, 2) / 2),
          scalar(0), rows,      (1.0 - rows) * (last_index(x, 1) / 2)};
}

// ---- RandomShear ----

RandomShear::RandomShear(const Factor& x_factor, const Factor& y_factor, const RandomGeometryOptions& options)
    : LayerBase(type, options),
      x_factor_(x_factor),
      y_factor_(y_factor),
      x_(detail::range_of(title(), "x_factor", x_factor, 0, 1)),
      y_(detail::range_of(title(), "y_factor", y_factor, 0, 1)) {}

Attributes RandomShear::config() const {
  Attributes config = RandomGeometryLayer::config();
  config.set("x_factor", detail::factor_value(x_factor_));
  config.set("y_factor", detail::factor_value(y_factor_));
  return config;
}

PixelMap RandomShear::map_of(const Tensor& x, const CallContext& context) const {
  const Tensor side = where(draw_choice(x, {0.5, 0.5}, context), scalar(1), scalar(-1));
  return {scalar(1), side * draw(x, x_, context), scalar(0), side * draw(x, y_, context), scalar(1),
          scalar(0)};
}

}  // namespace saem
