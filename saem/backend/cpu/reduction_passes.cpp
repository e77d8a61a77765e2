#include "saem/backend/cpu/reduction_passes.h"

#include <algorithm>

namespace saem::cpu {

std::vector<ReductionPass> reduction_passes(const Shape& x, const std::vector<std::int64_t>& axes,
                                            const Layout& layout) {
  const Shape memory = memory_shape(x, layout);
  std::vector<bool> is_reduced(static_cast<std::size_t>(memory.rank()), false);
  for (const std::int64_t axis : axes) {
    is_reduced[static_cast<std::size_t>(memory_axis(static_cast<int>(axis), x.rank(), layout))] = true;
    if (axis == x.rank() - 1) is_reduced.back() = true;  // within a block too
  }
  // Adjacent axes of one kind are one axis.
  struct Group {
    bool reduced;
    std::int64_t extent;
  };
  std::vector<Group> groups;
  for (int axis = 0; axis < memory.rank(); ++axis) {
    if (memory[axis] == 1) continue;
    const bool reduced = is_reduced[static_cast<std::size_t>(axis)];
    if (!groups.empty() && groups.back().reduced == reduced) {
      groups.back().extent *= memory[axis];
    } else {
      groups.push_back({reduced, memory[axis]});
    }
  }
  // The last group of reduced axes goes first.
  std::vector<ReductionPass> passes;
  std::int64_t inner = 1;
  while (!groups.empty()) {
    const Group last = groups.back();
    groups.pop_back();
    if (!last.reduced) {
      inner *= last.extent;
      continue;
    }
    std::int64_t outer = 1;
    for (const Group& group : groups) outer *= group.extent;
    passes.push_back({outer, last.extent, inner});
  }
  return passes;
}

}  // namespace saem::cpu
