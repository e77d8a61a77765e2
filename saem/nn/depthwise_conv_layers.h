#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "saem/nn/depthwise_layer.h"

namespace saem {

/// Options of the depthwise convolutions; `Size` has one number per spatial axis.
template <class Size>
struct DepthwiseConvolutionOptions {
  Size strides = 1;
  std::string padding = "valid";  ///< "valid": none; "same": zeros, so that the output is ⌈input / stride⌉
  std::int64_t depth_multiplier = 1;          ///< outputs per channel
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  Size dilation_rate = 1;
  std::string activation = "linear";
  bool use_bias = true;
  std::string depthwise_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  std::string depthwise_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string bias_regularizer = {};
  std::string activity_regularizer = {};  ///< of the output
  std::string depthwise_constraint = {};  ///< see constraints.h: MaxNorm(2)
  std::string bias_constraint = {};
  std::string name = {};
};
using DepthwiseConv1DOptions = DepthwiseConvolutionOptions<std::int64_t>;
using DepthwiseConv2DOptions = DepthwiseConvolutionOptions<Size2>;

/// Convolution of each channel of a sequence by itself.
///
/// Input:  (batch, steps, channels).     Output: (batch, steps', channels · depth_multiplier),
///         extents as for Conv1D; the outputs of one channel lie side by side.
/// Weights: "kernel" (kernel size, channels, depth_multiplier), "bias" (channels · depth_multiplier,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class DepthwiseConv1D final : public LayerBase<DepthwiseConv1D, detail::DepthwiseLayer> {
 public:
  static constexpr const char* type = "DepthwiseConv1D";
  explicit DepthwiseConv1D(std::int64_t kernel_size, const DepthwiseConv1DOptions& options = {})
      : LayerBase(type, detail::DepthwiseSettings::of(kernel_size, options), options.name) {}
  [[nodiscard]] static DepthwiseConv1D from_config(const Attributes& config) {
    return DepthwiseConv1D(detail::DepthwiseSettings::from_config(config, 1));
  }

 private:
  explicit DepthwiseConv1D(detail::DepthwiseSettings settings) : LayerBase(type, std::move(settings), "") {}
};

/// Convolution of each channel of a picture by itself.
///
/// Input:  (batch, height, width, channels).     Output: (batch, height', width', channels ·
/// depth_multiplier),
///         extents as for Conv2D; the outputs of one channel lie side by side.
/// Weights: "kernel" (kernel height, kernel width, channels, depth_multiplier), "bias" (channels ·
/// depth_multiplier,). Throws: ValueError for an option outside its range; ShapeError when built on an input
/// that does not fit.
class DepthwiseConv2D final : public LayerBase<DepthwiseConv2D, detail::DepthwiseLayer> {
 public:
  static constexpr const char* type = "DepthwiseConv2D";
  explicit DepthwiseConv2D(Size2 kernel_size, const DepthwiseConv2DOptions& options = {})
      : LayerBase(type, detail::DepthwiseSettings::of(kernel_size, options), options.name) {}
  [[nodiscard]] static DepthwiseConv2D from_config(const Attributes& config) {
    return DepthwiseConv2D(detail::DepthwiseSettings::from_config(config, 2));
  }

 private:
  explicit DepthwiseConv2D(detail::DepthwiseSettings settings) : LayerBase(type, std::move(settings), "") {}
};

}  // namespace saem
