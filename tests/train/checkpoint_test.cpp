// Runs that are cut anywhere and resumed: the same bits as the run that never was.
#include "saem/train/checkpoint.h"

#include <gtest/gtest.h>

#include <cstring>
#include <fstream>

#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/fit_events.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace testing_support;

constexpr std::int64_t rows = 22, batch = 4;  // 19 rows are trained on: 5 steps per epoch, the last of 3
constexpr int epochs = 3;

struct StopAfter : FitEvents {
  explicit StopAfter(std::int64_t steps) : last(steps - 1) {}
  bool on_step_end(std::int64_t step, const Logs&) override { return step < last; }
  void on_resume(const History& history) override { resumed_at = history.steps; }
  std::int64_t last;
  std::int64_t resumed_at = -1;
};

class CheckpointTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() /
        ("saem-checkpoint-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] fs::path path() const { return folder_ / "c.safetensors"; }

  [[nodiscard]] static Sequential model_for(const OptimizerChoice& optimizer) {
    Sequential model{Input({6}), Dense(8, {.activation = "relu"}), BatchNormalization(), Dropout(0.3),
                     Dense(3)};
    model.compile({.optimizer = optimizer,
                   .loss = SparseCategoricalCrossentropy({.from_logits = true}),
                   .metrics = {"accuracy"}});
    return model;
  }
  [[nodiscard]] static Array x() { return random_f32({rows, 6}, 5); }
  [[nodiscard]] static Array y() {
    Array labels({rows}, DType::i32);
    const auto values = labels.mutable_data<std::int32_t>();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<std::int32_t>(i % 3);
    return labels;
  }
  [[nodiscard]] FitOptions options(FitEvents* events, bool resume, std::int64_t every_steps = 0) const {
    return {.batch_size = batch,
            .epochs = epochs,
            .verbose = 0,
            .validation_split = 0.1,
            .schedule = cosine_decay(),
            .seed = 9,
            .csv_log = (folder_ / "log.csv").string(),
            .checkpoint = {.path = path().string(), .every_steps = every_steps, .resume = resume},
            .events = events};
  }
  static void expect_same(const Model& a, const Model& b) {
    const auto va = a.variables(), vb = b.variables();
    ASSERT_EQ(va.size(), vb.size());
    for (std::size_t i = 0; i < va.size(); ++i) {
      const Array &p = va[i].value(), &q = vb[i].value();
      EXPECT_EQ(std::memcmp(p.bytes(), q.bytes(), p.byte_size()), 0) << va[i].name();
    }
  }

  fs::path folder_;
};

TEST_F(CheckpointTest, ARunCutAnywhereEndsWithTheSameBits) {
  for (const char* optimizer : {"adam", "sgd", "adadelta", "rmsprop"}) {
    Sequential whole = model_for(optimizer);
    const History expected = whole.fit(x(), y(), options(nullptr, false));
    const std::string log = read_file(folder_ / "log.csv");
    for (std::int64_t cut = 1; cut < expected.steps; ++cut) {
      fs::remove(path());
      fs::remove(previous_checkpoint(path()));
      StopAfter stop(cut);
      Sequential first = model_for(optimizer);
      first.fit(x(), y(), options(&stop, false));
      StopAfter never(1 << 20);
      Sequential second = model_for(optimizer);
      second.set_seed(1234);  // other weights: all must come from the file
      const History history = second.fit(x(), y(), options(&never, true));
      EXPECT_EQ(never.resumed_at, cut);
      expect_same(whole, second);
      EXPECT_EQ(history.history, expected.history) << optimizer << " cut after " << cut;
      EXPECT_EQ(history.epoch, expected.epoch);
      EXPECT_EQ(history.steps, expected.steps);
      EXPECT_EQ(read_file(folder_ / "log.csv"), log);
    }
  }
}

TEST_F(CheckpointTest, AStoppedProcessLosesOnlyWhatCameAfterTheLastOne) {
  // What a kill leaves: the checkpoint of step 4, although 5 steps were done.
  Sequential whole = model_for("adam");
  whole.fit(x(), y(), options(nullptr, false));
  struct Copy : FitEvents {
    bool on_step_end(std::int64_t step, const Logs&) override {
      if (step == 4) fs::copy_file(from, to);
      return step < 4;
    }
    fs::path from, to;
  } copy;
  copy.from = path();
  copy.to = folder_ / "killed";
  fs::remove(path());
  Sequential first = model_for("adam");
  first.fit(x(), y(), options(&copy, false, 2));
  fs::rename(copy.to, path());
  StopAfter never(1 << 20);
  Sequential second = model_for("adam");
  second.fit(x(), y(), options(&never, true));
  EXPECT_EQ(never.resumed_at, 4);
  expect_same(whole, second);
}

TEST_F(CheckpointTest, TheOneBeforeServesWhereTheLastIsDamaged) {
  Sequential whole = model_for("adam");
  whole.fit(x(), y(), options(nullptr, false));
  StopAfter stop(5);
  Sequential first = model_for("adam");
  first.fit(x(), y(), options(&stop, false, 2));  // written at 2, 4 and 5
  ASSERT_TRUE(fs::exists(previous_checkpoint(path())));
  std::string bytes = read_file(path());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_file(path(), bytes);
  StopAfter never(1 << 20);
  Sequential second = model_for("adam");
  second.fit(x(), y(), options(&never, true));
  EXPECT_EQ(never.resumed_at, 4);
  expect_same(whole, second);
}

TEST_F(CheckpointTest, WithoutAFileARunBeginsAnew) {
  StopAfter never(1 << 20);
  Sequential model = model_for("sgd");
  EXPECT_EQ(model.fit(x(), y(), options(&never, true)).epoch.size(), 3U);
  EXPECT_EQ(never.resumed_at, -1);
}

TEST_F(CheckpointTest, AFinishedRunIsNotTrainedAgain) {
  Sequential whole = model_for("sgd");
  const History expected = whole.fit(x(), y(), options(nullptr, false));
  Sequential again = model_for("sgd");
  const History history = again.fit(x(), y(), options(nullptr, true));
  EXPECT_EQ(history.steps, expected.steps);
  expect_same(whole, again);
}

TEST_F(CheckpointTest, AnotherRunsCheckpointIsRefusedAndNothingChanges) {
  Sequential whole = model_for("adam");
  whole.fit(x(), y(), options(nullptr, false));
  Sequential other = model_for("sgd");
  const Array before = other.variables().front().value();
  FitOptions resumed = options(nullptr, true);
  resumed.batch_size = 5;
  EXPECT_EQ(message_of<ValueError>([&] { other.fit(x(), y(), resumed); }),
            path().string() +
                ": was written with batch_size 4, this run has 5.\n"
                "Resume with what the run was begun with, or remove the checkpoint to begin anew.");
  Sequential wide{Input({6}), Dense(9)};
  wide.compile({.optimizer = "adam", .loss = "mse"});
  const std::string message = message_of<ValueError>([&] {
    wide.fit(x(), random_f32({rows, 9}, 3), options(nullptr, true));
  });
  EXPECT_NE(message.find("'model/dense"), std::string::npos) << message;
  EXPECT_EQ(std::memcmp(before.bytes(), other.variables().front().value().bytes(), before.byte_size()), 0);
}

TEST_F(CheckpointTest, FilesThatAreNoneAreRefusedByName) {
  write_file(path(), "not a checkpoint");
  Sequential model = model_for("sgd");
  const std::string message = message_of<FileError>([&] { model.fit(x(), y(), options(nullptr, true)); });
  EXPECT_EQ(message.rfind(path().string(), 0), 0U) << message;
  fs::remove(path());
  model.save(path());
  EXPECT_NE(
      message_of<FileError>([&] { model.fit(x(), y(), options(nullptr, true)); }).find("is not a checkpoint"),
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

}  // namespace
}  // namespace saem
