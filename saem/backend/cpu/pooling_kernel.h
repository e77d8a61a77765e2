#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// max_pool, max_pool_gradient, max_pool_gather, average_pool and average_pool_gradient, the task's first
/// node, in float32, or in bfloat16 with sums in float32 that are rounded once; null for other dtypes. Each
/// input and the output may be row-major or in channel blocks.
/// With a mask (max_pool_gradient only) the result is 0 where x is ≤ 0.
[[nodiscard]] std::unique_ptr<Kernel> make_pooling_kernel(const Task& task, Epilogue epilogue = {});

}  // namespace saem::cpu
