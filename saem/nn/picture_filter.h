#pragma once

#include "saem/graph/tensor.h"

namespace saem::detail {

/// Each channel of pictures (n, height, width, c) convolved with a kernel (rows, columns) of odd extents,
/// zeros around: the same shape.
[[nodiscard]] Tensor filtered(const Tensor& pictures, const Tensor& kernel);

}  // namespace saem::detail
