#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/nn/layer_options.h"
#include "saem/nn/size_list.h"
#include "saem/nn/spatial_layer.h"
#include "saem/nn/spatial_window.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

namespace detail {

struct UpSamplingSettings {
  std::vector<std::int64_t> size;
  std::string data_format = "channels_last";
  std::string interpolation = "nearest";
};

/// What the upsampling layers share.
class UpSamplingLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  UpSamplingLayer(const char* class_name, UpSamplingSettings settings, const std::string& name);
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;
  /// The factors of a config; 2 where it has none.
  template <class Size>
  [[nodiscard]] static Size size_in(const Attributes& config) {
    return size_of<Size>(
        require_axes(integers_in(config, "size", size_list(Size(2))), axes_of<Size>, "size"));
  }

 private:
  UpSamplingSettings settings_;
};

}  // namespace detail

struct UpSampling2DOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string interpolation = "nearest";      ///< "nearest", "bilinear", "bicubic", "lanczos3" or "lanczos5"
  std::string name = {};
};

struct UpSampling3DOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

/// Each step of a sequence `size` times.
///
/// Input:  (batch, steps, channels).     Output: the same rank, each spatial axis `size` times as long.
/// Throws: ValueError for a size below 1; ShapeError when built on an input that does not fit.
class UpSampling1D final : public LayerBase<UpSampling1D, detail::UpSamplingLayer> {
 public:
  static constexpr const char* type = "UpSampling1D";
  explicit UpSampling1D(std::int64_t size = 2, const LayerOptions& options = {})
      : LayerBase(type, {.size = {size}}, options.name) {}
  [[nodiscard]] static UpSampling1D from_config(const Attributes& config) {
    return UpSampling1D(size_in<std::int64_t>(config));
  }
};

/// Each pixel of a picture, or what lies between them by another interpolation, see resize.h: `size` times
/// along each axis.
///
/// Input:  (batch, height, width, channels).     Output: the same rank, each spatial axis `size` times as
///         long.
/// Throws: ValueError for a size below 1; ShapeError when built on an input that does not fit.
class UpSampling2D final : public LayerBase<UpSampling2D, detail::UpSamplingLayer> {
 public:
  static constexpr const char* type = "UpSampling2D";
  explicit UpSampling2D(Size2 size = 2, const UpSampling2DOptions& options = {})
      : LayerBase(
            type,
            {.size = size.list(), .data_format = options.data_format, .interpolation = options.interpolation},
            options.name) {}
  [[nodiscard]] static UpSampling2D from_config(const Attributes& config) {
    return UpSampling2D(size_in<Size2>(config),
                        {.data_format = detail::data_format_in(config),
                         .interpolation = detail::text_in(config, "interpolation", "nearest")});
  }
};

/// Each place of a volume `size` times along each axis.
///
/// Input:  (batch, depth, height, width, channels).     Output: the same rank, each spatial axis `size` times
///         as long.
/// Throws: ValueError for a size below 1; ShapeError when built on an input that does not fit.
class UpSampling3D final : public LayerBase<UpSampling3D, detail::UpSamplingLayer> {
 public:
  static constexpr const char* type = "UpSampling3D";
  explicit UpSampling3D(Size3 size = 2, const UpSampling3DOptions& options = {})
      : LayerBase(type, {.size = size.list(), .data_format = options.data_format}, options.name) {}
  [[nodiscard]] static UpSampling3D from_config(const Attributes& config) {
    return UpSampling3D(size_in<Size3>(config), {.data_format = detail::data_format_in(config)});
  }
};

}  // namespace saem
