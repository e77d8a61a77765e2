#include "saem/train/schedule.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/fit_events.h"
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

TEST(Schedule, NamesAreChecked) {
  EXPECT_FALSE(learning_rate_schedule("constant"));
  EXPECT_TRUE(learning_rate_schedule("cosine"));
  EXPECT_TRUE(learning_rate_schedule("cooldown"));
  try {
    static_cast<void>(learning_rate_schedule("cosin"));
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_NE(std::string(error.what()).find("Did you mean \"cosine\"?"), std::string::npos) << error.what();
  }
}

TEST(Schedule, FitMovesTheRateAndPutsItBack) {
  struct Watch final : FitEvents {
    explicit Watch(Model& m) : model(m) {}
    bool on_step_end(std::int64_t, const Logs&) override {
      rates.push_back(model.optimizer().learning_rate().value().item());
      return true;
    }
    Model& model;
    std::vector<double> rates;
  };
  Sequential model{Input({2}), Dense(1)};
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "mse"});
  Watch watch(model);
  model.fit(Array({8, 2}), Array({8, 1}),
            {.batch_size = 2, .epochs = 2, .verbose = 0, .schedule = cosine_decay(), .events = &watch});
  ASSERT_EQ(watch.rates.size(), 8U);
  EXPECT_FLOAT_EQ(static_cast<float>(watch.rates[0]), 0.5F);
  EXPECT_FLOAT_EQ(static_cast<float>(watch.rates[4]), 0.25F);
  EXPECT_LT(watch.rates[7], 0.02);
  EXPECT_FLOAT_EQ(static_cast<float>(model.optimizer().learning_rate().value().item()), 0.5F);
}

}  // namespace
}  // namespace saem
