#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// sum and max over any axes in float32, float64, int32 and int64; null for other dtypes. The input may lie
/// in channel blocks if `reduces_blocked`; null if it lies in blocks otherwise. The output is row-major.
/// Sums of float32 run in float32 over fixed blocks of at most 256 elements per accumulator, and the blocks'
/// sums are added up in double: the same bits on any number of threads, and a relative error (to the sum of
/// magnitudes) below 1e-5. int32 is summed in int64; what does not fit in the end becomes the nearest limit.
[[nodiscard]] std::unique_ptr<Kernel> make_reduction_kernel(const Task& task);

/// True if a sum or max can read its input in channel blocks: what is left of it is then in row-major order
/// by itself. So it is unless channels and places are both kept.
[[nodiscard]] bool reduces_blocked(const Node& node);

}  // namespace saem::cpu
