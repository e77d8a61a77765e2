#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saem/nn/layer.h"
#include "saem/nn/layer_options.h"
#include "saem/nn/size2.h"
#include "saem/nn/size3.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

namespace detail {

/// What the upsampling layers share.
class UpSamplingLayer : public Layer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  UpSamplingLayer(const char* class_name, std::vector<std::int64_t> size, std::string interpolation,
                  const std::string& name);
  /// The factors of a config; 2 where it has none.
  [[nodiscard]] static std::vector<std::int64_t> size_in(const Attributes& config, int axes);
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::vector<std::int64_t> size_;
  std::string interpolation_;
};

}  // namespace detail

struct UpSampling2DOptions {
  std::string interpolation = "nearest";  ///< "nearest", "bilinear", "bicubic", "lanczos3" or "lanczos5"
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
      : LayerBase(type, {size}, "nearest", options.name) {}
  [[nodiscard]] static UpSampling1D from_config(const Attributes& config) {
    return UpSampling1D(size_in(config, 1)[0]);
  }
};

/// Each pixel of a picture, or what lies between them by another interpolation, see resize.h: `size` times
/// along each axis.
///
/// Input:  (batch, height, width, channels).     Output: the same rank, each spatial axis `size` times as
/// long. Throws: ValueError for a size below 1; ShapeError when built on an input that does not fit.
class UpSampling2D final : public LayerBase<UpSampling2D, detail::UpSamplingLayer> {
 public:
  static constexpr const char* type = "UpSampling2D";
  explicit UpSampling2D(Size2 size = {2, 2}, const UpSampling2DOptions& options = {})
      : LayerBase(type, size.list(), options.interpolation, options.name) {}
  [[nodiscard]] static UpSampling2D from_config(const Attributes& config) {
    const std::vector<std::int64_t> s = size_in(config, 2);
    return UpSampling2D({s[0], s[1]}, {.interpolation = detail::text_in(config, "interpolation", "nearest")});
  }
};

/// Each place of a volume `size` times along each axis.
///
/// Input:  (batch, depth, height, width, channels).     Output: the same rank, each spatial axis `size` times
/// as long. Throws: ValueError for a size below 1; ShapeError when built on an input that does not fit.
class UpSampling3D final : public LayerBase<UpSampling3D, detail::UpSamplingLayer> {
 public:
  static constexpr const char* type = "UpSampling3D";
  explicit UpSampling3D(Size3 size = {2, 2, 2}, const LayerOptions& options = {})
      : LayerBase(type, size.list(), "nearest", options.name) {}
  [[nodiscard]] static UpSampling3D from_config(const Attributes& config) {
    const std::vector<std::int64_t> s = size_in(config, 3);
    return UpSampling3D({s[0], s[1], s[2]});
  }
};

}  // namespace saem
