#pragma once

#include <string>

#include "saem/nn/pooling_layer.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

struct GlobalPoolingOptions {
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  bool keepdims = false;                      ///< keep the axes of the sequence or picture, with extent 1
  std::string name = {};
};

namespace detail {

/// What the global pooling layers share.
class GlobalPoolingLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  GlobalPoolingLayer(const char* class_name, Pooling pooling, int axes, const GlobalPoolingOptions& options);
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;
  [[nodiscard]] static GlobalPoolingOptions options_in(const Attributes& config) {
    return {.data_format = data_format_in(config), .keepdims = flag_in(config, "keepdims", false)};
  }

 private:
  Pooling pooling_;
  int axes_;
  bool keepdims_;
};

}  // namespace detail

/// The average of each channel over the whole sequence: over the steps that the mask leaves, where there is
/// one (0 of none; Keras's is NaN).
///
/// Input:  (batch, steps, channels).     Output: (batch, channels), with `keepdims` (batch, 1, channels).
/// Throws: ShapeError when built on an input that is no sequence.
class GlobalAveragePooling1D final : public LayerBase<GlobalAveragePooling1D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalAveragePooling1D";
  explicit GlobalAveragePooling1D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::average, 1, options) {}
  [[nodiscard]] static GlobalAveragePooling1D from_config(const Attributes& config) {
    return GlobalAveragePooling1D(options_in(config));
  }
};

/// The largest element of each channel, whatever the mask. Otherwise as GlobalAveragePooling1D.
class GlobalMaxPooling1D final : public LayerBase<GlobalMaxPooling1D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalMaxPooling1D";
  explicit GlobalMaxPooling1D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, 1, options) {}
  [[nodiscard]] static GlobalMaxPooling1D from_config(const Attributes& config) {
    return GlobalMaxPooling1D(options_in(config));
  }
};

/// The average of each channel over the whole picture.
///
/// Input:  (batch, height, width, channels).     Output: (batch, channels), with `keepdims`
///         (batch, 1, 1, channels).
/// Throws: ShapeError when built on an input that is no picture.
class GlobalAveragePooling2D final : public LayerBase<GlobalAveragePooling2D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalAveragePooling2D";
  explicit GlobalAveragePooling2D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::average, 2, options) {}
  [[nodiscard]] static GlobalAveragePooling2D from_config(const Attributes& config) {
    return GlobalAveragePooling2D(options_in(config));
  }
};

/// The largest element of each channel. Otherwise as GlobalAveragePooling2D.
class GlobalMaxPooling2D final : public LayerBase<GlobalMaxPooling2D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalMaxPooling2D";
  explicit GlobalMaxPooling2D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, 2, options) {}
  [[nodiscard]] static GlobalMaxPooling2D from_config(const Attributes& config) {
    return GlobalMaxPooling2D(options_in(config));
  }
};

/// The average of each channel over the whole volume.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, channels), with `keepdims`
///         (batch, 1, 1, 1, channels).
/// Throws: ShapeError when built on an input that is no volume.
class GlobalAveragePooling3D final : public LayerBase<GlobalAveragePooling3D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalAveragePooling3D";
  explicit GlobalAveragePooling3D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::average, 3, options) {}
  [[nodiscard]] static GlobalAveragePooling3D from_config(const Attributes& config) {
    return GlobalAveragePooling3D(options_in(config));
  }
};

/// The largest element of each channel. Otherwise as GlobalAveragePooling3D.
class GlobalMaxPooling3D final : public LayerBase<GlobalMaxPooling3D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalMaxPooling3D";
  explicit GlobalMaxPooling3D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, 3, options) {}
  [[nodiscard]] static GlobalMaxPooling3D from_config(const Attributes& config) {
    return GlobalMaxPooling3D(options_in(config));
  }
};

}  // namespace saem
