#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// gather and take_along_axis of any dtype, with int32, int64 or uint8 indices.
[[nodiscard]] std::unique_ptr<Kernel> make_gather_kernel(const Task& task);
/// scatter_add and add_along_axis in float32, float64, int32 and int64; null for other dtypes. Updates for
/// one element are added in the order of their indices, on any number of threads.
[[nodiscard]] std::unique_ptr<Kernel> make_scatter_kernel(const Task& task);

}  // namespace saem::cpu
