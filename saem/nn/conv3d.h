#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/convolution_layer.h"
#include "saem/nn/size3.h"

namespace saem {

struct Conv3DOptions {
  Size3 strides = {1, 1, 1};
  std::string padding = "valid";  ///< "valid": none; "same": zeros, so that the output is ⌈input / stride⌉
  Size3 dilation_rate = {1, 1, 1};
  std::int64_t groups = 1;  ///< channels and filters are split into this many independent convolutions
  std::string activation = "linear";
  bool use_bias = true;
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  std::string kernel_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string bias_regularizer = {};
  std::string activity_regularizer = {};  ///< of the output
  std::string kernel_constraint = {};     ///< see constraints.h: MaxNorm(2, {0, 1, 2, 3})
  std::string bias_constraint = {};
  std::string name = {};
};

/// Convolution over volumes, such as films or scans: each filter looks through the same small kernel at every
/// place.
///
/// Input:  (batch, depth, height, width, channels).     Output: (batch, depth', height', width', filters),
///         with depth' = ⌊(depth - dilation·(kernel - 1) - 1) / stride⌋ + 1 for "valid", ⌈depth / stride⌉
///         for "same".
/// Weights: "kernel" (kernel depth, height, width, channels / groups, filters), "bias" (filters,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input that does not fit.
class Conv3D final : public LayerBase<Conv3D, detail::ConvolutionLayer> {
 public:
  static constexpr const char* type = "Conv3D";
  Conv3D(std::int64_t filters, Size3 kernel_size, const Conv3DOptions& options = {});
  [[nodiscard]] static Conv3D from_config(const Attributes& config);

 private:
  explicit Conv3D(detail::ConvolutionSettings settings);
};

}  // namespace saem
