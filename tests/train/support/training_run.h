#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <string>

#include "saem/core/array.h"
#include "saem/nn/layers.h"
#include "saem/train/interrupt.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem::testing_support {

/// A folder of a test's own.
class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / ("saem-" + std::string(info->test_suite_name()) + "-" +
                                                        info->name() + "-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    clear_interrupt();
    std::filesystem::remove_all(folder_);
  }
  std::filesystem::path folder_;
};

/// Ends a run as Ctrl-C does, after so many steps of it.
struct CutAfter : Callback {
  explicit CutAfter(std::int64_t steps) : last(steps) {}
  [[nodiscard]] std::string name() const override { return "CutAfter"; }
  void on_train_begin() override { resumed_at = has_resumed() ? history().steps : -1; }
  void on_train_batch_end(std::int64_t, const Logs&) override {
    if (history().steps == last) request_interrupt();
  }
  std::int64_t last;
  std::int64_t resumed_at = -1;
};

/// Small runs on made-up data: 19 of 22 rows are trained on, 5 steps per epoch, the last of 3 rows.
class TrainingRunTest : public FolderTest {
 protected:
  static constexpr std::int64_t rows = 22, batch = 4, steps_per_epoch = 5;

  [[nodiscard]] std::filesystem::path path() const { return folder_ / "c.safetensors"; }
  [[nodiscard]] static Sequential model_for(const OptimizerChoice& optimizer, std::uint64_t seed = 0) {
    Sequential model{Input({6}), Dense(8, {.activation = "relu"}), BatchNormalization(), Dropout(0.3),
                     Dense(3)};
    model.set_seed(seed);
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
  [[nodiscard]] FitOptions options(Callbacks callbacks, bool resume, std::int64_t every_steps = 0,
                                   int epochs = 3) const {
    return {.batch_size = batch,
            .epochs = epochs,
            .verbose = 0,
            .validation_split = 0.1,
            .seed = 9,
            .checkpoint = {.path = path().string(), .every_steps = every_steps, .resume = resume},
            .callbacks = std::move(callbacks)};
  }
  void remove_checkpoints() const {
    std::filesystem::remove(path());
    std::filesystem::remove(previous_checkpoint(path()));
  }
  static void expect_same(const Model& a, const Model& b) {
    const auto va = a.variables(), vb = b.variables();
    ASSERT_EQ(va.size(), vb.size());
    for (std::size_t i = 0; i < va.size(); ++i) {
      const Array &p = va[i].value(), &q = vb[i].value();
      EXPECT_EQ(std::memcmp(p.bytes(), q.bytes(), p.byte_size()), 0) << va[i].name();
    }
  }
};

}  // namespace saem::testing_support
