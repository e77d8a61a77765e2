#include "saem/passes/memory_plan.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/random.h"

namespace saem {
namespace {

TEST(MemoryPlan, PiecesThatLiveTogetherNeverOverlap) {
  Generator g(1);
  for (int round = 0; round < 200; ++round) {
    std::vector<Lifetime> lives(static_cast<std::size_t>(1 + g.integer(40)));
    for (Lifetime& life : lives) {
      life.first = static_cast<int>(g.integer(20));
      life.last = life.first + static_cast<int>(g.integer(10));
      life.bytes = static_cast<std::size_t>(g.integer(5000));
    }
    const MemoryPlan plan = plan_memory(lives);
    for (std::size_t a = 0; a < lives.size(); ++a) {
      EXPECT_EQ(plan.offsets[a] % 64, 0U);
      EXPECT_LE(plan.offsets[a] + lives[a].bytes, plan.bytes);
      for (std::size_t b = 0; b < a; ++b) {
        const bool together = lives[a].first <= lives[b].last && lives[b].first <= lives[a].last;
        const bool overlap = plan.offsets[a] < plan.offsets[b] + lives[b].bytes &&
                             plan.offsets[b] < plan.offsets[a] + lives[a].bytes;
        EXPECT_FALSE(together && overlap && lives[a].bytes > 0 && lives[b].bytes > 0);
      }
    }
  }
}

TEST(MemoryPlan, MemoryIsUsedAgain) {
  const std::vector<Lifetime> chain = {{1024, 0, 1}, {1024, 1, 2}, {1024, 2, 3}, {1024, 3, 4}};
  EXPECT_EQ(plan_memory(chain).bytes, 2048U);
}

}  // namespace
}  // namespace saem
