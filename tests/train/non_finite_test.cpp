// No NaN trains on: whatever puts one in, fit stops, names the place and the value's history, and keeps the
// last good state.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/adam.h"
#include "saem/train/sgd.h"
#include "saem/train/value_history.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// A small network of all that usually stands in one.
Sequential network() {
  return {Input({6, 6, 2}),
          Conv2D(4, 3, {.activation = "relu", .name = "first"}),
          BatchNormalization({.name = "norm"}),
          MaxPooling2D(2),
          Flatten(),
          Dropout(0.2),
          Dense(3, {.activation = "softmax", .name = "out"})};
}

struct Data {
  Array x = random_f32({24, 6, 6, 2}, 1);
  Array y = [] {
    Array labels({24}, DType::i32);
    for (std::int64_t i = 0; i < 24; ++i)
      labels.mutable_data<std::int32_t>()[i] = static_cast<std::int32_t>(i % 3);
    return labels;
  }();
};

FitOptions quiet(int epochs = 1) { return {.batch_size = 8, .epochs = epochs, .verbose = 0}; }

TEST(NonFinite, InTheDataIsRefusedBeforeTheFirstStep) {
  for (const float bad : {nan, infinity, -infinity}) {
    Data data;
    Sequential model = network();
    model.compile({.loss = "sparse_categorical_crossentropy"});
    data.x.mutable_data<float>()[72 * 17 + 5] = bad;
    const std::string message = message_of<ValueError>([&] { model.fit(data.x, data.y, quiet()); });
    EXPECT_TRUE(contains(message, "fit: x contains")) << message;
    EXPECT_TRUE(contains(message, "in row 17")) << message;
  }
}

// In the first layer's kernel it would be hidden by the ReLU behind it, and the filter dead for ever.
TEST(NonFinite, InAnyWeightStopsTheRunAtTheNextStepAndNamesTheWeight) {
  const Data data;
  const std::size_t count = network().variables().size();
  for (std::size_t which = 0; which < count; ++which) {
    for (const float bad : {nan, infinity}) {
      Sequential model = network();
      model.compile({.optimizer = SGD({.learning_rate = 0.01}), .loss = "sparse_categorical_crossentropy"});
      model.fit(data.x, data.y, quiet());
      Variable weight = model.variables()[which];
      Array value = weight.value();
      value.mutable_data<float>()[1] = bad;
      weight.assign(value);
      const std::vector<Array> before = state_of(model);
      EXPECT_EQ(message_of<NonFiniteError>([&] { model.train_on_batch(data.x, data.y); }),
                "training: the weight '" + weight.name() + "' holds " + (std::isnan(bad) ? "nan" : "inf") +
                    " before step 4\n(element 1 of " + weight.shape().to_string() +
                    ").\nNo step made it so: it was assigned or loaded. Give it finite values.");
      const std::string message = message_of<NonFiniteError>([&] { model.fit(data.x, data.y, quiet()); });
      EXPECT_TRUE(contains(message, "before step 1 (epoch 1)")) << message;
      for (std::size_t i = 0; i < count; ++i)
        EXPECT_TRUE(identical(model.variables()[i].value(), before[i])) << i;
    }
  }
}

TEST(NonFinite, HugeLearningRatesStopWithTheHistory) {
  const Data data;
  for (const double rate : {1e4, 1e10, 1e20, 1e35}) {
    Sequential model = network();
    model.compile({.optimizer = SGD({.learning_rate = rate}), .loss = "sparse_categorical_crossentropy"});
    const std::string message = message_of<NonFiniteError>([&] { model.fit(data.x, data.y, quiet(400)); });
    if (message == "(nothing was thrown)") {  // it saturated instead: then everything is finite
      for (const Variable& v : model.variables()) {
        for (std::int64_t i = 0; i < v.value().size(); ++i)
          ASSERT_TRUE(std::isfinite(v.value().at(i))) << v.name();
      }
      continue;
    }
    EXPECT_TRUE(contains(message, "op '")) << message;
    EXPECT_TRUE(contains(message, "(epoch ")) << message;
    for (const Variable& v : model.variables()) {
      for (std::int64_t i = 0; i < v.value().size(); ++i)
        ASSERT_TRUE(std::isfinite(v.value().at(i))) << v.name();
    }
  }
}

TEST(NonFinite, TheMessageTellsTheRangeOfTheValueInEarlierSteps) {
  // The output is the weight itself; after each step it is doubled, until its exponential overflows in step
  // 8, at e^128.
  Sequential model{Input({1}), Dense(1, {.use_bias = false, .kernel_initializer = "ones", .name = "out"})};
  model.compile({.optimizer = SGD({.learning_rate = 0}), .loss = [](const Tensor& y, const Tensor& p) {
                   return reshape(exp(floor(p)) + 0.0 * p, y.shape());
                 }});
  Variable weight = model.variables()[0];
  LambdaCallback doubling(
      {.on_train_batch_end = [&](std::int64_t, const Logs&) { weight.assign(Tensor(weight) * 2.0); }});
  const std::string message = message_of<NonFiniteError>([&] {
    model.fit(f32({1, 1}, {2, 1}), Array({2}),
              {.batch_size = 2, .epochs = 50, .verbose = 0, .callbacks = {doubling}});
  });
  EXPECT_TRUE(contains(message, "training: the loss became infinite at step 8 (epoch 8)")) << message;
  EXPECT_TRUE(contains(message, "op 'exp' in loss 'loss'")) << message;
  EXPECT_TRUE(contains(message,
                       "its range before: 2.718 to 2.718 (7 steps before), 7.389 to 7.389 (6 steps before), "
                       "2981 to 2981 (4 steps before)"))
      << message;
  EXPECT_TRUE(contains(message, "losses before: 54.598")) << message;
}

// ---- what is kept ----

TEST(ValueHistory, KeepsAStateAtEachPowerOfTwoAndThenEach64thStepAndTheLastFiveLosses) {
  ValueHistory history;
  Variable v(Array::scalar(0));
  std::vector<std::int64_t> kept;
  for (std::int64_t step = 1; step <= 300; ++step) {
    v.assign(Tensor(Array::scalar(static_cast<double>(step))));
    if (history.keeps_next_step()) {
      kept.push_back(step);
      history.before_step(std::vector{v}, std::vector{Array::scalar(static_cast<double>(step))});
      EXPECT_FALSE(history.keeps_next_step());
    }
    history.after_step(static_cast<double>(step));
  }
  EXPECT_EQ(kept, (std::vector<std::int64_t>{1, 2, 4, 8, 16, 32, 64, 128, 192, 256}));
  v.assign(Tensor(Array::scalar(-1)));
  const auto replay = [&](std::span<const Array> batch) {
    EXPECT_EQ(batch[0].item(), v.value().item());
    return std::vector<ValueRange>{{"op", "layer", -v.value().item(), v.value().item()}};
  };
  EXPECT_EQ(
      history.text({{"op", "layer", 0, nan}}, std::vector{v}, replay),
      "its range before: -64 to 64 (237 steps before), -128 to 128 (173 steps before), -192 to 192 (109 "
      "steps before), -256 to 256 (45 steps before); losses before: 296, 297, 298, 299, 300");
  EXPECT_EQ(v.value().item(), -1) << "the variable has its value back";
  EXPECT_EQ(history.text({{"other", "layer", 0, nan}}, std::vector{v}, replay),
            "losses before: 296, 297, 298, 299, 300");
  history.clear();
  EXPECT_EQ(history.text({{"op", "layer", 0, nan}}, std::vector{v}, replay), "");
}

TEST(ValueHistory, KeepsNoStateThatIsTooLarge) {
  ValueHistory history;
  const Variable large(Array::uninitialized(Shape{(std::int64_t{129} << 20) / 4}, DType::f32));
  history.before_step(std::vector{large}, {});
  EXPECT_TRUE(history.keeps_next_step());
}

}  // namespace
}  // namespace saem
