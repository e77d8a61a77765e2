#include "saem/train/schedule.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"

namespace saem {
namespace {

TEST(Schedule, CosineFallsFromOneToItsEnd) {
  const LearningRateSchedule cosine = cosine_decay(0.1);
  EXPECT_DOUBLE_EQ(cosine(0), 1);
  EXPECT_NEAR(cosine(0.5), 0.55, 1e-12);
  EXPECT_NEAR(cosine(1), 0.1, 1e-12);
  EXPECT_THROW(static_cast<void>(cosine_decay(2)), ValueError);
}

TEST(Schedule, CooldownIsConstantThenALineToZero) {
  const LearningRateSchedule half = cooldown(0.5);
  EXPECT_DOUBLE_EQ(half(0), 1);
  EXPECT_DOUBLE_EQ(half(0.5), 1);
  EXPECT_DOUBLE_EQ(half(0.75), 0.5);
  EXPECT_DOUBLE_EQ(half(1), 0);
  EXPECT_THROW(static_cast<void>(cooldown(0)), ValueError);
}

TEST(Schedule, CosineRestartsBeginAnew) {
  const LearningRateSchedule three = cosine_restarts(3);
  EXPECT_DOUBLE_EQ(three(0), 1);
  EXPECT_NEAR(three(0.5 / 3), 0.5, 1e-12);
  EXPECT_NEAR(three(0.3333), 0, 1e-5);
  EXPECT_NEAR(three(0.3334), 1, 1e-5);
  EXPECT_NEAR(three(2.5 / 3), 0.5, 1e-12);
  EXPECT_THROW(static_cast<void>(cosine_restarts(0)), ValueError);
}

TEST(Schedule, ExponentialPolynomialAndSteps) {
  EXPECT_NEAR(exponential_fall(0.01)(0.5), 0.1, 1e-12);
  EXPECT_NEAR(polynomial_fall(2)(0.5), 0.25, 1e-12);
  EXPECT_NEAR(polynomial_fall(1)(0.25), 0.75, 1e-12);
  const LearningRateSchedule steps = step_drops(2, 0.1);
  EXPECT_DOUBLE_EQ(steps(0.33), 1);
  EXPECT_NEAR(steps(0.34), 0.1, 1e-12);
  EXPECT_NEAR(steps(0.67), 0.01, 1e-12);
  EXPECT_THROW(static_cast<void>(exponential_fall(0)), ValueError);
  EXPECT_THROW(static_cast<void>(polynomial_fall(0)), ValueError);
  EXPECT_THROW(static_cast<void>(step_drops(0)), ValueError);
  EXPECT_THROW(static_cast<void>(step_drops(1, 1)), ValueError);
}

TEST(Schedule, OneCycleRisesAndFalls) {
  const LearningRateSchedule cycle = one_cycle();
  EXPECT_NEAR(cycle(0), 0.04, 1e-12);
  EXPECT_NEAR(cycle(0.15), 0.52, 1e-12);
  EXPECT_NEAR(cycle(0.3), 1, 1e-12);
  EXPECT_NEAR(cycle(0.65), 0.5, 1e-5);
  EXPECT_NEAR(cycle(1), 4e-6, 1e-12);
}

TEST(Schedule, AWarmUpComesBeforeAnySchedule) {
  const LearningRateSchedule line = warm_up(0.2, polynomial_fall(1));
  EXPECT_DOUBLE_EQ(line(0), 0);
  EXPECT_NEAR(line(0.1), 0.5, 1e-12);
  EXPECT_NEAR(line(0.2), 1, 1e-12);
  EXPECT_NEAR(line(0.6), 0.5, 1e-12);
  const LearningRateSchedule constant = warm_up(0.5, {});
  EXPECT_NEAR(constant(0.25), 0.5, 1e-12);
  EXPECT_DOUBLE_EQ(constant(0.9), 1);
  EXPECT_DOUBLE_EQ(warm_up(0, {})(0), 1);
  EXPECT_THROW(static_cast<void>(warm_up(1, {})), ValueError);
}

TEST(Schedule, NamesAreChecked) {
  EXPECT_FALSE(learning_rate_schedule("constant"));
  for (const std::string& name : schedule_names())
    EXPECT_EQ(static_cast<bool>(learning_rate_schedule(name)), name != "constant");
  try {
    static_cast<void>(learning_rate_schedule("cosin"));
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("Did you mean \"cosine\"?"), std::string::npos) << error.what();
  }
}

TEST(Schedule, FitMovesTheRateAndPutsItBack) {
  struct Watch final : Callback {
    void on_train_batch_end(std::int64_t, const Logs&) override {
      rates.push_back(model().optimizer().learning_rate().value().item());
    }
    std::vector<double> rates;
  };
  Sequential model{Input({2}), Dense(1)};
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "mse"});
  Watch watch;
  model.fit(Array({8, 2}), Array({8, 1}),
            {.batch_size = 2, .epochs = 2, .verbose = 0, .schedule = cosine_decay(), .callbacks = {watch}});
  ASSERT_EQ(watch.rates.size(), 8U);
  EXPECT_FLOAT_EQ(static_cast<float>(watch.rates[0]), 0.5F);
  EXPECT_FLOAT_EQ(static_cast<float>(watch.rates[4]), 0.25F);
  EXPECT_LT(watch.rates[7], 0.02);
  EXPECT_FLOAT_EQ(static_cast<float>(model.optimizer().learning_rate().value().item()), 0.5F);
}

}  // namespace
}  // namespace saem
