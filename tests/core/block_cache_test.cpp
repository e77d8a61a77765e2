#include "saem/core/block_cache.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <cstring>
#include <limits>
#include <random>
#include <thread>
#include <vector>

namespace saem {
namespace {

constexpr std::size_t granule = BlockCache::granule;
constexpr std::size_t mebibyte = std::size_t{1} << 20;

class BlockCacheTest : public testing::Test {
 protected:
  ~BlockCacheTest() override { cache_.set_limit(0); }

  BlockCache cache_{16 * mebibyte};
};

TEST_F(BlockCacheTest, BlocksAreLargeEnoughAlignedAndWritable) {
  for (const std::size_t bytes : {std::size_t{1}, granule, granule + 1, 2 * mebibyte, 5 * mebibyte + 3}) {
    const Block block = cache_.take(bytes);
    ASSERT_NE(block.memory, nullptr);
    EXPECT_GE(block.bytes, bytes);
    EXPECT_LT(block.bytes, bytes + granule);
    const std::size_t alignment = bytes >= 2 * mebibyte ? 2 * mebibyte : granule;
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(block.memory) % alignment, 0U);
    std::memset(block.memory, 0xFF, block.bytes);
    cache_.give_back(block);
  }
}

TEST_F(BlockCacheTest, UsesAFreedBlockAgain) {
  const Block first = cache_.take(mebibyte);
  cache_.give_back(first);
  EXPECT_EQ(cache_.kept_bytes(), mebibyte);
  const Block second = cache_.take(mebibyte - 100);
  EXPECT_EQ(second.memory, first.memory);
  EXPECT_EQ(cache_.kept_bytes(), 0U);
  cache_.give_back(second);
}

TEST_F(BlockCacheTest, AReusedBlockHasItsPages) {
  Block block = cache_.take(8 * mebibyte);
  std::memset(block.memory, 1, block.bytes);
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  for (int i = 0; i < 10; ++i) {
    cache_.give_back(block);
    block = cache_.take(8 * mebibyte);
    std::memset(block.memory, i, block.bytes);
  }
  getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_minflt - before.ru_minflt, 100);  // fresh memory: 40 in huge pages, 20,000 in small ones
  cache_.give_back(block);
}

TEST_F(BlockCacheTest, WastesAtMostAQuarter) {
  cache_.give_back(cache_.take(5 * mebibyte));
  const Block small = cache_.take(3 * mebibyte);
  EXPECT_EQ(small.bytes, 3 * mebibyte);
  const Block fitting = cache_.take(4 * mebibyte);
  EXPECT_EQ(fitting.bytes, 5 * mebibyte);
  cache_.give_back(small);
  cache_.give_back(fitting);
}

TEST_F(BlockCacheTest, TakesTheSmallestThatFits) {
  const Block large = cache_.take(10 * granule);
  const Block small = cache_.take(9 * granule);
  cache_.give_back(small);
  cache_.give_back(large);
  EXPECT_EQ(cache_.take(9 * granule).memory, small.memory);
  cache_.give_back(small);
}

TEST_F(BlockCacheTest, KeepsNoMoreThanItsLimitTheOldestGoFirst) {
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < 5; ++i) blocks.push_back(cache_.take((4 + i / 4) * mebibyte));
  for (const Block& block : blocks) {
    cache_.give_back(block);
    EXPECT_LE(cache_.kept_bytes(), cache_.limit());
  }
  EXPECT_EQ(cache_.kept_bytes(), 13 * mebibyte);  // 4 + 4 + 5
  cache_.give_back(cache_.take(17 * mebibyte));   // larger than the limit: it is not kept, and nothing goes
  EXPECT_EQ(cache_.kept_bytes(), 13 * mebibyte);
}

TEST_F(BlockCacheTest, KeepsABoundedNumber) {
  BlockCache cache(std::numeric_limits<std::size_t>::max() / BlockCache::lifetime);
  std::vector<Block> blocks;
  for (std::size_t i = 0; i < BlockCache::most_blocks + 10; ++i) blocks.push_back(cache.take(1));
  for (const Block& block : blocks) cache.give_back(block);
  EXPECT_EQ(cache.kept_bytes(), BlockCache::most_blocks * granule);
  cache.set_limit(0);
}

TEST_F(BlockCacheTest, ReturnsWhatIsNotAskedForAnyMore) {
  cache_.give_back(cache_.take(12 * mebibyte));
  for (std::size_t i = 0; i <= BlockCache::lifetime * cache_.limit() / mebibyte; ++i)
    cache_.give_back(cache_.take(mebibyte));
  EXPECT_EQ(cache_.kept_bytes(), mebibyte);
}

TEST_F(BlockCacheTest, ALowerLimitReturnsAtOnce) {
  cache_.give_back(cache_.take(4 * mebibyte));
  cache_.set_limit(0);
  EXPECT_EQ(cache_.kept_bytes(), 0U);
  cache_.give_back(cache_.take(4 * mebibyte));
  EXPECT_EQ(cache_.kept_bytes(), 0U);
}

TEST_F(BlockCacheTest, WhatNoSystemHasIsNull) {
  cache_.give_back(cache_.take(mebibyte));
  EXPECT_EQ(cache_.take(std::size_t{1} << 60).memory, nullptr);
  EXPECT_EQ(cache_.take(std::numeric_limits<std::size_t>::max()).memory, nullptr);
}

TEST_F(BlockCacheTest, ThreadsNeverShareABlock) {
  std::atomic<int> wrong = 0;
  const auto work = [&](unsigned char mark) {
    std::minstd_rand random(mark);
    std::vector<Block> mine;
    for (int i = 0; i < 2000; ++i) {
      if (mine.size() < 4) {
        mine.push_back(cache_.take(granule * (1 + random() % 8)));
        std::memset(mine.back().memory, mark, granule);
      } else {
        for (const Block& block : mine) {
          wrong += block.memory[0] != std::byte{mark} || block.memory[granule - 1] != std::byte{mark};
          cache_.give_back(block);
        }
        mine.clear();
      }
    }
    for (const Block& block : mine) cache_.give_back(block);
  };
  std::vector<std::thread> threads;
  for (unsigned char mark = 1; mark <= 4; ++mark) threads.emplace_back(work, mark);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(cache_.kept_bytes(), cache_.limit());
}

}  // namespace
}  // namespace saem
