// Tables with more columns than anybody looks at.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "saem/core/random.h"
#include "saem/task/explain_importance.h"
#include "saem/task/split.h"
#include "saem/task/task_training.h"
#include "tests/task/support/samples.h"

namespace saem {
namespace {

Samples wide(int columns, int rows) {
  Generator random(7);
  Samples samples{.name = "wide", .target = "y"};
  std::vector<std::string> answers;
  for (int row = 0; row < rows; ++row) answers.emplace_back(row % 2 == 0 ? "p" : "q");
  for (int c = 0; c < columns; ++c) {
    std::vector<std::string> cells;
    for (int row = 0; row < rows; ++row)
      cells.push_back(std::to_string(random.normal() + (row % 2 == 0 ? 1.0 : 0.0)));
    samples.columns.push_back({"g" + std::to_string(c), TextColumn(cells)});
  }
  samples.columns.push_back({"y", TextColumn(answers)});
  return samples;
}

TEST(WideTable, IsLearnedFromWithoutWaves) {
  const Samples samples = wide(1'500, 80);
  const LearningTask task = find_task(samples);
  const Split split = make_split(samples, task.targets[0]);
  const Samples train = samples.take(split.train), none = samples.take(split.validation);
  TaskTraining training(train, none, task, {.epochs = 5});
  EXPECT_LT(training.model().parameter_count(), 500'000);
  TrainedTask trained = training.run().trained;
  const Predictions p = trained.predict(samples.take(split.test))[0];
  const Array truth = trained.answers()[0].encode(samples.take(split.test));
  int right = 0;
  for (std::int64_t i = 0; i < truth.size(); ++i) right += truth.at(i) == p.labels.at(i);
  EXPECT_GE(right, truth.size() * 9 / 10);
}

TEST(WideTable, OfManyColumnsEachIsKnownByFewerNumbers) {
  const Samples samples = wide(3, 120);
  LearningTask task = find_task(samples);
  Inputs inputs;
  inputs.fit(samples, task.features, {.most_quantiles = 50});
  EXPECT_EQ(inputs.to_json()[0]["encoder"]["scaling"]["quantiles"].size(), 50U);
  // 40,000 columns, of which three are there.
  task.features.resize(40'000, {"g0", FeatureKind::number, ""});
  inputs.fit(samples, task.features);
  EXPECT_EQ(inputs.to_json()[0]["encoder"]["scaling"]["quantiles"].size(), 50U);
}

TEST(WideTable, ManyColumnsOfNamesBecomeNumbersSideBySide) {
  Samples samples{.name = "genes", .target = "y"};
  Generator random(3);
  std::vector<std::string> answers;
  for (int row = 0; row < 60; ++row) answers.emplace_back(row % 2 == 0 ? "p" : "q");
  for (int c = 0; c < 300; ++c) {
    std::vector<std::string> cells;
    for (int row = 0; row < 60; ++row)
      cells.emplace_back(c < 3 ? (row % 2 == 0 ? "AA" : "AG") : (random.integer(2) == 0 ? "AA" : "GG"));
    samples.columns.push_back({"g" + std::to_string(c), TextColumn(cells)});
  }
  samples.columns.push_back({"y", TextColumn(answers)});
  Inputs inputs;
  inputs.fit(samples, find_task(samples).features);
  ASSERT_EQ(inputs.outputs().size(), 1U);
  EXPECT_EQ(inputs.outputs()[0].output.shape, (Shape{600}));
  const Inputs again = Inputs::from_json(inputs.to_json(), "test");
  std::get<TextColumn>(samples.columns[0].values) = TextColumn(std::vector<std::string>(60, "new"));
  const Array encoded = again.encode(samples)[0];
  EXPECT_EQ(encoded.at(0) + encoded.at(1), 0) << "a name that was not there is none of them";
  EXPECT_EQ(encoded.at(2) + encoded.at(3), 1);
}

TEST(WideTable, ImportanceIsThatOfColumnsThatGoAlongWithTheAnswers) {
  const Samples samples = test::easy_samples(400);  // value = 3 a - b; c is a name
  const LearningTask task = find_task(samples, {.targets = {"value"}, .ignored = {"answer"}});
  const Split split = make_split(samples, task.targets[0]);
  const Samples train = samples.take(split.train), none = samples.take({});
  TrainedTask trained = train_task(train, none, task, {.epochs = 20}).trained;
  const Samples test = samples.take(split.test);
  const ColumnImportance found = permutation_importance(trained, 0, test, {.most_columns = 2});
  ASSERT_EQ(found.columns.size(), 2U);
  EXPECT_EQ(found.columns[0].column, "a");
  EXPECT_EQ(found.columns[1].column, "c");
  EXPECT_EQ(found.left_out, 1);
  EXPECT_GT(found.columns[0].drop, 0.5);
}

}  // namespace
}  // namespace saem
