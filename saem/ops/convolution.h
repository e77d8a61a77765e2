#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// How many zeros lie before the first and after the last element of each spatial axis.
using PaddingPairs = std::vector<std::pair<std::int64_t, std::int64_t>>;

struct ConvOptions {
  std::vector<std::int64_t> strides = {};   ///< one per spatial axis; empty: all 1
  PaddingPairs padding = {};                ///< empty: none ("valid")
  std::vector<std::int64_t> dilation = {};  ///< distance between kernel taps; empty: all 1
  std::int64_t groups = 1;  ///< input and output channels are split into this many independent parts
};

/// Convolution (cross-correlation, as in all deep-learning systems) in one to three dimensions, channels
/// last.
///
/// x (n, d₁ … dₖ, channels), kernel (k₁ … kₖ, channels / groups, filters) → (n, o₁ … oₖ, filters), with
/// oᵢ = ⌊(dᵢ + lowᵢ + highᵢ - dilationᵢ·(kᵢ - 1) - 1) / strideᵢ⌋ + 1.
/// Throws ShapeError where channels, groups or extents do not fit.
[[nodiscard]] Tensor conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options = {});
/// The gradient of conv with respect to x (so also: transposed convolution). Linear in both arguments.
[[nodiscard]] Tensor conv_input_gradient(const Tensor& dy, const Tensor& kernel, const Shape& x_shape,
                                         const ConvOptions& options = {});
/// The gradient of conv with respect to the kernel.
[[nodiscard]] Tensor conv_kernel_gradient(const Tensor& x, const Tensor& dy, const Shape& kernel_shape,
                                          const ConvOptions& options = {});

/// Padding that gives ⌈d / stride⌉ outputs per axis, the odd zero at the end: Keras's "same".
/// @param x  (n, d₁ … dₖ, channels); n and channels may be unknown.
/// Empty strides and dilation are all 1. Throws ShapeError if x does not have k + 2 axes, ValueError for a
/// number below 1.
[[nodiscard]] PaddingPairs same_padding(const Shape& x, std::span<const std::int64_t> kernel_size,
                                        std::span<const std::int64_t> strides,
                                        std::span<const std::int64_t> dilation);

}  // namespace saem
