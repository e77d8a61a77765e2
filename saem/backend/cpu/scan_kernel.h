#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// cumsum in float32 (added up in float64), float64, int32 and int64, linear_recurrence in float32 and
/// float64; null for other dtypes.
[[nodiscard]] std::unique_ptr<Kernel> make_scan_kernel(const Task& task);

}  // namespace saem::cpu
