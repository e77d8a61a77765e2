#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// sum and max over any axes in float32; null for other dtypes.
/// Sums run in float32 over fixed blocks of at most 256 elements per accumulator, and the blocks' sums are
/// added up in double: the same bits on any number of threads, and a relative error (to the sum of
/// magnitudes) below 1e-5.
[[nodiscard]] std::unique_ptr<Kernel> make_reduction_kernel(const Node& node);

/// argmax over the last axis in float32; null for other axes and dtypes.
[[nodiscard]] std::unique_ptr<Kernel> make_argmax_kernel(const Node& node);

}  // namespace saem::cpu
