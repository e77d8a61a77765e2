#include "saem/train/swap_ema_weights.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/train/support/training_run.h"

namespace saem {
namespace {

using namespace testing_support;

/// What the model has when it has been validated, and when the epoch ends.
struct WeightWatcher final : Callback {
  void on_test_end(const Logs& /*logs*/) override { during.push_back(model().variables()[0].value()); }
  void on_epoch_end(int /*epoch*/, Logs& logs) override {
    after.push_back(model().variables()[0].value());
    losses.push_back(logs.at("val_loss"));
  }
  std::vector<Array> during, after;
  std::vector<double> losses;
};

void train(WeightWatcher& watcher, Callbacks callbacks) {
  Sequential model{Input({2}), Dense(1)};
  model.set_seed(3);
  model.compile(
      {.optimizer = SGD({.learning_rate = 0.1, .use_ema = true, .ema_momentum = 0.9}), .loss = "mse"});
  callbacks.insert(callbacks.begin(), watcher);
  model.fit(random_f32({8, 2}, 1), random_f32({8, 1}, 2),
            {.batch_size = 2, .epochs = 2, .verbose = 0, .validation_split = 0.5, .callbacks = callbacks});
}

TEST(SwapEMAWeightsTest, ValidatesWithTheAveragesAndTrainsWithTheWeights) {
  WeightWatcher plain;
  WeightWatcher swapped;
  train(plain, {});
  train(swapped, {SwapEMAWeights()});
  ASSERT_EQ(swapped.after.size(), 2U);
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    EXPECT_TRUE(identical(plain.after[epoch], swapped.after[epoch]));
    EXPECT_TRUE(identical(plain.during[epoch], plain.after[epoch]));
    EXPECT_FALSE(identical(swapped.during[epoch], swapped.after[epoch]));
    EXPECT_NE(plain.losses[epoch], swapped.losses[epoch]);
  }
}

TEST(SwapEMAWeightsTest, RefusesAnOptimizerWithoutAverages) {
  Sequential model{Input({2}), Dense(1)};
  model.compile({.optimizer = "sgd", .loss = "mse"});
  const auto fit = [&] {
    model.fit(random_f32({8, 2}, 1), random_f32({8, 1}, 2),
              {.batch_size = 2, .verbose = 0, .callbacks = {SwapEMAWeights()}});
  };
  EXPECT_EQ(message_of<ValueError>(fit),
            "SwapEMAWeights: the optimizer keeps no averages of the weights.\n"
            "Construct it with .use_ema = true, or leave this callback out.");
}

}  // namespace
}  // namespace saem
