#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "saem/ops/convolution.h"

namespace saem {

struct ConvTransposeOptions {
  std::vector<std::int64_t> strides = {};  ///< one per spatial axis; empty: all 1
  PaddingPairs padding = {};               ///< elements cut off at both ends of the result; empty: none
  std::vector<std::int64_t> output_padding = {};  ///< further elements at its end, below stride; empty: none
  std::vector<std::int64_t> dilation = {};        ///< distance between kernel taps; empty: all 1
  std::int64_t groups = 1;
};

/// Transposed convolution in one to three dimensions, channels last: what conv's gradient does to dy. Each
/// element of x adds kernel times itself to the result, at places `stride` apart.
///
/// x (n, d₁ … dₖ, channels), kernel (k₁ … kₖ, filters / groups, channels), as in Keras → (n, o₁ … oₖ,
/// filters), with oᵢ = (dᵢ - 1)·strideᵢ + dilationᵢ·(kᵢ - 1) + 1 - lowᵢ - highᵢ + output_paddingᵢ.
/// Throws ShapeError where channels, groups or extents do not fit, ValueError for an output_padding that is
/// negative or not below the stride.
/// Source: Dumoulin and Visin 2016, "A guide to convolution arithmetic for deep learning", chapter 4.
[[nodiscard]] Tensor conv_transpose(const Tensor& x, const Tensor& kernel,
                                    const ConvTransposeOptions& options = {});

/// Which of Keras's two rules gives the extents of a transposed convolution's result.
enum class TransposedExtent : std::uint8_t {
  valid,  ///< (d - 1)·stride + span + output_padding; without one: (d - 1)·stride + max(span, stride)
  same    ///< (d - 1)·stride + span mod 2 + output_padding; without one: d·stride
};
/// The options that give Keras's extents, where span = dilation·(k - 1) + 1. What is cut off is shared
/// between both ends, the odd element at the end.
/// @param output_padding  one number per spatial axis, or nothing, which is not the same as zeros.
/// Empty strides and dilation are all 1. Throws ValueError for counts that differ, a window, stride or
/// dilation below 1, or an output_padding outside [0, stride).
[[nodiscard]] ConvTransposeOptions conv_transpose_options(
    TransposedExtent rule, std::span<const std::int64_t> kernel_size,
    std::span<const std::int64_t> strides = {}, std::span<const std::int64_t> dilation = {},
    const std::optional<std::vector<std::int64_t>>& output_padding = {}, std::int64_t groups = 1);

/// Convolution of each channel by itself: x (n, d₁ … dₖ, channels), kernel (k₁ … kₖ, channels, multiplier) →
/// (n, o₁ … oₖ, channels · multiplier); element c · multiplier + m of the last axis is channel c with kernel
/// m. `options.groups` is not used. Throws ShapeError where ranks, channels or extents do not fit.
[[nodiscard]] Tensor depthwise_conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options = {});

/// depthwise_conv followed by a convolution with windows of one element: depthwise (k₁ … kₖ, channels,
/// multiplier), pointwise (1 …, channels · multiplier, filters) → (n, o₁ … oₖ, filters). Throws ShapeError
/// where they do not fit.
/// Source: Chollet 2017, "Xception", CVPR.
[[nodiscard]] Tensor separable_conv(const Tensor& x, const Tensor& depthwise, const Tensor& pointwise,
                                    const ConvOptions& options = {});

}  // namespace saem
