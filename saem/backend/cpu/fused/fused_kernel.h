#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// A group of elementwise nodes (or one such node) as a single pass over memory: the group's elements are
/// taken in tiles that fit the first-level cache, and each node is one vector loop over a tile. Null if the
/// task is no such group.
[[nodiscard]] std::unique_ptr<Kernel> make_fused_kernel(const Task& task);

}  // namespace saem::cpu
