#pragma once

#include <cstdint>
#include <vector>

#include "saem/nn/layer_options.h"
#include "saem/nn/pooling_layer.h"
#include "saem/nn/size2.h"
#include "saem/nn/size3.h"

namespace saem {

namespace detail {

/// What the adaptive pooling layers share.
class AdaptivePoolingLayer : public Layer {
 public:
  [[nodiscard]] Attributes config() const override { return {{"output_size", output_size_}}; }

 protected:
  AdaptivePoolingLayer(const char* class_name, Pooling pooling, std::vector<std::int64_t> output_size,
                       const std::string& name);
  /// Throws ValueError unless the config has one number per axis.
  [[nodiscard]] static std::vector<std::int64_t> size_in(const Attributes& config, int axes);
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

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
  explicit AdaptiveAveragePooling1D(std::int64_t output_size, const LayerOptions& options = {})
      : LayerBase(type, detail::Pooling::average, {output_size}, options.name) {}
  [[nodiscard]] static AdaptiveAveragePooling1D from_config(const Attributes& config) {
    return AdaptiveAveragePooling1D(size_in(config, 1)[0]);
  }
};

/// The largest element of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, steps, channels).     Output: (batch, output_size, channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveMaxPooling1D final : public LayerBase<AdaptiveMaxPooling1D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveMaxPooling1D";
  explicit AdaptiveMaxPooling1D(std::int64_t output_size, const LayerOptions& options = {})
      : LayerBase(type, detail::Pooling::max, {output_size}, options.name) {}
  [[nodiscard]] static AdaptiveMaxPooling1D from_config(const Attributes& config) {
    return AdaptiveMaxPooling1D(size_in(config, 1)[0]);
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
  explicit AdaptiveAveragePooling2D(Size2 output_size, const LayerOptions& options = {})
      : LayerBase(type, detail::Pooling::average, output_size.list(), options.name) {}
  [[nodiscard]] static AdaptiveAveragePooling2D from_config(const Attributes& config) {
    const std::vector<std::int64_t> s = size_in(config, 2);
    return AdaptiveAveragePooling2D({s[0], s[1]});
  }
};

/// The largest element of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, height, width, channels).     Output: (batch, output height, output width, channels).
/// Throws: ValueError for an output size below 1; ShapeError when built on an input that does not fit.
class AdaptiveMaxPooling2D final : public LayerBase<AdaptiveMaxPooling2D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveMaxPooling2D";
  explicit AdaptiveMaxPooling2D(Size2 output_size, const LayerOptions& options = {})
      : LayerBase(type, detail::Pooling::max, output_size.list(), options.name) {}
  [[nodiscard]] static AdaptiveMaxPooling2D from_config(const Attributes& config) {
    const std::vector<std::int64_t> s = size_in(config, 2);
    return AdaptiveMaxPooling2D({s[0], s[1]});
  }
};

/// The average of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, output depth, height, width,
/// channels). Throws: ValueError for an output size below 1; ShapeError when built on an input that does not
/// fit.
class AdaptiveAveragePooling3D final
    : public LayerBase<AdaptiveAveragePooling3D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveAveragePooling3D";
  explicit AdaptiveAveragePooling3D(Size3 output_size, const LayerOptions& options = {})
      : LayerBase(type, detail::Pooling::average, output_size.list(), options.name) {}
  [[nodiscard]] static AdaptiveAveragePooling3D from_config(const Attributes& config) {
    const std::vector<std::int64_t> s = size_in(config, 3);
    return AdaptiveAveragePooling3D({s[0], s[1], s[2]});
  }
};

/// The largest element of each of `output_size` bins per axis and channel, see adaptive_pool.h.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, output depth, height, width,
/// channels). Throws: ValueError for an output size below 1; ShapeError when built on an input that does not
/// fit.
class AdaptiveMaxPooling3D final : public LayerBase<AdaptiveMaxPooling3D, detail::AdaptivePoolingLayer> {
 public:
  static constexpr const char* type = "AdaptiveMaxPooling3D";
  explicit AdaptiveMaxPooling3D(Size3 output_size, const LayerOptions& options = {})
      : LayerBase(type, detail::Pooling::max, output_size.list(), options.name) {}
  [[nodiscard]] static AdaptiveMaxPooling3D from_config(const Attributes& config) {
    const std::vector<std::int64_t> s = size_in(config, 3);
    return AdaptiveMaxPooling3D({s[0], s[1], s[2]});
  }
};

}  // namespace saem
