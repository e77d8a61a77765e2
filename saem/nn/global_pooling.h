#pragma once

#include <string>

#include "saem/nn/pooling_layer.h"

namespace saem {

struct GlobalPoolingOptions {
  bool keepdims = false;  ///< keep the axes of the sequence or picture, with extent 1
  std::string name = {};
};

namespace detail {

/// What the global pooling layers share.
class GlobalPoolingLayer : public Layer {
 public:
  [[nodiscard]] Attributes config() const override { return {{"keepdims", keepdims_}}; }

 protected:
  GlobalPoolingLayer(const char* class_name, Pooling pooling, int axes, const GlobalPoolingOptions& options);
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  Pooling pooling_;
  int axes_;
  bool keepdims_;
};

}  // namespace detail

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
    return GlobalAveragePooling2D({.keepdims = config.flag("keepdims")});
  }
};

/// The largest element of each channel. Otherwise as GlobalAveragePooling2D.
class GlobalMaxPooling2D final : public LayerBase<GlobalMaxPooling2D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalMaxPooling2D";
  explicit GlobalMaxPooling2D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, 2, options) {}
  [[nodiscard]] static GlobalMaxPooling2D from_config(const Attributes& config) {
    return GlobalMaxPooling2D({.keepdims = config.flag("keepdims")});
  }
};

/// The average of each channel over the whole sequence.
///
/// Input:  (batch, steps, channels).     Output: (batch, channels), with `keepdims` (batch, 1, channels).
/// Throws: ShapeError when built on an input that is no sequence.
class GlobalAveragePooling1D final : public LayerBase<GlobalAveragePooling1D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalAveragePooling1D";
  explicit GlobalAveragePooling1D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::average, 1, options) {}
  [[nodiscard]] static GlobalAveragePooling1D from_config(const Attributes& config) {
    return GlobalAveragePooling1D({.keepdims = config.flag("keepdims")});
  }
};

/// The largest element of each channel. Otherwise as GlobalAveragePooling1D.
class GlobalMaxPooling1D final : public LayerBase<GlobalMaxPooling1D, detail::GlobalPoolingLayer> {
 public:
  static constexpr const char* type = "GlobalMaxPooling1D";
  explicit GlobalMaxPooling1D(const GlobalPoolingOptions& options = {})
      : LayerBase(type, detail::Pooling::max, 1, options) {}
  [[nodiscard]] static GlobalMaxPooling1D from_config(const Attributes& config) {
    return GlobalMaxPooling1D({.keepdims = config.flag("keepdims")});
  }
};

}  // namespace saem
