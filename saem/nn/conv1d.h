#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/convolution_layer.h"

namespace saem {

struct Conv1DOptions {
  std::int64_t strides = 1;
  /// "valid": none; "same": zeros, so that the output is ⌈input / stride⌉; "causal": the same number of
  /// outputs, with all zeros at the beginning, so that no output sees a later step.
  std::string padding = "valid";
  std::int64_t dilation_rate = 1;
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
  Conv1D(std::int64_t filters, std::int64_t kernel_size, const Conv1DOptions& options = {});
  [[nodiscard]] static Conv1D from_config(const Attributes& config);

 private:
  explicit Conv1D(detail::ConvolutionSettings settings);
};

}  // namespace saem
