#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// max_pool, max_pool_gradient, max_pool_gather, average_pool and average_pool_gradient in float32; null for
/// other dtypes.
[[nodiscard]] std::unique_ptr<Kernel> make_pooling_kernel(const Node& node);

}  // namespace saem::cpu
