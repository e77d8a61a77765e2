#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// Mean and variance (op `moments`), for inputs that lie in memory as (segments, outer, rows, columns), any
/// of them 1, of which segments and rows are reduced: all leading axes of pictures, row-major or in channel
/// blocks, and most other choices of axes. The input is float32 or bfloat16, the results are float32. Null
/// for others.
[[nodiscard]] std::unique_ptr<Kernel> make_moments_kernel(const Task& task);

/// True if the kernel can read the input of this node in channel blocks.
[[nodiscard]] bool moments_read_blocks(const Node& node);

}  // namespace saem::cpu
