#pragma once

#include <cstdint>
#include <vector>

#include "saem/core/shape.h"
#include "saem/passes/layout.h"

namespace saem::cpu {

/// x (outer, reduced, inner) → (outer, inner).
struct ReductionPass {
  std::int64_t outer, reduced, inner;
};

/// What to do one after the other to reduce the axes of a value that lies in memory in the order of `layout`;
/// none if nothing is reduced.
[[nodiscard]] std::vector<ReductionPass> reduction_passes(const Shape& x,
                                                          const std::vector<std::int64_t>& axes,
                                                          const Layout& layout);

}  // namespace saem::cpu
