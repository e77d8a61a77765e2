// Cells that are not what their columns are, where data come divided or somebody said what a column is.
#include "saem/task/bad_cells.h"

#include <gtest/gtest.h>

#include "tests/task/support/samples.h"

namespace saem {
namespace {

using test::samples_of;

Samples divided() {
  std::vector<std::vector<std::string>> rows;
  for (int i = 0; i < 30; ++i)
    rows.push_back({std::to_string(i * 7 % 19) + ".5", "2024-01-" + std::to_string(10 + i % 15),
                    i % 3 == 0 ? "p" : "q", std::to_string(i) + ".25"});
  rows.push_back({"oops", "2024-02-01", "p", "3"});
  rows.push_back({"", "2024-02-02", "q", "NA"});
  rows.push_back({"7.5", "yesterday", "r", "4"});
  rows.push_back({"8,5", "soon", "p", "many"});
  Samples samples = samples_of({"a", "day", "c", "y"}, rows);
  samples.parts.assign(30, Part::train);
  samples.parts.insert(samples.parts.end(), 4, Part::test);
  return samples;
}

TEST(BadCells, KindsAreThoseOfTheTrainingPart) {
  const Samples samples = divided();
  const LearningTask task = find_task(samples);
  EXPECT_EQ(task.features[0].kind, FeatureKind::number);
  EXPECT_EQ(task.features[1].kind, FeatureKind::date);
  EXPECT_EQ(task.targets[0].kind, TargetKind::value);
  const std::vector<BadCell> bad = bad_cells(samples, task);
  ASSERT_EQ(bad.size(), 3U) << "one for each example; missing cells are none";
  EXPECT_EQ(bad[0].example, 30);
  EXPECT_EQ(bad[0].message.problem, "expected a number, received 'oops'");
  EXPECT_NE(bad[0].message.advice.find("--on-bad-sample skip"), std::string::npos);
  EXPECT_EQ(bad[1].example, 32);
  EXPECT_EQ(bad[1].message.problem, "expected a date, received 'yesterday'");
  EXPECT_EQ(bad[2].example, 33);
}

TEST(BadCells, OfDataThatAreOneEachCellHasTakenPart) {
  Samples samples = divided();
  samples.parts.clear();
  const LearningTask task = find_task(samples, {.targets = {"c"}});
  EXPECT_EQ(task.features[0].kind, FeatureKind::category);
  EXPECT_TRUE(bad_cells(samples, task).empty());
  const LearningTask said = find_task(samples, {.targets = {"c"}, .kinds = {{"a", "number"}}});
  EXPECT_EQ(bad_cells(samples, said).size(), 2U) << "'oops' and '8,5'";
}

TEST(BadCells, OfATrainedModelItsEncodersSay) {
  const Samples samples = divided();
  const LearningTask task = find_task(samples);
  std::vector<std::int64_t> rows(30);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = static_cast<std::int64_t>(i);
  Inputs inputs;
  inputs.fit(samples.take(rows), task.features);
  const std::vector<BadCell> bad = bad_cells(samples, inputs);
  ASSERT_EQ(bad.size(), 3U);
  EXPECT_EQ(bad[1].message.problem, "expected a date, received 'yesterday'");
}

}  // namespace
}  // namespace saem
