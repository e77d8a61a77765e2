// Runs that must end early: Ctrl-C, numbers that overflow, data that does not fit.
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <functional>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/nn/layers.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/interrupt.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using namespace testing_support;

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(InterruptedFitTest, FinishesTheStepAndReturns) {
  struct CtrlC : Callback {
    void on_train_batch_end(std::int64_t, const Logs&) override {
      if (history().steps == 5) std::raise(SIGINT);
    }
  } ctrl_c;
  const InterruptGuard guard;
  Sequential model{Input({2}), Dense(1)};
  model.compile({.loss = "mse"});
  const History history = model.fit(random_f32({12, 2}, 1), random_f32({12}, 2),
                                    {.batch_size = 4, .epochs = 9, .verbose = 0, .callbacks = {ctrl_c}});
  EXPECT_TRUE(history.interrupted);
  EXPECT_FALSE(history.stopped);
  EXPECT_EQ(history.steps, 5);
  EXPECT_EQ(history.epoch, std::vector<int>{0});
  // Asked before the start: not one step.
  EXPECT_EQ(model.fit(random_f32({12, 2}, 1), random_f32({12}, 2), {.batch_size = 4, .verbose = 0}).steps, 0);
}

class NonFiniteTest : public testing::Test {
 protected:
  // A model whose loss is the logarithm of its output: not finite as soon as an output is ≤ 0.
  void compile(double learning_rate) {
    model_.compile({.optimizer = Adam({.learning_rate = learning_rate}),
                    .loss = [](const Tensor& y, const Tensor& p) { return reshape(log(p), y.shape()); }});
  }
  Array x_ = f32({1, 1, 1, 1, 1, 1, 1, -1}, {8, 1});
  Array y_ = Array({8});
  Sequential model_{Input({1}), Dense(1, {.kernel_initializer = "ones", .name = "out"}), Dropout(0.0)};
};

TEST_F(NonFiniteTest, NamesOpLayerStepAndLearningRateAndKeepsTheLastGoodState) {
  compile(0.001);
  std::vector<Array> before;
  LambdaCallback watch({.on_train_batch_end = [&](std::int64_t, const Logs&) { before = state_of(model_); }});
  const std::string message = message_of<NonFiniteError>([&] {
    model_.fit(x_, y_, {.batch_size = 2, .epochs = 2, .verbose = 0, .shuffle = false, .callbacks = {watch}});
  });
  EXPECT_TRUE(contains(message, "training: the loss became NaN at step 4 (epoch 1)")) << message;
  EXPECT_TRUE(contains(message, "op 'log' in loss 'loss': first non-finite value: nan at [1, 0] of (2, 1)"))
      << message;
  EXPECT_TRUE(
      contains(message, "The weights are those from before this step. Lower the learning rate (now 0.001)"))
      << message;
  ASSERT_FALSE(before.empty());
  const std::vector<Array> after = state_of(model_);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_TRUE(identical(after[i], before[i])) << i;
}

TEST_F(NonFiniteTest, IsFoundByTheDebugModeToo) {
  compile(0.001);
  const std::string message = message_of<NonFiniteError>([&] {
    model_.fit(x_, y_, {.batch_size = 2, .epochs = 2, .verbose = 0, .shuffle = false, .debug = true});
  });
  EXPECT_TRUE(contains(message, "training: a value became NaN or infinite at step 4 (epoch 1)")) << message;
  EXPECT_TRUE(contains(message, "op 'log' in loss 'loss'")) << message;
}

TEST(OverflowTest, AnAbsurdLearningRateIsNamedAndLeavesTheWeights) {
  const Array x = random_f32({8, 3}, 1);
  const Array y = random_f32({8}, 2);
  for (const char* optimizer : {"sgd", "adam", "rmsprop", "adadelta"}) {
    Sequential model{Input({3}), Dense(4, {.activation = "relu", .name = "hidden"}),
                     Dense(1, {.name = "out"})};
    model.compile({.optimizer = optimizer, .loss = "mse"});
    model.optimizer().set_learning_rate(1e30);
    const std::string message =
        message_of<NonFiniteError>([&] { model.fit(x, y, {.batch_size = 4, .epochs = 50, .verbose = 0}); });
    EXPECT_TRUE(contains(message, "at step 1 (epoch 1)")) << message;
    EXPECT_TRUE(contains(message, std::string("in optimizer '") + optimizer + "'")) << message;
    EXPECT_TRUE(contains(message, "Lower the learning rate (now 1e+30)")) << message;
    for (const Variable& v : model.variables()) {
      for (std::int64_t i = 0; i < v.value().size(); ++i)
        EXPECT_LT(std::abs(v.value().at(i)), 10) << v.name();
    }
  }
}

TEST(OverflowTest, DivergenceNamesTheLayer) {
  const Array x = random_f32({8, 3}, 1);
  const Array y = random_f32({8}, 2);
  Sequential model{Input({3}), Dense(4, {.name = "hidden"}), Dense(1, {.name = "out"})};
  model.compile({.optimizer = SGD({.learning_rate = 1e12}), .loss = "mse"});
  const std::string message =
      message_of<NonFiniteError>([&] { model.fit(x, y, {.batch_size = 4, .epochs = 50, .verbose = 0}); });
  EXPECT_TRUE(contains(message, "op '")) << message;
  EXPECT_TRUE(contains(message, "Dense 'out'") || contains(message, "loss 'mean_squared_error'") ||
              contains(message, "Dense 'hidden'"))
      << message;
  for (const Variable& v : model.variables()) {
    for (std::int64_t i = 0; i < v.value().size(); ++i)
      EXPECT_TRUE(std::isfinite(v.value().at(i))) << v.name();
  }
}

// ---- checks before the first step ----

class RefusalTest : public testing::Test {
 protected:
  RefusalTest() { model_.compile({.optimizer = "sgd", .loss = "sparse_categorical_crossentropy"}); }
  template <class E = ShapeError>
  std::string refusal(const Array& x, const Array& y, FitOptions options = {.batch_size = 2}) {
    options.verbose = 0;
    return message_of<E>([&] { model_.fit(x, y, options); });
  }
  Sequential model_{Input({2}), Dense(3, {.activation = "softmax"})};
  Array x_ = random_f32({4, 2}, 1);
  Array y_ = Array::of(std::vector<std::int32_t>{0, 1, 2, 0});
};

TEST_F(RefusalTest, AModelThatIsNotReady) {
  Sequential model{Input({2}), Dense(3)};
  EXPECT_EQ(message_of<ValueError>([&] { model.fit(x_, y_); }),
            "fit: the model has not been compiled.\nCall model.compile({.optimizer = …, .loss = …}) first.");
  EXPECT_EQ(
      message_of<ValueError>([&] { model.evaluate(x_, y_); }),
      "evaluate: the model has not been compiled.\nCall model.compile({.optimizer = …, .loss = …}) first.");
  model.compile({});
  EXPECT_EQ(message_of<ValueError>([&] { model.fit(x_, y_, {.batch_size = 2}); }),
            "fit: the model was compiled without a loss.\n"
            "Call model.compile({.loss = …}), for example \"sparse_categorical_crossentropy\".");
}

TEST_F(RefusalTest, DataThatDoesNotFit) {
  EXPECT_EQ(refusal(random_f32({4, 5}, 1), y_),
            "fit: the model takes (batch, 2), received x of shape (4, 5).\n"
            "Give data of that shape, or build the model for this one.");
  EXPECT_EQ(refusal(x_, Array::of(std::vector<std::int32_t>{0, 1})),
            "fit: x has 4 rows, but y has 2\n(x (4, 2), y (2,)).\nGive one label per example.");
  EXPECT_EQ(refusal(Array({0, 2}), Array({0}, DType::i32)),
            "fit: x has no rows\n(its shape is (0, 2)).\nGive at least one example.");
  EXPECT_EQ(refusal<ValueError>(f32({1, 2, 3, NAN, 5, 6, 7, 8}, {4, 2}), y_),
            "fit: x contains NaN in row 1.\nLeave such rows out, or replace what is missing.");
  EXPECT_EQ(
      refusal<ValueError>(x_, Array::of(std::vector<std::int32_t>{0, 1, 2, 3})),
      "sparse_categorical_crossentropy: expected class numbers from 0 to 2 in y, received 3 in row 3\n"
      "(the model's output is (batch, 3)).\n"
      "Correct the label, or give the last layer as many units as there are classes; labels count from 0.");
}

TEST_F(RefusalTest, OptionsOutsideTheirRange) {
  EXPECT_EQ(refusal<ValueError>(x_, y_, {.batch_size = 0}),
            "fit: expected batch_size ≥ 1, received 0.\nGive batch_size = 1 or more.");
  EXPECT_EQ(refusal<ValueError>(x_, y_, {.batch_size = 2, .epochs = -1}),
            "fit: expected epochs ≥ 0, received -1.\nGive epochs = 0 or more.");
  EXPECT_EQ(refusal<ValueError>(x_, y_, {.batch_size = 32}),
            "fit: the batch is larger than the data: batch_size is 32, but there are 4 rows.\n"
            "Use a batch_size of at most 4.");
  EXPECT_EQ(refusal<ValueError>(x_, y_, {.batch_size = 2, .validation_split = 1.5}),
            "fit: expected validation_split in [0, 1), received 1.5.\nIt is the share of the rows that is "
            "kept for validation: 0.2 for a fifth.");
  EXPECT_EQ(refusal<ValueError>(x_, y_, {.batch_size = 2, .validation_split = 0.9}),
            "fit: validation_split = 0.9 of 4 rows leaves no rows to train on.\nChoose another share, or "
            "give more data.");
  EXPECT_EQ(
      refusal<ValueError>(
          x_, y_, {.batch_size = 2, .validation_data = Dataset{x_, y_, {}, {}}, .validation_split = 0.5}),
      "fit: received both validation_data and validation_split.\nGive one of them.");
  EXPECT_EQ(message_of<ValueError>([&] { model_.fit(x_, y_, {.batch_size = 2, .verbose = 3}); }),
            "fit: expected verbose to be 0, 1 or 2, received 3.\n0 is silent, 1 a progress bar, 2 a line per "
            "epoch.");
}

TEST_F(RefusalTest, ValidationDataThatDoesNotFit) {
  const Dataset short_of_labels{x_, Array::of(std::vector<std::int32_t>{0}), {}, {}};
  EXPECT_EQ(refusal(x_, y_, {.batch_size = 2, .validation_data = short_of_labels}),
            "fit: validation x has 4 rows, but validation y has 1\n"
            "(validation x (4, 2), validation y (1,)).\nGive one label per example.");
  const Dataset wrong_shape{Array({4, 3}), y_, {}, {}};
  EXPECT_EQ(refusal(x_, y_, {.batch_size = 2, .validation_data = wrong_shape}),
            "fit: the model takes (batch, 2), received validation x of shape (4, 3).\n"
            "Give data of that shape, or build the model for this one.");
}

TEST_F(RefusalTest, NothingIsChanged) {
  const std::vector<Array> before = state_of(model_);
  static_cast<void>(refusal<ValueError>(x_, Array::of(std::vector<std::int32_t>{0, 1, 2, 3})));
  const std::vector<Array> after = state_of(model_);
  ASSERT_EQ(before.size(), after.size());
  for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(identical(before[i], after[i]));
}

}  // namespace
}  // namespace saem
