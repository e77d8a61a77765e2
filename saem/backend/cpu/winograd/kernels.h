#pragma once

#include <cstdint>

#include "saem/backend/cpu/winograd/matrices.h"
#include "saem/core/dtype.h"

namespace saem::cpu::winograd {

/// A convolution's kernel (3, 3, inputs, outputs), row-major.
struct KernelView {
  DType dtype;  ///< float32 or bfloat16
  std::int64_t inputs, outputs;
  /// For the gradient with respect to the input: turned by 180°, from the kernel's outputs to its inputs.
  bool turned;

  /// What the products add over, and what they are computed for.
  [[nodiscard]] std::int64_t rows() const noexcept { return turned ? outputs : inputs; }
  [[nodiscard]] std::int64_t columns() const noexcept { return turned ? inputs : outputs; }
};

/// A part of it; all four are multiples of the vectors' length.
struct KernelPart {
  std::int64_t first_row, rows, first_column, columns;
};

/// The transformed kernel: to[xi · xi_stride + (row - first_row) · columns + (column - first_column)] for the
/// 36 products xi. On the calling thread.
void transform_kernel(const KernelView& view, const KernelPart& part, const void* kernel, float* to,
                      std::int64_t xi_stride);

}  // namespace saem::cpu::winograd
