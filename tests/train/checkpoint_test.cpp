// Runs that are cut anywhere and resumed: the same bits as the run that never was.
#include "saem/train/checkpoint.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "tests/train/support/training_run.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace testing_support;

class CheckpointTest : public TrainingRunTest {
 protected:
  [[nodiscard]] FitOptions scheduled(Callbacks callbacks, bool resume, std::int64_t every_steps = 0) const {
    callbacks.push_back(CSVLogger(folder_ / "log.csv"));
    FitOptions all = options(std::move(callbacks), resume, every_steps);
    all.schedule = cosine_decay();
    return all;
  }
  void damage(const fs::path& file) const {
    std::string bytes = read_file(file);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    write_file(file, bytes);
  }
  // A run that ends after so many steps, with checkpoints of every second and of the last.
  void cut_after(std::int64_t steps) const {
    CutAfter cut(steps);
    Sequential first = model_for("adam");
    first.fit(x(), y(), scheduled({cut}, false, 2));
    clear_interrupt();
  }
};

TEST_F(CheckpointTest, ARunCutAnywhereEndsWithTheSameBits) {
  for (const char* optimizer : {"adam", "sgd", "adadelta", "rmsprop"}) {
    remove_checkpoints();
    Sequential whole = model_for(optimizer);
    const History expected = whole.fit(x(), y(), scheduled({}, false));
    const std::string log = read_file(folder_ / "log.csv");
    for (std::int64_t at = 1; at < expected.steps; ++at) {
      remove_checkpoints();
      CutAfter cut(at);
      Sequential first = model_for(optimizer);
      EXPECT_TRUE(first.fit(x(), y(), scheduled({cut}, false)).interrupted);
      clear_interrupt();
      CutAfter never(-1);
      Sequential second = model_for(optimizer, 1234);  // other weights: all must come from the file
      const History history = second.fit(x(), y(), scheduled({never}, true));
      EXPECT_EQ(never.resumed_at, at);
      expect_same(whole, second);
      EXPECT_EQ(history.history, expected.history) << optimizer << " cut after " << at;
      EXPECT_EQ(history.epoch, expected.epoch);
      EXPECT_EQ(history.steps, expected.steps);
      EXPECT_EQ(read_file(folder_ / "log.csv"), log);
    }
  }
}

TEST_F(CheckpointTest, ItsThreadsMakeNoDifference) {
  Sequential whole = model_for("adam");
  whole.fit(x(), y(), scheduled({}, false));
  const int before = thread_count();
  for (const int threads : {1, 2, 4}) {
    remove_checkpoints();
    set_thread_count(before);
    cut_after(5);
    set_thread_count(threads);
    Sequential second = model_for("adam", 1);
    second.fit(x(), y(), scheduled({}, true));
    expect_same(whole, second);
  }
  set_thread_count(before);
}

TEST_F(CheckpointTest, AStoppedProcessLosesOnlyWhatCameAfterTheLastOne) {
  // What a kill leaves: the checkpoint of step 4, although 5 steps were done.
  Sequential whole = model_for("adam");
  whole.fit(x(), y(), scheduled({}, false));
  struct Kill {};
  struct KillAfterFive : Callback {
    void on_train_batch_end(std::int64_t, const Logs&) override {
      if (history().steps == 5) throw Kill();
    }
  };
  remove_checkpoints();
  Sequential first = model_for("adam");
  EXPECT_THROW(first.fit(x(), y(), scheduled({KillAfterFive()}, false, 2)), Kill);
  CutAfter never(-1);
  Sequential second = model_for("adam");
  second.fit(x(), y(), scheduled({never}, true));
  EXPECT_EQ(never.resumed_at, 4);
  expect_same(whole, second);
}

TEST_F(CheckpointTest, TheOneBeforeServesWhereTheLastIsDamagedAndTakesItsPlace) {
  Sequential whole = model_for("adam");
  whole.fit(x(), y(), scheduled({}, false));
  remove_checkpoints();
  cut_after(5);
  ASSERT_TRUE(fs::exists(previous_checkpoint(path())));
  damage(path());
  const auto found = read_checkpoint(path());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->progress.history.steps, 4);
  // The damaged one is gone: the next write must not make it the one before.
  EXPECT_FALSE(fs::exists(previous_checkpoint(path())));
  EXPECT_EQ(read_checkpoint(path())->progress.history.steps, 4);
  CutAfter never(-1);
  Sequential second = model_for("adam");
  second.fit(x(), y(), scheduled({never}, true));
  EXPECT_EQ(never.resumed_at, 4);
  expect_same(whole, second);
  EXPECT_NO_THROW(static_cast<void>(read_checkpoint(previous_checkpoint(path()))));
}

TEST_F(CheckpointTest, WhereBothAreDamagedNothingIsRemoved) {
  cut_after(5);
  damage(path());
  damage(previous_checkpoint(path()));
  const std::string message = message_of<FileError>([&] { static_cast<void>(read_checkpoint(path())); });
  EXPECT_EQ(message.rfind(path().string(), 0), 0U) << message;
  EXPECT_TRUE(fs::exists(previous_checkpoint(path())));
}

TEST_F(CheckpointTest, WithoutAFileARunBeginsAnew) {
  CutAfter never(-1);
  Sequential model = model_for("sgd");
  EXPECT_EQ(model.fit(x(), y(), scheduled({never}, true)).epoch.size(), 3U);
  EXPECT_EQ(never.resumed_at, -1);
}

TEST_F(CheckpointTest, AFinishedRunIsNotTrainedAgain) {
  Sequential whole = model_for("sgd");
  const History expected = whole.fit(x(), y(), scheduled({}, false));
  Sequential again = model_for("sgd");
  const History history = again.fit(x(), y(), scheduled({}, true));
  EXPECT_EQ(history.steps, expected.steps);
  expect_same(whole, again);
}

TEST_F(CheckpointTest, AnotherRunsCheckpointIsRefusedAndNothingChanges) {
  cut_after(5);
  Sequential other = model_for("adam", 77);
  other.optimizer().build(other.trainable_variables());
  const std::vector<Array> before = state_of(other);
  const auto expect_unchanged = [&](const FitOptions& o, const std::string& part) {
    const std::string message = message_of<ValueError>([&] { other.fit(x(), y(), o); });
    EXPECT_EQ(message.rfind(path().string() + ": ", 0), 0U) << message;
    EXPECT_NE(message.find(part), std::string::npos) << message;
    const std::vector<Array> after = state_of(other);
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(identical(before[i], after[i])) << part << i;
  };
  FitOptions resumed = scheduled({}, true);
  resumed.batch_size = 5;
  expect_unchanged(resumed,
                   "was written with batch_size 4, this run has 5.\n"
                   "Resume with what the run was begun with, or remove the checkpoint to begin anew.");
  resumed = scheduled({EarlyStopping()}, true);
  expect_unchanged(resumed, "callback 'EarlyStopping': has no state in the checkpoint");
  resumed.callbacks.clear();
  expect_unchanged(resumed, "callback 'CSVLogger': has a state in the checkpoint, but takes no part");
}

TEST_F(CheckpointTest, OtherMetricsModelsAndOptimizersAreRefused) {
  cut_after(7);
  const auto message_for = [&](Sequential model, const Array& labels) {
    return message_of<ValueError>([&] { model.fit(x(), labels, scheduled({}, true)); });
  };
  Sequential other = model_for("adam", 3);
  const SparseCategoricalCrossentropy loss({.from_logits = true});
  other.compile({.optimizer = "adam", .loss = loss});  // one metric less
  const std::vector<Array> before = state_of(other);
  EXPECT_NE(message_for(other, y()).find("metrics"), std::string::npos);
  other.compile(
      {.optimizer = "adam", .loss = loss, .metrics = {metrics::MatthewsCorrelation({.num_classes = 3})}});
  EXPECT_NE(message_for(other, y()).find("expected 2 sums"), std::string::npos) << message_for(other, y());
  for (std::size_t i = 0; i < other.variables().size(); ++i)
    EXPECT_TRUE(identical(before[i], other.variables()[i].value()));
  EXPECT_NE(message_for(model_for("sgd"), y()).find("'optimizer/sgd"), std::string::npos);
  Sequential small{Input({6}), Dense(8)};
  small.compile({.optimizer = "adam", .loss = "mse"});
  EXPECT_NE(message_for(small, random_f32({rows, 8}, 3)).find("which this model and its optimizer lack"),
            std::string::npos);
}

TEST_F(CheckpointTest, FilesThatAreNoneAreRefusedByName) {
  write_file(path(), "not a checkpoint");
  Sequential model = model_for("sgd");
  const std::string message = message_of<FileError>([&] { model.fit(x(), y(), scheduled({}, true)); });
  EXPECT_EQ(message.rfind(path().string(), 0), 0U) << message;
  fs::remove(path());
  model.save(path());
  EXPECT_NE(
      message_of<FileError>([&] { model.fit(x(), y(), scheduled({}, true)); }).find("is not a checkpoint"),
      std::string::npos);
}

TEST_F(CheckpointTest, OptionsThatDoNotFitAreRefused) {
  Sequential model = model_for("sgd");
  FitOptions o{.batch_size = batch, .verbose = 0, .checkpoint = {.resume = true}};
  EXPECT_NE(message_of<ValueError>([&] { model.fit(x(), y(), o); }).find("has no path"), std::string::npos);
  o.checkpoint = {.path = path().string(), .every_steps = -1};
  EXPECT_NE(message_of<ValueError>([&] { model.fit(x(), y(), o); }).find("received -1"), std::string::npos);
  o.checkpoint = {.path = (folder_ / "no" / "such").string()};
  EXPECT_NE(message_of<FileError>([&] { model.fit(x(), y(), o); }).find("no/such"), std::string::npos);
}

TEST_F(CheckpointTest, WhatAKilledWriteLeftBehindIsRemoved) {
  // Names as AtomicFile gives them, of a process that cannot be there.
  const fs::path other = folder_ / ".d.safetensors.7-0.tmp";
  const fs::path stale_model = folder_ / ".m.safetensors.99999999-3.tmp";
  const fs::path stale_link = folder_ / "c.safetensors.link";
  for (const fs::path& file : {stale_model, other}) std::ofstream(file) << "half";
  std::ofstream(folder_ / ".c.safetensors.99999999-0.tmp") << "half";
  Sequential model = model_for("sgd");
  model.save(folder_ / "m.safetensors");
  std::ofstream(stale_link) << "half";
  model.fit(x(), y(), scheduled({}, false));
  EXPECT_FALSE(fs::exists(folder_ / ".c.safetensors.99999999-0.tmp"));
  EXPECT_FALSE(fs::exists(stale_model));
  EXPECT_FALSE(fs::exists(stale_link));
  EXPECT_TRUE(fs::exists(other));  // of another file
}

}  // namespace
}  // namespace saem
