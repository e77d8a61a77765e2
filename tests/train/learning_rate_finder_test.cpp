#include "saem/train/learning_rate_finder.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/nn/layers.h"

namespace saem::test {
namespace {

/// y = 2x - 1 with noise.
class Points final : public ExampleSource {
 public:
  [[nodiscard]] std::int64_t size() const override { return 200; }
  [[nodiscard]] Examples gather(std::span<const std::int64_t> rows, std::int64_t /*epoch*/) const override {
    const auto n = static_cast<std::int64_t>(rows.size());
    Array x({n, 1}), y({n, 1});
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Generator random(static_cast<std::uint64_t>(rows[i]));
      const double at = random.uniform(-1, 1);
      x.mutable_data<float>()[i] = static_cast<float>(at);
      y.mutable_data<float>()[i] = static_cast<float>(2 * at - 1 + 0.1 * random.normal());
    }
    return {x, y};
  }
};

Sequential model_with(const Optimizer& optimizer) {
  Sequential model({Input({1}), Dense(8, {.activation = "tanh"}), Dense(1)});
  model.set_seed(2);
  model.compile({.optimizer = optimizer, .loss = "mse"});
  return model;
}

TEST(LearningRateFinder, FindsWhereTheLossFalls) {
  Sequential model = model_with(SGD());
  const LearningRateCurve curve = find_learning_rate(model, Points());
  EXPECT_GT(curve.suggestion, 1e-3);
  EXPECT_LT(curve.suggestion, 2.0);
  EXPECT_EQ(curve.rates.size(), curve.losses.size());
  EXPECT_NEAR(curve.rates[0], 1e-6, 1e-12);
  EXPECT_NEAR(curve.rates[1] / curve.rates[0], curve.rates[2] / curve.rates[1], 1e-9);
}

TEST(LearningRateFinder, LeavesEverythingAsItWas) {
  Sequential model = model_with(Adam({.learning_rate = 0.004}));
  const auto state = [&] {
    std::vector<Array> values;
    for (const Variable& v : model.variables()) values.push_back(v.value());
    return values;
  };
  const std::vector<Array> before = state();
  (void)find_learning_rate(model, Points(), {.steps = 20});
  const std::vector<Array> after = state();
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(identical(before[i], after[i]));
  EXPECT_NEAR(model.optimizer().learning_rate().value().item(), 0.004, 1e-9);
  EXPECT_EQ(model.optimizer().iterations().value().item(), 0);
  for (const Variable& v : model.optimizer().variables()) {
    if (v.name().find("/m/") == std::string::npos) continue;
    for (std::int64_t i = 0; i < v.value().size(); ++i) EXPECT_EQ(v.value().at(i), 0);
  }
}

TEST(LearningRateFinder, EndsWhereTheLossGoesUp) {
  Sequential model = model_with(SGD());
  const LearningRateCurve curve = find_learning_rate(model, Points(), {.highest = 1e6});
  EXPECT_LT(curve.rates.back(), 1e5);
}

TEST(LearningRateFinder, RefusesWhatItCannotDo) {
  Sequential model = model_with(SGD());
  EXPECT_THROW((void)find_learning_rate(model, Points(), {.lowest = 0}), ValueError);
  EXPECT_THROW((void)find_learning_rate(model, Points(), {.lowest = 1, .highest = 0.1}), ValueError);
  EXPECT_THROW((void)find_learning_rate(model, Points(), {.steps = 3}), ValueError);
}

}  // namespace
}  // namespace saem::test
