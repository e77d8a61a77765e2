#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace saem {

/// A piece of memory that is in use from step `first` to step `last`, both included.
struct Lifetime {
  std::size_t bytes = 0;
  int first = 0;
  int last = 0;
};

struct MemoryPlan {
  std::vector<std::size_t> offsets;  ///< one per lifetime, multiples of 64
  std::size_t bytes = 0;             ///< size of the arena
};

/// Places all pieces in one arena so that pieces whose lifetimes meet do not overlap: one after the other,
/// each at the lowest free offset. (Optimal packing is NP-hard; greedy rules are within a few per cent of the
/// lower bound in practice: Pisarchyk and Lee, "Efficient memory management for deep neural net inference",
/// 2020.) The largest first is the best order mostly; a few others are tried where it misses the bound.
[[nodiscard]] MemoryPlan plan_memory(std::span<const Lifetime> lifetimes);

}  // namespace saem
