// Runs with callbacks that are cut anywhere and resumed: the same bits and the same history as the uncut run.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "saem/core/atomic_file.h"
#include "saem/core/parallel.h"
#include "tests/train/support/training_run.h"

namespace saem {
namespace {

namespace fs = std::filesystem;
using namespace testing_support;

// Restoring, reducing and stopping happen within these epochs (checked below).
constexpr int epochs = 9;

class CallbackResumeTest : public TrainingRunTest {
 protected:
  using Make = std::function<Callbacks()>;

  static void expect_equal(const History& a, const History& b, const std::string& what) {
    EXPECT_EQ(a.history, b.history) << what;
    EXPECT_EQ(a.epoch, b.epoch) << what;
    EXPECT_EQ(a.steps, b.steps) << what;
    EXPECT_EQ(a.stopped, b.stopped) << what;
  }
  FitOptions run_options(const Make& make, bool resume, CutAfter* cut = nullptr) const {
    Callbacks callbacks = make();
    if (cut != nullptr) callbacks.push_back(*cut);
    return options(std::move(callbacks), resume, 0, epochs);
  }
  // Returns the history of the uncut run. `text`: whatever else has to be the same.
  History expect_resumes(const Make& make, const std::function<std::string()>& text = {}) {
    Sequential whole = model_for("adam");
    const History expected = whole.fit(x(), y(), run_options(make, false));
    const std::string wanted = text ? text() : "";
    // Each place in an epoch comes up, and the end.
    for (std::int64_t at = 1; at <= expected.steps; at += at + 3 > expected.steps ? 1 : 3) {
      remove_checkpoints();
      CutAfter cut(at);
      Sequential first = model_for("adam");
      first.fit(x(), y(), run_options(make, false, &cut));
      clear_interrupt();
      Sequential second = model_for("adam", 1234);
      const std::string what = "cut after " + std::to_string(at);
      expect_equal(second.fit(x(), y(), run_options(make, true)), expected, what);
      expect_same(whole, second);
      EXPECT_EQ(text ? text() : "", wanted) << what;
      if (HasFailure()) break;
    }
    return expected;
  }
};

TEST_F(CallbackResumeTest, EarlyStoppingWithItsStopAndTheBestWeights) {
  for (const bool restores : {false, true}) {
    const History history = expect_resumes([&] {
      return Callbacks{EarlyStopping({.monitor = "val_loss",
                                      .min_delta = 0.05,
                                      .patience = 3,
                                      .restore_best_weights = restores,
                                      .start_from_epoch = 1})};
    });
    EXPECT_TRUE(history.stopped);
    EXPECT_GT(history.epoch.size(), 3U);
    EXPECT_LT(history.epoch.size(), static_cast<std::size_t>(epochs));
  }
}

TEST_F(CallbackResumeTest, AStoppedRunIsFinished) {
  const Make make = [] {
    return Callbacks{
        EarlyStopping({.monitor = "loss", .min_delta = 10, .patience = 2, .restore_best_weights = true})};
  };
  Sequential whole = model_for("adam");
  const History expected = whole.fit(x(), y(), run_options(make, false));
  ASSERT_TRUE(expected.stopped);
  Sequential again = model_for("adam", 3);  // as if killed before the best weights came back
  expect_equal(again.fit(x(), y(), run_options(make, true)), expected, "resumed after its end");
  expect_same(whole, again);
}

TEST_F(CallbackResumeTest, ReduceLROnPlateauWithItsRate) {
  const History history = expect_resumes([] {
    return Callbacks{ReduceLROnPlateau(
        {.monitor = "val_loss", .factor = 0.5, .patience = 1, .min_delta = 0.2, .cooldown = 1})};
  });
  const std::vector<double>& rates = history.history.at("learning_rate");
  EXPECT_FLOAT_EQ(static_cast<float>(rates.front()), 0.001F);
  EXPECT_LT(rates.back(), 0.0006);
}

TEST_F(CallbackResumeTest, LearningRateSchedulerWhichMultipliesItsRate) {
  const History history = expect_resumes([] {
    return Callbacks{
        LearningRateScheduler([](int epoch, double rate) { return epoch == 0 ? rate : 0.7 * rate; })};
  });
  EXPECT_NEAR(history.history.at("learning_rate")[2], 0.001 * 0.49, 1e-9);
}

TEST_F(CallbackResumeTest, ModelCheckpointAndCSVLoggerWithTheirFiles) {
  const auto files = [this] {
    std::string all = read_file(folder_ / "log.csv");
    std::vector<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(folder_ / "best")) paths.push_back(entry.path());
    std::ranges::sort(paths);
    for (const fs::path& each : paths) all += each.string() + read_file(each);
    fs::remove_all(folder_ / "best");
    return all;
  };
  expect_resumes(
      [&] {
        return Callbacks{
            ModelCheckpoint((folder_ / "best" / "{epoch:02d}-{val_loss:.3f}.safetensors").string(),
                            {.save_best_only = true, .initial_value_threshold = 5}),
            CSVLogger(folder_ / "log.csv"), ReduceLROnPlateau({.monitor = "loss"})};
      },
      files);
}

TEST_F(CallbackResumeTest, AllTogetherOnOneTwoAndFourThreads) {
  const Make make = [&] {
    return Callbacks{
        EarlyStopping(
            {.monitor = "val_loss", .min_delta = 0.05, .patience = 4, .restore_best_weights = true}),
        ReduceLROnPlateau({.monitor = "loss", .factor = 0.5, .patience = 1, .min_delta = 0.2}),
        CSVLogger(folder_ / "log.csv"), TensorBoard({.log_dir = folder_ / "tb", .update_freq = 2})};
  };
  Sequential whole = model_for("adam");
  const History expected = whole.fit(x(), y(), run_options(make, false));
  const int before = thread_count();
  for (const int threads : {1, 2, 4}) {
    remove_checkpoints();
    CutAfter cut(13);
    set_thread_count(before);
    Sequential first = model_for("adam");
    first.fit(x(), y(), run_options(make, false, &cut));
    clear_interrupt();
    set_thread_count(threads);
    Sequential second = model_for("adam", 2);
    expect_equal(second.fit(x(), y(), run_options(make, true)), expected, std::to_string(threads));
    expect_same(whole, second);
  }
  set_thread_count(before);
}

// A callback of a program's own.
TEST_F(CallbackResumeTest, OwnStates) {
  struct Counting final : Callback {
    [[nodiscard]] std::string name() const override { return "Counting"; }
    void on_train_begin() override {
      if (!has_resumed()) batches = 0;
    }
    void on_train_batch_end(std::int64_t, const Logs&) override { ++batches; }
    void on_epoch_end(int, Logs& logs) override { logs["batches"] = static_cast<double>(batches); }
    [[nodiscard]] std::vector<std::string> added_logs() const override { return {"batches"}; }
    [[nodiscard]] CallbackState state() const override {
      CallbackState s;
      s.set("batches", static_cast<double>(batches));
      return s;
    }
    void restore(const CallbackState& s) override { batches = s.count("batches"); }
    std::int64_t batches = 0;
  };
  // Two of one name, and one that watches what they add.
  const History history = expect_resumes([] {
    return Callbacks{Counting(), Counting(),
                     EarlyStopping({.monitor = "batches", .patience = 8, .mode = "max"})};
  });
  EXPECT_EQ(history.history.at("batches").back(), 45);
}

}  // namespace
}  // namespace saem
