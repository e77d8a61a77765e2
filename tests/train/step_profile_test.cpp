#include "saem/train/step_profile.h"

#include <gtest/gtest.h>

#include <numeric>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/train/model.h"

namespace saem {
namespace {

Sequential small_net() {
  return Sequential{Input({8, 8, 1}), Conv2D(4, 3, {.activation = "relu"}), Dropout(0.5), Flatten(),
                    Dense(3, {.activation = "softmax"})};
}

TEST(StepProfile, OfAPredictionNeedsNoCompile) {
  Sequential model = small_net();
  const StepProfile profile = model.profile({.batch_size = 4, .repetitions = 2});
  ASSERT_FALSE(profile.kernels.empty());
  EXPECT_EQ(profile.batch_size, 4);
  EXPECT_EQ(profile.optimizer_bytes, 0U);
  EXPECT_EQ(profile.parameter_bytes, static_cast<std::size_t>(model.parameter_count()) * sizeof(float));
  double sum = 0;
  for (const auto& kernel : profile.kernels) {
    EXPECT_GE(kernel.milliseconds, 0);
    EXPECT_LE(kernel.arena_bytes, profile.intermediate_bytes);
    sum += kernel.milliseconds;
  }
  EXPECT_DOUBLE_EQ(profile.milliseconds(), sum);
  double by_layer = 0;
  for (const auto& layer : profile.layers()) by_layer += layer.milliseconds;
  EXPECT_NEAR(by_layer, sum, 1e-9);
}

TEST(StepProfile, OfATrainingStepChangesNothing) {
  Sequential model = small_net();
  for (const char* loss : {"sparse_categorical_crossentropy", "categorical_crossentropy", "mse"}) {
    model.compile({.optimizer = "adam", .loss = loss});
    const std::vector<Variable> variables = model.variables();
    std::vector<Array> before;
    for (const Variable& v : variables) before.push_back(v.value());
    const Array random = model.random_state().variable().value();
    const StepProfile profile = model.profile({.batch_size = 4, .training = true, .repetitions = 2});
    EXPECT_GT(profile.optimizer_bytes, 2 * profile.parameter_bytes) << loss;
    for (std::size_t i = 0; i < variables.size(); ++i)
      EXPECT_TRUE(identical(variables[i].value(), before[i])) << loss;
    EXPECT_TRUE(identical(model.random_state().variable().value(), random));
    EXPECT_EQ(model.optimizer().iterations().value().item(), 0);
  }
}

TEST(StepProfile, RefusesModelsThatAreNotReady) {
  Sequential model = small_net();
  EXPECT_THROW(static_cast<void>(model.profile({.training = true})), ValueError);
  EXPECT_THROW(static_cast<void>(model.profile({.batch_size = 0})), ValueError);
  model.compile({});
  EXPECT_THROW(static_cast<void>(model.profile({.training = true})), ValueError);
  Sequential unbuilt{Dense(3)};
  EXPECT_THROW(static_cast<void>(unbuilt.profile()), ValueError);
}

TEST(Summary, TellsTheMemoryOfACompiledModel) {
  Sequential model = small_net();
  EXPECT_EQ(model.summary().find("Intermediate values"), std::string::npos);
  model.compile({.optimizer = "adam", .loss = "mse"});
  const std::string summary = model.summary({.batch_size = 16});
  EXPECT_NE(summary.find(" Optimizer state: "), std::string::npos) << summary;
  EXPECT_NE(summary.find(" Intermediate values, training step of 16: "), std::string::npos) << summary;
  EXPECT_NE(summary.find(" Intermediate values, prediction of 16: "), std::string::npos) << summary;
  model.compile({});
  EXPECT_EQ(model.summary().find("training step"), std::string::npos);
}

TEST(MemoryBudget, LimitsATrainingStepAndChangesNoResult) {
  const Array x(Shape{16, 8, 8, 1});
  const Array y(Shape{16}, DType::i32);
  const auto train = [&](std::size_t budget) {
    Sequential model{Input({8, 8, 1}), Flatten()};
    for (int i = 0; i < 8; ++i) model.add(Dense(64, {.activation = "tanh"}));
    model.add(Dense(3, {.activation = "softmax"}));
    model.compile({.optimizer = "sgd", .loss = "sparse_categorical_crossentropy", .memory_budget = budget});
    static_cast<void>(model.train_on_batch(x, y));
    return std::pair{model.variables().back().value(),
                     model.profile({.batch_size = 16, .training = true, .repetitions = 1})};
  };
  const auto [weights, profile] = train(0);
  const std::size_t budget = profile.intermediate_bytes - 4096;
  const auto [limited_weights, limited] = train(budget);
  EXPECT_LE(limited.intermediate_bytes, budget);
  EXPECT_TRUE(identical(weights, limited_weights));
  EXPECT_THROW(static_cast<void>(train(64)), ValueError);
}

}  // namespace
}  // namespace saem
