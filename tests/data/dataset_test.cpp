#include "saem/data/dataset.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"

namespace saem {
namespace {

Dataset four_points() {
  return {.x = Array::of(std::vector<float>{0, 1, 10, 11, 20, 21, 30, 31}, {4, 2}),
          .y = Array::of(std::vector<std::int32_t>{0, 1, 2, 0}),
          .class_names = {"a", "b", "c"},
          .name = "points"};
}

TEST(Dataset, RowsAndTakeKeepExamplesWithTheirLabels) {
  const Dataset data = four_points();
  EXPECT_EQ(data.size(), 4);
  const Dataset middle = data.rows(1, 3);
  EXPECT_TRUE(identical(middle.x, Array::of(std::vector<float>{10, 11, 20, 21}, {2, 2})));
  EXPECT_TRUE(identical(middle.y, Array::of(std::vector<std::int32_t>{1, 2})));
  EXPECT_EQ(middle.class_names, data.class_names);
  EXPECT_EQ(middle.name, "points");
  const Dataset chosen = data.take(std::vector<std::int64_t>{3, 0, 3});
  EXPECT_TRUE(identical(chosen.x, Array::of(std::vector<float>{30, 31, 0, 1, 30, 31}, {3, 2})));
  EXPECT_TRUE(identical(chosen.y, Array::of(std::vector<std::int32_t>{0, 0, 0})));
}

TEST(Dataset, RefusesRowsThatAreNotThere) {
  const Dataset data = four_points();
  EXPECT_THROW((void)data.rows(0, 5), ValueError);
  EXPECT_THROW((void)data.take(std::vector<std::int64_t>{4}), ValueError);
}

}  // namespace
}  // namespace saem
