// Regularizers and constraints of layers, as fit and evaluate apply them.
#include <gtest/gtest.h>

#include <cmath>

#include "saem/nn/layers.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

double sum_of_squares(const Array& a) {
  double sum = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) sum += a.at(i) * a.at(i);
  return sum;
}

TEST(Penalties, WeightsAddToTheLossOfTrainingAndEvaluation) {
  const Array x = random_f32({8, 3}, 1), y = random_f32({8, 2}, 2);
  const auto loss_with = [&](const std::string& regularizer) {
    Sequential model{Input({3}), Dense(2, {.kernel_regularizer = regularizer})};
    model.compile({.optimizer = SGD({.learning_rate = 0}), .loss = "mse"});
    const double penalty = 0.1 * sum_of_squares(model.variables().front().value());
    const double evaluated = model.evaluate(x, y).at("loss");
    return std::tuple(evaluated, model.train_on_batch(x, y).at("loss"), penalty);
  };
  const auto [plain, plain_training, penalty] = loss_with("");
  const auto [evaluated, trained, same_penalty] = loss_with("l2(0.1)");
  EXPECT_EQ(penalty, same_penalty);
  EXPECT_GT(penalty, 0.01);
  EXPECT_NEAR(evaluated - plain, penalty, 1e-5);
  EXPECT_NEAR(trained - plain_training, penalty, 1e-5);
}

TEST(Penalties, WeightsShrinkByTheirGradient) {
  // No data gradient: all targets equal a frozen output of zeros, so one step of SGD is w - rate · 2 · 0.5 ·
  // w.
  const Array x({4, 3}), y({4, 2});
  Sequential model{Input({3}), Dense(2, {.use_bias = false, .kernel_regularizer = "l2(0.5)"})};
  model.compile({.optimizer = SGD({.learning_rate = 0.1}), .loss = "mse"});
  const Array before = model.variables().front().value();
  model.train_on_batch(x, y);
  const Array after = model.variables().front().value();
  for (std::int64_t i = 0; i < before.size(); ++i) EXPECT_NEAR(after.at(i), 0.9 * before.at(i), 1e-6);
}

TEST(Penalties, ActivityAddsItsSumOverTheBatch) {
  const Array x = random_f32({8, 3}, 1), y = random_f32({8, 2}, 2);
  Sequential model{Input({3}), Dense(2, {.activity_regularizer = "l1(0.5)"})};
  model.compile({.optimizer = SGD({.learning_rate = 0}), .loss = "mse"});
  double penalty = 0, error = 0;
  const Array p = model.predict(x);
  for (std::int64_t i = 0; i < p.size(); ++i) {
    penalty += 0.5 * std::abs(p.at(i));
    error += (p.at(i) - y.at(i)) * (p.at(i) - y.at(i)) / static_cast<double>(p.size());
  }
  // As in Keras 3, which does not divide by the batch.
  EXPECT_NEAR(model.evaluate(x, y).at("loss"), error + penalty, 1e-4);
}

TEST(Penalties, ConstraintsHoldAfterEveryStep) {
  const Array x = random_f32({16, 3}, 1), y = random_f32({16, 2}, 2);
  Sequential model{Input({3}), Dense(5, {.kernel_constraint = "max_norm(0.3)"}),
                   Dense(2, {.kernel_constraint = "non_neg"})};
  model.compile({.optimizer = "adam", .loss = "mse"});
  for (int step = 0; step < 3; ++step) {
    model.train_on_batch(x, y);
    const Array kernel = model.variables()[0].value();  // (3, 5): a norm per column
    for (std::int64_t column = 0; column < 5; ++column) {
      double sum = 0;
      for (std::int64_t row = 0; row < 3; ++row) sum += std::pow(kernel.at(row * 5 + column), 2);
      EXPECT_LE(std::sqrt(sum), 0.3 + 1e-5);
    }
    const Array second = model.variables()[2].value();
    for (std::int64_t i = 0; i < second.size(); ++i) EXPECT_GE(second.at(i), 0);
  }
}

}  // namespace
}  // namespace saem
