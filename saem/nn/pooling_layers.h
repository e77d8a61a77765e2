#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "saem/nn/pooling_layer.h"

namespace saem {

/// Options of the pooling layers; `Size` has one number per spatial axis.
template <class Size>
struct PoolingOptions {
  Size strides = 0;  ///< 0: the pool size
  /// "valid": windows stay inside, a rest is left out; "same": ⌈input / stride⌉ outputs.
  std::string padding = "valid";
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  std::string name = {};
};
using Pooling1DOptions = PoolingOptions<std::int64_t>;
using Pooling2DOptions = PoolingOptions<Size2>;
using Pooling3DOptions = PoolingOptions<Size3>;

/// The largest element of each window, per channel. Padded places never win.
///
/// Input:  (batch, steps, channels).     Output: (batch, steps', channels), extents as for Conv1D.
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class MaxPooling1D final : public LayerBase<MaxPooling1D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "MaxPooling1D";
  explicit MaxPooling1D(std::int64_t pool_size = 2, const Pooling1DOptions& options = {})
      : LayerBase(type, detail::Pooling::max, detail::PoolingSettings::of(pool_size, options), options.name) {
  }
  [[nodiscard]] static MaxPooling1D from_config(const Attributes& config) {
    return MaxPooling1D(detail::PoolingSettings::from_config(config, 1));
  }

 private:
  explicit MaxPooling1D(detail::PoolingSettings settings)
      : LayerBase(type, detail::Pooling::max, std::move(settings), "") {}
};

/// The average of each window, per channel. Padded places do not count. Otherwise as MaxPooling1D.
class AveragePooling1D final : public LayerBase<AveragePooling1D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "AveragePooling1D";
  explicit AveragePooling1D(std::int64_t pool_size = 2, const Pooling1DOptions& options = {})
      : LayerBase(type, detail::Pooling::average, detail::PoolingSettings::of(pool_size, options),
                  options.name) {}
  [[nodiscard]] static AveragePooling1D from_config(const Attributes& config) {
    return AveragePooling1D(detail::PoolingSettings::from_config(config, 1));
  }

 private:
  explicit AveragePooling1D(detail::PoolingSettings settings)
      : LayerBase(type, detail::Pooling::average, std::move(settings), "") {}
};

/// The largest element of each window, per channel. Padded places never win.
///
/// Input:  (batch, height, width, channels).     Output: (batch, height', width', channels), extents as for
///         Conv2D.
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class MaxPooling2D final : public LayerBase<MaxPooling2D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "MaxPooling2D";
  explicit MaxPooling2D(Size2 pool_size = 2, const Pooling2DOptions& options = {})
      : LayerBase(type, detail::Pooling::max, detail::PoolingSettings::of(pool_size, options), options.name) {
  }
  [[nodiscard]] static MaxPooling2D from_config(const Attributes& config) {
    return MaxPooling2D(detail::PoolingSettings::from_config(config, 2));
  }

 private:
  explicit MaxPooling2D(detail::PoolingSettings settings)
      : LayerBase(type, detail::Pooling::max, std::move(settings), "") {}
};

/// The average of each window, per channel. Padded places do not count. Otherwise as MaxPooling2D.
class AveragePooling2D final : public LayerBase<AveragePooling2D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "AveragePooling2D";
  explicit AveragePooling2D(Size2 pool_size = 2, const Pooling2DOptions& options = {})
      : LayerBase(type, detail::Pooling::average, detail::PoolingSettings::of(pool_size, options),
                  options.name) {}
  [[nodiscard]] static AveragePooling2D from_config(const Attributes& config) {
    return AveragePooling2D(detail::PoolingSettings::from_config(config, 2));
  }

 private:
  explicit AveragePooling2D(detail::PoolingSettings settings)
      : LayerBase(type, detail::Pooling::average, std::move(settings), "") {}
};

/// The largest element of each window, per channel. Padded places never win.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, depth', height', width', channels),
///         extents as for Conv3D.
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class MaxPooling3D final : public LayerBase<MaxPooling3D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "MaxPooling3D";
  explicit MaxPooling3D(Size3 pool_size = 2, const Pooling3DOptions& options = {})
      : LayerBase(type, detail::Pooling::max, detail::PoolingSettings::of(pool_size, options), options.name) {
  }
  [[nodiscard]] static MaxPooling3D from_config(const Attributes& config) {
    return MaxPooling3D(detail::PoolingSettings::from_config(config, 3));
  }

 private:
  explicit MaxPooling3D(detail::PoolingSettings settings)
      : LayerBase(type, detail::Pooling::max, std::move(settings), "") {}
};

/// The average of each window, per channel. Padded places do not count. Otherwise as MaxPooling3D.
class AveragePooling3D final : public LayerBase<AveragePooling3D, detail::PoolingLayer> {
 public:
  static constexpr const char* type = "AveragePooling3D";
  explicit AveragePooling3D(Size3 pool_size = 2, const Pooling3DOptions& options = {})
      : LayerBase(type, detail::Pooling::average, detail::PoolingSettings::of(pool_size, options),
                  options.name) {}
  [[nodiscard]] static AveragePooling3D from_config(const Attributes& config) {
    return AveragePooling3D(detail::PoolingSettings::from_config(config, 3));
  }

 private:
  explicit AveragePooling3D(detail::PoolingSettings settings)
      : LayerBase(type, detail::Pooling::average, std::move(settings), "") {}
};

}  // namespace saem
