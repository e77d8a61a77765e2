// From samples to answers: training, scores, baselines, and the model file that holds it all.
#include "saem/task/task_training.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "saem/core/error.h"
#include "saem/nn/dense.h"
#include "saem/task/task_score.h"
#include "tests/data/support/temporary_folder.h"
#include "tests/task/support/samples.h"

namespace saem {
namespace {

using test::easy_samples;
using test::samples_of;

struct Parts {
  Samples train, validation, test;
};

Parts divided(const Samples& samples, const LearningTask& task) {
  const Split split = make_split(samples, task.targets[0]);
  return {samples.take(split.train), samples.take(split.validation), samples.take(split.test)};
}

TEST(TrainTask, LearnsClassesBetterThanWhatIsSimple) {
  const Samples samples = easy_samples(600);
  const LearningTask task = find_task(samples, {.targets = {"answer"}, .ignored = {"value"}});
  const Parts parts = divided(samples, task);
  TaskTrainingResult result = train_task(parts.train, parts.validation, task, {.epochs = 30});
  const auto predictions = result.trained.predict(parts.test);
  ASSERT_EQ(predictions.size(), 1U);
  const TargetScore score = score_target(predictions[0], result.trained.answers()[0], parts.test);
  EXPECT_GT(score.main(), 0.93);
  const std::vector<TaskBaseline> baselines = task_baselines(result.trained, 0, parts.train, parts.test, 0);
  ASSERT_EQ(baselines.size(), 3U);
  EXPECT_EQ(baselines[0].name, "majority");
  EXPECT_LT(baselines[0].score, 0.75);
  EXPECT_GT(baselines[1].score, 0.75);
  EXPECT_GT(score.main(), baselines[0].score);
}

TEST(TrainTask, LearnsValuesInTheirOwnUnits) {
  const Samples samples = easy_samples(500);
  const LearningTask task = find_task(samples, {.targets = {"value"}, .ignored = {"answer"}});
  const Parts parts = divided(samples, task);
  TaskTrainingResult result = train_task(parts.train, parts.validation, task, {.epochs = 40});
  const TargetScore score =
      score_target(result.trained.predict(parts.test)[0], result.trained.answers()[0], parts.test);
  EXPECT_GT(score.values.r2, 0.97);
  EXPECT_LT(score.values.mean_absolute_error, 0.5);
}

TEST(TrainTask, LearnsSeveralTargetsAtOnceWithSeveralNetworks) {
  const Samples samples = easy_samples(400);
  const LearningTask task = find_task(samples, {.targets = {"answer", "value"}});
  const Parts parts = divided(samples, task);
  TaskTrainingResult result = train_task(parts.train, parts.validation, task, {.epochs = 15, .members = 2});
  EXPECT_EQ(result.histories.size(), 2U);
  const auto predictions = result.trained.predict(parts.test);
  ASSERT_EQ(predictions.size(), 2U);
  EXPECT_GT(score_target(predictions[0], result.trained.answers()[0], parts.test).main(), 0.85);
  EXPECT_GT(score_target(predictions[1], result.trained.answers()[1], parts.test).main(), 0.9);
}

TEST(TrainTask, TheModelFileTakesTheSameColumnsToTheSameAnswers) {
  const Samples samples = easy_samples(300);
  const LearningTask task = find_task(samples, {.targets = {"answer"}, .ignored = {"value"}});
  const Parts parts = divided(samples, task);
  TaskTrainingResult result = train_task(parts.train, parts.validation, task, {.epochs = 3, .members = 2});
  const test::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "model.safetensors";
  result.trained.save(file);
  TrainedTask again = TrainedTask::load(file);
  const Array before = result.trained.predict(parts.test)[0].probabilities;
  EXPECT_TRUE(identical(before, again.predict(parts.test)[0].probabilities));
  // New data need no answers, and may have the columns in another order.
  const Samples fresh = samples_of({"c", "b", "a"}, {{"always", "-1", "-1"}, {"unseen", "", "3"}});
  EXPECT_EQ(again.predict(fresh)[0].labels.size(), 2);
  EXPECT_THROW(static_cast<void>(again.predict(samples_of({"a", "b"}, {{"1", "2"}}))), ValueError);
}

TEST(TrainTask, AFileWithoutATaskIsRefused) {
  const test::TemporaryFolder folder;
  Model plain = Sequential{Input({2}), Dense(2)};
  plain.save(folder.path() / "plain.safetensors");
  EXPECT_THROW(static_cast<void>(TrainedTask::load(folder.path() / "plain.safetensors")), FileError);
  plain.information()["task"] = R"({"version": 1, "inputs": [], "answers": []})";
  plain.save(folder.path() / "other.safetensors");
  EXPECT_THROW(static_cast<void>(TrainedTask::load(folder.path() / "other.safetensors")), FileError);
}

TEST(TrainTask, GivesTheSameBitsForTheSameSeed) {
  const Samples samples = easy_samples(200);
  const LearningTask task = find_task(samples, {.targets = {"answer"}, .ignored = {"value"}});
  const Parts parts = divided(samples, task);
  const auto probabilities = [&] {
    TaskTrainingResult result = train_task(parts.train, parts.validation, task, {.epochs = 3});
    return result.trained.predict(parts.test)[0].probabilities;
  };
  EXPECT_TRUE(identical(probabilities(), probabilities()));
}

TEST(TrainTask, EndsWhenItsTimeIsOver) {
  const Samples samples = easy_samples(400);
  const LearningTask task = find_task(samples, {.targets = {"answer"}});
  const Parts parts = divided(samples, task);
  const TaskTrainingResult result =
      train_task(parts.train, parts.validation, task, {.epochs = 200, .patience = 200, .time_budget = 0.5});
  EXPECT_LT(result.histories[0].epoch.size(), 200U);
}

TEST(TrainTask, EveryNetworkTrainsAndTakesClassesAlike) {
  const Samples samples = easy_samples(120);
  const LearningTask task = find_task(samples, {.targets = {"answer"}});
  const Parts parts = divided(samples, task);
  for (const std::string& name : task_network_names()) {
    const TaskTrainingResult result = train_task(
        parts.train, parts.validation, task, {.network = {.network = name}, .epochs = 2, .balanced = true});
    EXPECT_EQ(result.histories[0].epoch.size(), 2U) << name;
  }
  EXPECT_THROW(
      static_cast<void>(train_task(parts.train, parts.validation, task, {.network = {.network = "atuo"}})),
      ValueError);
  EXPECT_THROW(static_cast<void>(train_task(parts.train, parts.validation, task, {.members = 0})),
               ValueError);
  EXPECT_THROW(static_cast<void>(train_task(parts.train, parts.validation, task, {.learning_rate = 0})),
               ValueError);
}

}  // namespace
}  // namespace saem
