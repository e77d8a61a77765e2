#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "saem/nn/convolution_layer.h"

namespace saem {

/// Options of the convolutions; `Size` has one number per spatial axis.
template <class Size>
struct ConvolutionLayerOptions {
  Size strides = 1;
  /// "valid": none; "same": zeros, so that the output is ⌈input / stride⌉; for Conv1D also "causal": as
  /// "same", with all zeros at the beginning, so that no output sees a later step.
  std::string padding = "valid";
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  Size dilation_rate = 1;
  std::int64_t groups = 1;  ///< channels and filters are split into this many independent convolutions
  std::string activation = "linear";
  bool use_bias = true;
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  std::string kernel_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string bias_regularizer = {};
  std::string activity_regularizer = {};  ///< of the output
  std::string kernel_constraint = {};     ///< see constraints.h: MaxNorm(2, {0, 1, 2})
  std::string bias_constraint = {};
  std::string name = {};
};
using Conv1DOptions = ConvolutionLayerOptions<std::int64_t>;
using Conv2DOptions = ConvolutionLayerOptions<Size2>;
using Conv3DOptions = ConvolutionLayerOptions<Size3>;

/// Convolution over sequences: each filter looks through the same small kernel at every step.
///
/// Input:  (batch, steps, channels).     Output: (batch, steps', filters), with
///         steps' = ⌊(steps - dilation·(kernel - 1) - 1) / stride⌋ + 1 for "valid", ⌈steps / stride⌉ for
///         "same" and "causal".
/// Weights: "kernel" (kernel size, channels / groups, filters), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class Conv1D final : public LayerBase<Conv1D, detail::ConvolutionLayer> {
 public:
  static constexpr const char* type = "Conv1D";
  Conv1D(std::int64_t filters, std::int64_t kernel_size, const Conv1DOptions& options = {})
      : LayerBase(type, detail::ConvolutionSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static Conv1D from_config(const Attributes& config) {
    return Conv1D(detail::ConvolutionSettings::from_config(config, 1));
  }

 private:
  explicit Conv1D(detail::ConvolutionSettings settings) : LayerBase(type, std::move(settings), "") {}
};

/// Convolution over pictures: each filter looks through the same small kernel at every place.
///
/// Input:  (batch, height, width, channels).     Output: (batch, height', width', filters); extents as for
///         Conv1D.
/// Weights: "kernel" (kernel height, kernel width, channels / groups, filters), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class Conv2D final : public LayerBase<Conv2D, detail::ConvolutionLayer> {
 public:
  static constexpr const char* type = "Conv2D";
  Conv2D(std::int64_t filters, Size2 kernel_size, const Conv2DOptions& options = {})
      : LayerBase(type, detail::ConvolutionSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static Conv2D from_config(const Attributes& config) {
    return Conv2D(detail::ConvolutionSettings::from_config(config, 2));
  }

 private:
  explicit Conv2D(detail::ConvolutionSettings settings) : LayerBase(type, std::move(settings), "") {}
};

/// Convolution over volumes: each filter looks through the same small kernel at every place.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, depth', height', width', filters);
///         extents as for Conv1D.
/// Weights: "kernel" (kernel depth, height, width, channels / groups, filters), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class Conv3D final : public LayerBase<Conv3D, detail::ConvolutionLayer> {
 public:
  static constexpr const char* type = "Conv3D";
  Conv3D(std::int64_t filters, Size3 kernel_size, const Conv3DOptions& options = {})
      : LayerBase(type, detail::ConvolutionSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static Conv3D from_config(const Attributes& config) {
    return Conv3D(detail::ConvolutionSettings::from_config(config, 3));
  }

 private:
  explicit Conv3D(detail::ConvolutionSettings settings) : LayerBase(type, std::move(settings), "") {}
};

}  // namespace saem
