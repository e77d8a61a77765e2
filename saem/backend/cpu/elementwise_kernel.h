#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// One elementwise op on what fused loops do not take (integers, float64, float16), by the op's wide loops:
/// tiles are converted to double or int64, computed, and converted back. Also casts between any two dtypes.
/// Null for ops without such a loop.
[[nodiscard]] std::unique_ptr<Kernel> make_elementwise_kernel(const Task& task);

}  // namespace saem::cpu
