#include "saem/passes/memory_plan.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

namespace saem {
namespace {

constexpr std::size_t alignment = 64;
std::size_t rounded(std::size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

/// The most bytes that are in use at once: no plan needs less.
std::size_t lower_bound_of(std::span<const Lifetime> lifetimes) {
  std::vector<std::pair<int, std::ptrdiff_t>> changes;  // those that end come before those that begin
  for (const Lifetime& life : lifetimes) {
    const auto bytes = static_cast<std::ptrdiff_t>(rounded(life.bytes));
    changes.emplace_back(life.first, bytes);
    changes.emplace_back(life.last + 1, -bytes);
  }
  std::ranges::sort(changes);
  std::ptrdiff_t alive = 0;
  std::ptrdiff_t most = 0;
  for (const auto& [time, bytes] : changes) most = std::max(most, alive += bytes);
  return static_cast<std::size_t>(most);
}

/// Each piece, in this order, at the lowest offset that is free as long as it lives.
MemoryPlan place_in_order(std::span<const Lifetime> lifetimes, std::span<const std::size_t> order) {
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

}  // namespace

MemoryPlan plan_memory(std::span<const Lifetime> lifetimes) {
  const auto bytes = [&](std::size_t p) { return static_cast<double>(lifetimes[p].bytes); };
  const auto steps = [&](std::size_t p) { return lifetimes[p].last - lifetimes[p].first + 1; };
  const std::size_t least = lower_bound_of(lifetimes);
  MemoryPlan best;
  const auto try_order = [&](auto weight) {
    if (best.bytes == least && !best.offsets.empty()) return;
    std::vector<std::size_t> order(lifetimes.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater<>(), weight);
    MemoryPlan plan = place_in_order(lifetimes, order);
    if (best.offsets.empty() || plan.bytes < best.bytes) best = std::move(plan);
  };
  try_order(bytes);
  try_order([&](std::size_t p) { return bytes(p) * steps(p); });
  try_order([&](std::size_t p) { return bytes(p) * std::sqrt(steps(p)); });
  try_order([&](std::size_t p) { return static_cast<double>(steps(p)); });
  try_order([&](std::size_t p) { return -static_cast<double>(lifetimes[p].first); });
  try_order([&](std::size_t p) { return static_cast<double>(lifetimes[p].last); });
  return best;
}

}  // namespace saem
