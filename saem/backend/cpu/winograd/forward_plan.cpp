#include <algorithm>

#include "saem/backend/cpu/winograd/forward.h"
#include "saem/core/divide_up.h"

namespace saem::cpu::winograd {
namespace {}  // namespace

ForwardPlan plan_forward(const Convolution& c) {
  constexpr std::int64_t cache = std::int64_t{160}
                                 << 10;     // floats in a core's second-level cache, with room left
  constexpr std::int64_t most_tiles = 128;  // of a panel's group
  constexpr std::int64_t few_groups = 8;    // so many keep some threads busy
  constexpr std::int64_t rows = 64;         // of the kernel: its transformed part stays in the cache, too
  const ProductLoops& loops = product_loops();
  ForwardPlan plan{};
  plan.panel = loops.panel();
  plan.panels = divide_up(c.kernel.columns(), plan.panel);
  const std::int64_t tiles = c.grid.count();
  plan.by_tiles = tiles > c.kernel.columns();
  if (plan.by_tiles) {
    // The transformed input of a group and the products of a panel stay in the cache.
    const std::int64_t fit = cache / (products * (c.kernel.rows() + plan.panel));
    const std::int64_t group = std::max(loops.rows, fit / loops.rows * loops.rows);
    plan.groups = std::max(divide_up(tiles, group), std::min(few_groups, tiles / loops.rows));
  } else {
    plan.groups = divide_up(tiles, most_tiles);
  }
  plan.rows = std::min(rows, c.kernel.rows());
  plan.group = divide_up(tiles, plan.groups);
  plan.groups = divide_up(tiles, plan.group);
  return plan;
}

}  // namespace saem::cpu::winograd
