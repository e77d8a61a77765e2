#include "saem/passes/memory_plan.h"

#include <algorithm>
#include <numeric>

namespace saem {

MemoryPlan plan_memory(std::span<const Lifetime> lifetimes) {
  constexpr std::size_t alignment = 64;
  const auto rounded = [](std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; };

  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return lifetimes[a].bytes > lifetimes[b].bytes; });

  MemoryPlan plan{std::vector<std::size_t>(lifetimes.size()), 0};
  std::vector<std::size_t> placed;  // by offset
  for (const std::size_t piece : order) {
    const Lifetime& life = lifetimes[piece];
    std::size_t offset = 0;
    for (const std::size_t other : placed) {
      const Lifetime& theirs = lifetimes[other];
      if (theirs.last < life.first || life.last < theirs.first) continue;
      if (offset + rounded(life.bytes) <= plan.offsets[other]) break;  // fits into the gap before it
      offset = std::max(offset, plan.offsets[other] + rounded(theirs.bytes));
    }
    plan.offsets[piece] = offset;
    plan.bytes = std::max(plan.bytes, offset + rounded(life.bytes));
    placed.insert(
        std::upper_bound(placed.begin(), placed.end(), offset,
                         [&](std::size_t value, std::size_t other) { return value < plan.offsets[other]; }),
        piece);
  }
  return plan;
}

}  // namespace saem
