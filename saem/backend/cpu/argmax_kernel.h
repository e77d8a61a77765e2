#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// argmax over any axis in float32, float64, int32 and int64; null for other dtypes and for inputs in channel
/// blocks.
[[nodiscard]] std::unique_ptr<Kernel> make_argmax_kernel(const Task& task);

}  // namespace saem::cpu
