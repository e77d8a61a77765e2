#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// argsort and top_k along the last axis, of any dtype.
[[nodiscard]] std::unique_ptr<Kernel> make_sort_kernel(const Task& task);
/// searchsorted in float32, float64, int32 and int64; null for other dtypes.
[[nodiscard]] std::unique_ptr<Kernel> make_search_kernel(const Task& task);

}  // namespace saem::cpu
