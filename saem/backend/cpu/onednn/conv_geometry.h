#pragma once

#include <cstdint>

#include "saem/backend/cpu/onednn/adapter.h"
#include "saem/core/shape.h"
#include "saem/passes/schedule.h"

namespace saem::onednn {

/// What a conv node (or one of its two gradients) says, in saem's order of axes: x (n, d₁ …, channels),
/// kernel (k₁ …, channels / groups, filters), y (n, o₁ …, filters).
struct ConvGeometry {
  ConvPass pass = ConvPass::forward;
  Shape x, kernel, y;
  Dims strides, dilation, padding_low, padding_high;  ///< one per spatial axis
  std::int64_t groups = 1;
  std::int64_t x_block = 0, y_block = 0;  ///< channels per block of the pictures in memory; 0: row-major
  /// As they lie in memory; what is computed may be wider than what it is computed from.
  DType x_type = DType::f32, kernel_type = DType::f32, y_type = DType::f32;

  [[nodiscard]] std::int64_t batch() const { return x[0]; }
  bool keeps_kernel = false;  ///< the kernel is converted once for many runs

  /// Products of the formula for the whole batch; 0 if any tensor is empty.
  [[nodiscard]] std::int64_t multiplications() const;
  /// In oneDNN's terms for `images` images and `filters` of the filters (each from a first one on that the
  /// addresses say), as memory is. One-dimensional convolutions become two-dimensional ones of height 1.
  [[nodiscard]] ConvProblem problem(std::int64_t images, std::int64_t filters) const;
  [[nodiscard]] ConvProblem problem(std::int64_t images) const { return problem(images, y[-1]); }
};

/// Reads the first node of a task: conv, conv_input_gradient or conv_kernel_gradient.
[[nodiscard]] ConvGeometry conv_geometry(const Task& task);

}  // namespace saem::onednn
