#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "saem/nn/depthwise_layer.h"

namespace saem {

/// Options of the separable convolutions; `Size` has one number per spatial axis.
template <class Size>
struct SeparableConvolutionOptions {
  Size strides = 1;
  std::string padding = "valid";              ///< as for Conv1D and Conv2D
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  Size dilation_rate = 1;
  std::int64_t depth_multiplier = 1;  ///< outputs of the first step per channel
  std::string activation = "linear";
  bool use_bias = true;
  std::string depthwise_initializer = "glorot_uniform";
  std::string pointwise_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  std::string depthwise_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string pointwise_regularizer = {};
  std::string bias_regularizer = {};
  std::string activity_regularizer = {};  ///< of the output
  std::string depthwise_constraint = {};  ///< see constraints.h: MaxNorm(2)
  std::string pointwise_constraint = {};
  std::string bias_constraint = {};
  std::string name = {};
};
using SeparableConv1DOptions = SeparableConvolutionOptions<std::int64_t>;
using SeparableConv2DOptions = SeparableConvolutionOptions<Size2>;

/// A convolution of each channel by itself, followed by one over the channels alone: far fewer weights than
/// Conv1D. Source: Chollet 2017, "Xception", CVPR.
///
/// Input:  (batch, steps, channels).     Output: (batch, steps', filters), extents as for Conv1D.
/// Weights: "depthwise_kernel" (kernel size, channels, depth_multiplier), "pointwise_kernel"
///          (1, channels · depth_multiplier, filters), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class SeparableConv1D final : public LayerBase<SeparableConv1D, detail::SeparableLayer> {
 public:
  static constexpr const char* type = "SeparableConv1D";
  SeparableConv1D(std::int64_t filters, std::int64_t kernel_size, const SeparableConv1DOptions& options = {})
      : LayerBase(type, detail::SeparableSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static SeparableConv1D from_config(const Attributes& config) {
    return SeparableConv1D(detail::SeparableSettings::from_config(config, 1));
  }

 private:
  explicit SeparableConv1D(detail::SeparableSettings settings) : LayerBase(type, std::move(settings), "") {}
};

/// A convolution of each channel by itself, followed by one over the channels alone: far fewer weights than
/// Conv2D. Source: Chollet 2017, "Xception", CVPR.
///
/// Input:  (batch, height, width, channels).     Output: (batch, height', width', filters), extents as for
/// Conv2D. Weights: "depthwise_kernel" (kernel height, kernel width, channels, depth_multiplier),
/// "pointwise_kernel"
///          (1, 1, channels · depth_multiplier, filters), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class SeparableConv2D final : public LayerBase<SeparableConv2D, detail::SeparableLayer> {
 public:
  static constexpr const char* type = "SeparableConv2D";
  SeparableConv2D(std::int64_t filters, Size2 kernel_size, const SeparableConv2DOptions& options = {})
      : LayerBase(type, detail::SeparableSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static SeparableConv2D from_config(const Attributes& config) {
    return SeparableConv2D(detail::SeparableSettings::from_config(config, 2));
  }

 private:
  explicit SeparableConv2D(detail::SeparableSettings settings) : LayerBase(type, std::move(settings), "") {}
};

}  // namespace saem
