#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// The gradient of a 3×3 convolution with respect to its kernel by Winograd's F(3×3, 4×4): a quarter of the
/// products of the direct sum. For tasks of one node, conv_kernel_gradient: x (n, height, width, channels)
/// and dy (n, rows, columns, filters), both float32 or both bfloat16, row-major or in channel blocks; the
/// result (3, 3, channels, filters) is float32. Null for another task; for strides, dilation or groups; and
/// if channels or filters are no multiple of channel_block(). A. Lavin, S. Gray, "Fast Algorithms for
/// Convolutional Neural Networks", CVPR 2016.
[[nodiscard]] std::unique_ptr<Kernel> make_winograd_kernel_gradient(const Task& task);

}  // namespace saem::cpu
