#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/nn/pooling_layer.h"

namespace saem {

struct AdaptivePoolingOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};

namespace detail {

/// What the adaptive pooling layers share.
class AdaptivePoolingLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  AdaptivePoolingLayer(const char* class_name, Pooling pooling, std::vector<std::int64_t> output_size,
                       const AdaptivePoolingOptions& options);
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;
  /// Throws ValueError unless the config has one number per axis.
  template <class Size>
  [[nodiscard]] static Size size_in(const Attributes& config) {
    return size_of<Size>(require_axes(config.integers("output_size"), axes_of<Size>, "output_size"));
  }
  [[nodiscard]] static AdaptivePoolingOptions options_in(const Attributes& config) {
    return {.data_format = data_format_in(config)};
  }

 private:
  Pooling pooling_;
  std::vector<std::int64_t> output_size_;
};

}  // namespace detail

/// The average of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, steps, channels).     Output: (batch, output_size, channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveAveragePooling1D final
    : public LayerBase<AdaptiveAveragePooling1D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveAveragePooling1D";
  explicit AdaptiveAveragePooling1D(std::int64_t output_size, const AdaptivePoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::average, detail::size_list(output_size), options) {}
  [[nodiscard]] static AdaptiveAveragePooling1D from_config(const Attributes& config) {
    return AdaptiveAveragePooling1D(size_in<std::int64_t>(config), options_in(config));
  }
};

/// The largest element of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, steps, channels).     Output: (batch, output_size, channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveMaxPooling1D final : public LayerBase<AdaptiveMaxPooling1D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveMaxPooling1D";
  explicit AdaptiveMaxPooling1D(std::int64_t output_size, const AdaptivePoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, detail::size_list(output_size), options) {}
  [[nodiscard]] static AdaptiveMaxPooling1D from_config(const Attributes& config) {
    return AdaptiveMaxPooling1D(size_in<std::int64_t>(config), options_in(config));
  }
};

/// The average of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, height, width, channels).     Output: (batch, output height, output width, channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveAveragePooling2D final
    : public LayerBase<AdaptiveAveragePooling2D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveAveragePooling2D";
  explicit AdaptiveAveragePooling2D(Size2 output_size, const AdaptivePoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::average, detail::size_list(output_size), options) {}
  [[nodiscard]] static AdaptiveAveragePooling2D from_config(const Attributes& config) {
    return AdaptiveAveragePooling2D(size_in<Size2>(config), options_in(config));
  }
};

/// The largest element of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, height, width, channels).     Output: (batch, output height, output width, channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveMaxPooling2D final : public LayerBase<AdaptiveMaxPooling2D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveMaxPooling2D";
  explicit AdaptiveMaxPooling2D(Size2 output_size, const AdaptivePoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, detail::size_list(output_size), options) {}
  [[nodiscard]] static AdaptiveMaxPooling2D from_config(const Attributes& config) {
    return AdaptiveMaxPooling2D(size_in<Size2>(config), options_in(config));
  }
};

/// The average of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, output depth, height, width,
///         channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveAveragePooling3D final
    : public LayerBase<AdaptiveAveragePooling3D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveAveragePooling3D";
  explicit AdaptiveAveragePooling3D(Size3 output_size, const AdaptivePoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::average, detail::size_list(output_size), options) {}
  [[nodiscard]] static AdaptiveAveragePooling3D from_config(const Attributes& config) {
    return AdaptiveAveragePooling3D(size_in<Size3>(config), options_in(config));
  }
};

/// The largest element of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, output depth, height, width,
///         channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveMaxPooling3D final : public LayerBase<AdaptiveMaxPooling3D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveMaxPooling3D";
  explicit AdaptiveMaxPooling3D(Size3 output_size, const AdaptivePoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, detail::size_list(output_size), options) {}
  [[nodiscard]] static AdaptiveMaxPooling3D from_config(const Attributes& config) {
    return AdaptiveMaxPooling3D(size_in<Size3>(config), options_in(config));
  }
};

}  // namespace saem
