#pragma once

#include "saem/graph/tensor.h"

namespace saem {

/// g · min(1, limit/‖g‖)
[[nodiscard]] Tensor clip_by_norm(const Tensor& gradient, double limit);
/// The same with the norm of all gradients together, which may have different shapes and dtypes.
[[nodiscard]] Tensors clip_by_global_norm(const Tensors& gradients, double limit);

}  // namespace saem
