// What is chosen where nobody says it.
#include "saem/task/training_choices.h"

#include <gtest/gtest.h>

#include "tests/task/support/samples.h"

namespace saem {
namespace {

Inputs pictures_of(std::int64_t side) {
  Samples samples;
  samples.columns.push_back({"picture", ArrayColumn{Array({4, side, side, 3}, DType::u8)}});
  Inputs inputs;
  inputs.fit(samples, {{.column = "picture", .kind = FeatureKind::array, .reason = ""}});
  return inputs;
}

TEST(TrainingChoices, BatchesGrowWithTheExamplesAndShrinkWithTheirSize) {
  Inputs table;
  const Samples rows = test::easy_samples(50);
  table.fit(rows, {{.column = "a", .kind = FeatureKind::number, .reason = ""}});
  EXPECT_EQ(detail::batch_size_for(table, 7), 7);
  EXPECT_EQ(detail::batch_size_for(table, 400), 16);
  EXPECT_EQ(detail::batch_size_for(table, 4'999), 32);
  EXPECT_EQ(detail::batch_size_for(table, 5'000), 128);
  EXPECT_EQ(detail::batch_size_for(table, 1'000'000), 256);
  EXPECT_EQ(detail::batch_size_for(pictures_of(28), 60'000), 256);
  EXPECT_EQ(detail::batch_size_for(pictures_of(64), 60'000), 64);
  EXPECT_EQ(detail::batch_size_for(pictures_of(128), 60'000), 16);
  EXPECT_EQ(detail::batch_size_for(pictures_of(512), 60'000), 8);
}

}  // namespace
}  // namespace saem
