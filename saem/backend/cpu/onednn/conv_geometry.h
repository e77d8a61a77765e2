#pragma once

#include <cstdint>

#include "saem/backend/cpu/onednn/adapter.h"
#include "saem/core/shape.h"
#include "saem/graph/tensor.h"

namespace saem::onednn {

/// What a conv node (or one of its two gradients) says, in saem's order of axes: x (n, d₁ …, channels),
/// kernel (k₁ …, channels / groups, filters), y (n, o₁ …, filters).
struct ConvGeometry {
  ConvPass pass = ConvPass::forward;
  Shape x, kernel, y;
  Dims strides, dilation, padding_low, padding_high;  ///< one per spatial axis
  std::int64_t groups = 1;

  [[nodiscard]] std::int64_t batch() const { return x[0]; }
  /// Products of the formula for the whole batch; 0 if any tensor is empty.
  [[nodiscard]] std::int64_t multiplications() const;
  /// In oneDNN's terms for `images` images. One-dimensional convolutions become two-dimensional ones of
  /// height 1.
  [[nodiscard]] ConvProblem problem(std::int64_t images) const;
};

/// Reads a node of the op conv, conv_input_gradient or conv_kernel_gradient.
[[nodiscard]] ConvGeometry conv_geometry(const Node& node);

/// Winograd where it is known to be faster by far: 3×3 kernels, stride 1, many channels, large and several
/// pictures. A rule and not
/// a measurement, because other products mean other bits, and the same program must give the same bits every
/// time.
[[nodiscard]] ConvAlgorithm choose_algorithm(const ConvGeometry& geometry);

}  // namespace saem::onednn
