#include "saem/train/batches.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace saem {
namespace {

TEST(BatchesTest, GathersRowsInTheirOrder) {
  const Array x = Array::of(std::vector<float>{0, 1, 10, 11, 20, 21}, {3, 2});
  const Array y = Array::of(std::vector<std::int64_t>{0, 1, 2});
  BatchGatherer batches({x, y});
  ASSERT_EQ(batches.size(), 3);
  const std::vector<std::int64_t> rows{2, 0};
  const auto batch = batches.gather(rows);
  EXPECT_TRUE(identical(batch[0], Array::of(std::vector<float>{20, 21, 0, 1}, {2, 2})));
  EXPECT_TRUE(identical(batch[1], Array::of(std::vector<std::int64_t>{2, 0})));
}

TEST(BatchesTest, UsesTheMemoryOfABatchAgain) {
  const Array x = Array::of(std::vector<float>{0, 1, 2, 3, 4}, {5, 1});
  BatchGatherer batches({x});
  const std::vector<std::int64_t> first{0, 1};
  const std::vector<std::int64_t> last{4};
  const std::vector<std::int64_t> second{3, 2};
  const std::byte* memory = batches.gather(first)[0].bytes();
  EXPECT_EQ(batches.gather(last)[0].at(0), 4);
  EXPECT_EQ(batches.gather(second)[0].bytes(), memory);
  EXPECT_EQ(batches.gather(second)[0].at(0), 3);
}

TEST(BatchesTest, CountsTheSmallerLastBatch) {
  EXPECT_EQ(batch_count(10, 5), 2);
  EXPECT_EQ(batch_count(11, 5), 3);
  EXPECT_EQ(batch_count(1, 5), 1);
}

TEST(BatchesTest, ShufflesByEpochAndSeedOnly) {
  const std::vector<std::int64_t> order = shuffled(1000, 7, 3);
  EXPECT_EQ(order, shuffled(1000, 7, 3));
  EXPECT_NE(order, shuffled(1000, 7, 4));
  EXPECT_NE(order, shuffled(1000, 8, 3));
  std::vector<std::int64_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, sequence(1000));
}

}  // namespace
}  // namespace saem
