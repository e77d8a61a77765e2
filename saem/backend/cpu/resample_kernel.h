#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// resample of float32; null otherwise. Along a spatial axis it takes channel blocks on either side.
[[nodiscard]] std::unique_ptr<Kernel> make_resample_kernel(const Task& task);
/// True where channel blocks are possible.
[[nodiscard]] bool resamples_blocks(const Node& node);

}  // namespace saem::cpu
