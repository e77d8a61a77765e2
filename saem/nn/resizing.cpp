#include "saem/nn/resizing.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/floating.h"
#include "saem/nn/interpolation_names.h"
#include "saem/nn/names.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace detail {

void require_picture_size(const std::string& title, std::int64_t height, std::int64_t width) {
  require_positive(title, "height", height, "It is the number of rows of the output.");
  require_positive(title, "width", width, "It is the number of columns of the output.");
}

Tensor picture_part(const Tensor& x, std::int64_t top, std::int64_t left, std::int64_t height,
                    std::int64_t width) {
  const Shape& s = x.shape();
  return slice(x, {0, top, left, 0}, {s[0], top + height, left + width, s[3]});
}

Tensor middle_part(const Tensor& x, std::int64_t height, std::int64_t width) {
  const std::int64_t rows = x.shape()[1];
  const std::int64_t columns = x.shape()[2];
  const std::int64_t part_rows = std::clamp<std::int64_t>(columns * height / width, 1, rows);
  const std::int64_t part_columns = std::clamp<std::int64_t>(rows * width / height, 1, columns);
  return picture_part(x, (rows - part_rows) / 2, (columns - part_columns) / 2, part_rows, part_columns);
}

}  // namespace detail

namespace {

/// x in the middle of the smallest frame that has the proportions of height × width.
Tensor framed(const Tensor& x, std::int64_t height, std::int64_t width, double fill) {
  const std::int64_t rows = x.shape()[1];
  const std::int64_t columns = x.shape()[2];
  const std::int64_t more_rows = std::max(rows, columns * height / width) - rows;
  const std::int64_t more_columns = std::max(columns, rows * width / height) - columns;
  const std::int64_t top = more_rows / 2;
  const std::int64_t left = more_columns / 2;
  return pad(x - fill, {0, top, left, 0}, {0, more_rows - top, more_columns - left, 0}) + fill;
}

}  // namespace

// ---- Resizing ----

Resizing::Resizing(std::int64_t height, std::int64_t width, const ResizingOptions& options)
    : LayerBase(type, 2, options.data_format, options.name),
      height_(height),
      width_(width),
      options_(options) {
  detail::require_picture_size(title(), height_, width_);
  static_cast<void>(detail::interpolation_of(title(), options_.interpolation));
  if (options_.fill_mode != "constant") {
    fail<ValueError>({title(),
                      fmt::format("has only the fill_mode \"constant\", received \"{}\"", options_.fill_mode),
                      {},
                      "Give the frame's value as fill_value."});
  }
  if (options_.crop_to_aspect_ratio && options_.pad_to_aspect_ratio) {
    fail<ValueError>({title(),
                      "expected crop_to_aspect_ratio or pad_to_aspect_ratio, received both",
                      {},
                      "Cropping loses the edges, padding adds a frame."});
  }
  if (std::isfinite(options_.fill_value)) return;
  fail<ValueError>({title(),
                    fmt::format("expected a finite fill_value, received {}", options_.fill_value),
                    {},
                    "It is the value of the frame that pad_to_aspect_ratio adds: 0."});
}

Resizing Resizing::from_config(const Attributes& config) {
  return Resizing(config.integer("height"), config.integer("width"),
                  {.interpolation = detail::text_in(config, "interpolation", "bilinear"),
                   .crop_to_aspect_ratio = detail::flag_in(config, "crop_to_aspect_ratio", false),
                   .pad_to_aspect_ratio = detail::flag_in(config, "pad_to_aspect_ratio", false),
                   .fill_mode = detail::text_in(config, "fill_mode", "constant"),
                   .fill_value = detail::real_in(config, "fill_value", 0),
                   .antialias = detail::flag_in(config, "antialias", false),
                   .data_format = detail::data_format_in(config)});
}

Attributes Resizing::config() const {
  return {{"height", height_},
          {"width", width_},
          {"interpolation", options_.interpolation},
          {"crop_to_aspect_ratio", options_.crop_to_aspect_ratio},
          {"pad_to_aspect_ratio", options_.pad_to_aspect_ratio},
          {"fill_mode", options_.fill_mode},
          {"fill_value", options_.fill_value},
          {"antialias", options_.antialias},
          {"data_format", options_.data_format}};
}

Tensor Resizing::call_spatial(const Tensor& input, CallContext&) const {
  Tensor x = detail::floating(input);
  if (options_.crop_to_aspect_ratio) x = detail::middle_part(x, height_, width_);
  if (options_.pad_to_aspect_ratio) x = framed(x, height_, width_, options_.fill_value);
  const Tensor y = resize(x, {height_, width_},
                          {.interpolation = detail::interpolation_of(title(), options_.interpolation),
                           .antialias = options_.antialias});
  return is_floating(input.dtype()) ? y : cast(round(y), input.dtype());
}

// ---- CenterCrop ----

CenterCrop::CenterCrop(std::int64_t height, std::int64_t width, const CenterCropOptions& options)
    : LayerBase(type, 2, options.data_format, options.name), height_(height), width_(width) {
  detail::require_picture_size(title(), height_, width_);
}

Attributes CenterCrop::config() const {
  Attributes config = SpatialLayer::config();
  config.set("height", height_);
  config.set("width", width_);
  return config;
}

Tensor CenterCrop::call_spatial(const Tensor& input, CallContext&) const {
  const Tensor x = detail::floating(input);
  const std::int64_t rows = x.shape()[1];
  const std::int64_t columns = x.shape()[2];
  if (rows >= height_ && columns >= width_)
    return detail::picture_part(x, (rows - height_) / 2, (columns - width_) / 2, height_, width_);
  return resize(detail::middle_part(x, height_, width_), {height_, width_});
}

}  // namespace saem
