#include "saem/train/trainer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/core/random.h"
#include "saem/nn/layers.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

// Labels 0, 1, 2 that a small network can learn: which of the first three columns is largest.
Array largest_column(const Array& x) {
  std::vector<std::int32_t> labels;
  const auto columns = static_cast<std::size_t>(x.shape()[1]);
  const auto values = x.data<float>();
  for (std::size_t i = 0; i < values.size(); i += columns) {
    labels.push_back(static_cast<std::int32_t>(std::max_element(&values[i], &values[i] + 3) - &values[i]));
  }
  return Array::of(labels);
}

Sequential classifier(std::uint64_t seed = 1) {
  Sequential model{Input({4}), Dense(8, {.activation = "relu"}), Dropout(0.2),
                   Dense(3, {.activation = "softmax"})};
  model.set_seed(seed);
  return model;
}

bool all_identical(const std::vector<Array>& a, const std::vector<Array>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), identical);
}

TEST(FitTest, LinearRegressionFindsTheLeastSquaresLine) {
  constexpr int n = 64;
  Generator generator(3);
  std::vector<float> xs;
  std::vector<float> ys;
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (int i = 0; i < n; ++i) {
    const auto x = static_cast<float>(generator.uniform(-1, 2));
    const auto y = static_cast<float>(2.5 * x - 1 + 0.1 * generator.normal());
    xs.push_back(x);
    ys.push_back(y);
    sx += x;
    sy += y;
    sxx += static_cast<double>(x) * x;
    sxy += static_cast<double>(x) * y;
  }
  const double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  const double intercept = (sy - slope * sx) / n;

  Sequential model{Input({1}), Dense(1)};
  model.compile({.optimizer = SGD({.learning_rate = 0.2}), .loss = "mse"});
  model.fit(f32(xs, {n, 1}), f32(ys, {n}), {.batch_size = n, .epochs = 300, .verbose = 0});
  EXPECT_NEAR(model.variables()[0].value().item(), slope, 1e-4);
  EXPECT_NEAR(model.variables()[1].value().item(), intercept, 1e-4);
}

TEST(FitTest, AMultilayerPerceptronLearnsExclusiveOr) {
  const Array x = f32({0, 0, 0, 1, 1, 0, 1, 1}, {4, 2});
  const Array y = Array::of(std::vector<std::int32_t>{0, 1, 1, 0});
  Sequential model{Dense(8, {.activation = "tanh"}),
                   Dense(1, {.activation = "sigmoid"})};  // built by the data
  model.compile(
      {.optimizer = Adam({.learning_rate = 0.05}), .loss = "binary_crossentropy", .metrics = {"accuracy"}});
  const History history = model.fit(x, y, {.batch_size = 4, .epochs = 200, .verbose = 0});
  EXPECT_EQ(history.history.at("accuracy").back(), 1);
  EXPECT_LT(history.history.at("loss").back(), 0.1);
  EXPECT_EQ(model.evaluate(x, y).at("accuracy"), 1);
}

TEST(FitTest, TheSameSeedGivesTheSameBitsOnAnyNumberOfThreads) {
  const Array x = random_f32({50, 4}, 5);
  const Array y = largest_column(x);
  const int threads_before = thread_count();
  const auto train = [&](int threads, std::uint64_t seed) {
    set_thread_count(threads);
    Sequential model = classifier();
    model.compile({.optimizer = Adam(), .loss = "sparse_categorical_crossentropy"});
    model.fit(x, y, {.batch_size = 8, .epochs = 3, .verbose = 0, .seed = seed});
    set_thread_count(threads_before);
    return state_of(model);
  };
  const std::vector<Array> once = train(1, 7);
  EXPECT_TRUE(all_identical(once, train(1, 7)));
  EXPECT_TRUE(all_identical(once, train(2, 7)));
  EXPECT_FALSE(all_identical(once, train(1, 8)));
}

TEST(FitTest, CountsEveryExampleOnceWhateverTheBatches) {
  const Array x = random_f32({10, 4}, 6);
  const Array y = largest_column(x);
  Sequential model{Input({4}), Dense(3, {.activation = "softmax"})};
  // Nothing moves at a rate of 0: the epoch's means are those of the fixed model.
  model.compile({.optimizer = SGD({.learning_rate = 0}),
                 .loss = "sparse_categorical_crossentropy",
                 .metrics = {"accuracy"}});
  const History history =
      model.fit(x, y, {.batch_size = 4, .epochs = 2, .verbose = 0, .validation_data = Dataset{x, y, {}, {}}});
  EXPECT_EQ(history.steps_per_epoch, 3);
  EXPECT_EQ(history.steps, 6);
  EXPECT_EQ(history.epoch, (std::vector<int>{0, 1}));

  const Array p = model.predict(x);
  double loss = 0;
  double right = 0;
  for (std::int64_t i = 0; i < 10; ++i) {
    const auto label = static_cast<std::int64_t>(y.at(i));
    loss -= std::log(p.at(i * 3 + label)) / 10;
    bool is_largest = true;
    for (std::int64_t c = 0; c < 3; ++c) is_largest = is_largest && p.at(i * 3 + c) <= p.at(i * 3 + label);
    right += is_largest ? 1 : 0;
  }
  for (const char* name : {"loss", "val_loss"}) EXPECT_NEAR(history.history.at(name)[1], loss, 1e-6) << name;
  for (const char* name : {"accuracy", "val_accuracy"})
    EXPECT_DOUBLE_EQ(history.history.at(name)[1], right / 10) << name;
  for (const std::int64_t batch_size : {1, 3, 10, 100}) {
    const auto values = model.evaluate(x, y, {.batch_size = batch_size});
    EXPECT_NEAR(values.at("loss"), loss, 1e-6);
    EXPECT_DOUBLE_EQ(values.at("accuracy"), right / 10);
  }
}

TEST(FitTest, ValidationSplitTakesTheLastRows) {
  const Array x = random_f32({10, 1}, 6);
  std::vector<float> targets(10, 0.0F);
  targets[8] = targets[9] = 100.0F;  // only the last two rows are far off
  Sequential model{Input({1}), Dense(1)};
  model.compile({.optimizer = SGD({.learning_rate = 0}), .loss = "mae"});
  const History history =
      model.fit(x, f32(targets, {10}), {.batch_size = 2, .verbose = 0, .validation_split = 0.2});
  EXPECT_EQ(history.steps_per_epoch, 4);
  EXPECT_LT(history.history.at("loss")[0], 10);
  EXPECT_GT(history.history.at("val_loss")[0], 90);
}

TEST(FitTest, TrainOnBatchIsAStepOfFit) {
  const Array x = random_f32({8, 4}, 9);
  const Array y = largest_column(x);
  Sequential a = classifier();
  Sequential b = classifier();
  for (Sequential* model : {&a, &b})
    model->compile({.optimizer = Adam(), .loss = "sparse_categorical_crossentropy"});
  const History history = a.fit(x, y, {.batch_size = 8, .verbose = 0, .shuffle = false});
  b.random_state().reset(0);
  const auto logs = b.train_on_batch(x, y);
  EXPECT_EQ(logs.at("loss"), history.history.at("loss")[0]);
  EXPECT_TRUE(all_identical(state_of(a), state_of(b)));
}

TEST(FitTest, FollowsChangesOfTheModelAndOfTheLearningRate) {
  const Array x = random_f32({8, 4}, 9);
  const Array y = largest_column(x);
  Sequential model{Input({4}), Dense(5), Dense(3, {.activation = "softmax"})};
  model.compile({.optimizer = SGD({.learning_rate = 0.5}), .loss = "sparse_categorical_crossentropy"});
  model.train_on_batch(x, y);
  model.layers()[0]->set_trainable(false);
  const Array frozen = model.variables()[0].value();
  const Array moving = model.variables()[2].value();
  model.train_on_batch(x, y);
  EXPECT_TRUE(identical(model.variables()[0].value(), frozen));
  EXPECT_FALSE(identical(model.variables()[2].value(), moving));
  model.optimizer().set_learning_rate(0);
  const Array still = model.variables()[2].value();
  model.train_on_batch(x, y);
  EXPECT_TRUE(identical(model.variables()[2].value(), still));
}

TEST(FitTest, TakesLossesAndMetricsOfTheProgramsOwn) {
  const Array x = f32({1, 2, 3, 4}, {4, 1});
  const Array y = f32({1, 1, 1, 1}, {4});
  Sequential model{Input({1}), Dense(1, {.kernel_initializer = "ones"})};
  model.compile(
      {.optimizer = SGD({.learning_rate = 0}),
       .loss = [](const Tensor& t, const Tensor& p) { return square(reshape(p, t.shape()) - t); },
       .metrics = {MetricChoice("largest", [](const Tensor&, const Tensor& p) { return max(p); })}});
  const auto logs = model.evaluate(x, y, {.batch_size = 2});
  EXPECT_DOUBLE_EQ(logs.at("loss"), (0 + 1 + 4 + 9) / 4.0);
  EXPECT_DOUBLE_EQ(logs.at("largest"), (2 + 4) / 2.0);  // a scalar stands for the rows of its batch
}

// ---- predict ----

TEST(PredictTest, DoesNotDependOnTheBatches) {
  const Array x = random_f32({11, 4}, 2);
  Sequential model = classifier();
  const Array all = model.predict(x);  // needs no compile
  ASSERT_EQ(all.shape(), (Shape{11, 3}));
  ASSERT_EQ(all.dtype(), DType::f32);
  const Array direct = model(x).value();
  for (const std::int64_t batch_size : {1, 4, 11}) {
    const Array parts = model.predict(x, {.batch_size = batch_size});
    for (std::int64_t i = 0; i < all.size(); ++i) EXPECT_NEAR(parts.at(i), direct.at(i), 1e-6);
  }
  const Array u8 = Array::full({2, 4}, 3, DType::u8);
  EXPECT_TRUE(identical(model.predict(u8), model.predict(u8.astype(DType::f32))));
}

// ---- what watches and stops ----

struct Recorder : Callback {
  std::vector<std::string> calls;
  std::int64_t stop_after_steps = -1;
  int stop_after_epoch = -1;
  void on_train_begin() override { calls.push_back("train begin"); }
  void on_epoch_begin(int epoch) override { calls.push_back("begin " + std::to_string(epoch)); }
  void on_train_batch_begin(std::int64_t batch) override {
    calls.push_back("batch begin " + std::to_string(batch));
  }
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override {
    calls.push_back("batch end " + std::to_string(batch));
    EXPECT_EQ(logs.count("loss"), 1U);
    if (history().steps == stop_after_steps) stop_training();
  }
  void on_epoch_end(int epoch, Logs&) override {
    calls.push_back("end " + std::to_string(epoch));
    if (epoch == stop_after_epoch) stop_training();
  }
  void on_train_end(const Logs& logs) override {
    calls.push_back("train end");
    EXPECT_EQ(logs.empty(), history().epoch.empty());
  }
};

class CallbackOrderTest : public testing::Test {
 protected:
  CallbackOrderTest() { model_.compile({.optimizer = "sgd", .loss = "sparse_categorical_crossentropy"}); }
  History fit(Recorder& recorder, int epochs = 2) {
    return model_.fit(x_, largest_column(x_),
                      {.batch_size = 5, .epochs = epochs, .verbose = 0, .callbacks = {recorder}});
  }
  Array x_ = random_f32({10, 4}, 4);
  Sequential model_ = classifier();
};

TEST_F(CallbackOrderTest, ComeInOrder) {
  Recorder recorder;
  const History history = fit(recorder);
  EXPECT_EQ(recorder.calls,
            (std::vector<std::string>{"train begin", "begin 0", "batch begin 0", "batch end 0",
                                      "batch begin 1", "batch end 1", "end 0", "begin 1", "batch begin 0",
                                      "batch end 0", "batch begin 1", "batch end 1", "end 1", "train end"}));
  EXPECT_FALSE(history.stopped);
  EXPECT_FALSE(history.interrupted);
  EXPECT_EQ(history.seconds.size(), 2U);
  EXPECT_TRUE(history.validation_seconds.empty());
}

TEST_F(CallbackOrderTest, StopAfterAStepOrAnEpoch) {
  Recorder recorder;
  recorder.stop_after_steps = 3;
  History history = fit(recorder);
  EXPECT_TRUE(history.stopped);
  EXPECT_EQ(history.steps, 3);
  EXPECT_EQ(history.epoch, std::vector<int>{0});
  EXPECT_EQ(history.history.at("loss").size(), 1U);
  recorder.stop_after_steps = -1;
  recorder.stop_after_epoch = 0;
  history = fit(recorder, 5);
  EXPECT_TRUE(history.stopped);
  EXPECT_EQ(history.epoch, std::vector<int>{0});
}

}  // namespace
}  // namespace saem
