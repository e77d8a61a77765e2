#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "saem/nn/transposed_convolution_layer.h"

namespace saem {

/// Options of the transposed convolutions; `Size` has one number per spatial axis.
template <class Size>
struct TransposedConvolutionOptions {
  Size strides = 1;
  std::string padding = "valid";  ///< "valid" or "same": the extents that it would be the convolution of
  std::optional<Size> output_padding = {};    ///< further elements at the end, below the strides
  std::string data_format = "channels_last";  ///< or "channels_first": (batch, channels, …)
  Size dilation_rate = 1;
  std::string activation = "linear";
  bool use_bias = true;
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  std::string kernel_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string bias_regularizer = {};
  std::string activity_regularizer = {};  ///< of the output
  std::string kernel_constraint = {};     ///< see constraints.h: MaxNorm(2)
  std::string bias_constraint = {};
  std::string name = {};
};
using Conv1DTransposeOptions = TransposedConvolutionOptions<std::int64_t>;
using Conv2DTransposeOptions = TransposedConvolutionOptions<Size2>;
using Conv3DTransposeOptions = TransposedConvolutionOptions<Size3>;

/// Transposed convolution over sequences: the way back of Conv1D.
///
/// Input:  (batch, steps, channels).     Output: (batch, steps', filters).
///         With span = dilation · (kernel - 1) + 1, steps' = steps · stride + max(span - stride, 0) for
///         "valid" and steps · stride for "same"; with an output_padding (steps - 1) · stride + span +
///         output_padding for "valid", (steps - 1) · stride + span mod 2 + output_padding for "same".
/// Weights: "kernel" (kernel size, filters, channels), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class Conv1DTranspose final : public LayerBase<Conv1DTranspose, detail::TransposedConvolutionLayer> {
 public:
  static constexpr const char* type = "Conv1DTranspose";
  Conv1DTranspose(std::int64_t filters, std::int64_t kernel_size, const Conv1DTransposeOptions& options = {})
      : LayerBase(type, detail::TransposedSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static Conv1DTranspose from_config(const Attributes& config) {
    return Conv1DTranspose(detail::TransposedSettings::from_config(config, 1));
  }

 private:
  explicit Conv1DTranspose(detail::TransposedSettings settings) : LayerBase(type, std::move(settings), "") {}
};

/// Transposed convolution over pictures: the way back of Conv2D.
///
/// Input:  (batch, height, width, channels).     Output: (batch, height', width', filters).
///         Extents as for Conv1DTranspose.
/// Weights: "kernel" (kernel height, kernel width, filters, channels), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class Conv2DTranspose final : public LayerBase<Conv2DTranspose, detail::TransposedConvolutionLayer> {
 public:
  static constexpr const char* type = "Conv2DTranspose";
  Conv2DTranspose(std::int64_t filters, Size2 kernel_size, const Conv2DTransposeOptions& options = {})
      : LayerBase(type, detail::TransposedSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static Conv2DTranspose from_config(const Attributes& config) {
    return Conv2DTranspose(detail::TransposedSettings::from_config(config, 2));
  }

 private:
  explicit Conv2DTranspose(detail::TransposedSettings settings) : LayerBase(type, std::move(settings), "") {}
};

/// Transposed convolution over volumes: the way back of Conv3D.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, depth', height', width', filters).
///         Extents as for Conv1DTranspose.
/// Weights: "kernel" (kernel depth, height, width, filters, channels), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class Conv3DTranspose final : public LayerBase<Conv3DTranspose, detail::TransposedConvolutionLayer> {
 public:
  static constexpr const char* type = "Conv3DTranspose";
  Conv3DTranspose(std::int64_t filters, Size3 kernel_size, const Conv3DTransposeOptions& options = {})
      : LayerBase(type, detail::TransposedSettings::of(filters, kernel_size, options), options.name) {}
  [[nodiscard]] static Conv3DTranspose from_config(const Attributes& config) {
    return Conv3DTranspose(detail::TransposedSettings::from_config(config, 3));
  }

 private:
  explicit Conv3DTranspose(detail::TransposedSettings settings) : LayerBase(type, std::move(settings), "") {}
};

}  // namespace saem
