#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// A group of elementwise nodes (or one such node) as a single pass over memory: the group's elements are
/// taken in tiles that fit the first-level cache, and each node is one vector loop over a tile. Random masks
/// are made tile by tile, and reductions that close the group take the tiles as they come. Null if the task
/// is no such group.
[[nodiscard]] std::unique_ptr<Kernel> make_fused_kernel(const Task& task);

/// The layouts in which that kernel reads and writes: what has the group's shape in any, all such outputs in
/// one; stretched inputs and reductions row-major. Empty if the task is no such group.
[[nodiscard]] LayoutSupport fused_layouts(const Task& task);

}  // namespace saem::cpu
