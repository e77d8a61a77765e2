// In the steady state a step asks for no memory: neither saem's own code nor the libraries that it calls.
#include <gtest/gtest.h>

#include <chrono>

#include "saem/compile/program.h"
#include "saem/core/parallel.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/ops.h"
#include "saem/saem.h"
#include "tests/compile/support/allocations.h"

namespace saem {
namespace {

using test::allocations_of;

class Allocations : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!test::can_count_allocations()) GTEST_SKIP() << "malloc belongs to a sanitizer";
  }
};

/// The network of the lecture.
Sequential lecture_cnn() {
  Sequential model;
  model.add(Conv2D(32, {3, 3}, {.activation = "relu"}));
  model.add(Conv2D(64, {3, 3}, {.activation = "relu"}));
  model.add(MaxPooling2D({2, 2}));
  model.add(Dropout(0.25));
  model.add(Flatten());
  model.add(Dense(128, {.activation = "relu"}));
  model.add(Dropout(0.5));
  model.add(Dense(10, {.activation = "softmax"}));
  return model;
}

/// One training step on a batch of 16, as a graph.
Graph training_step(Model& model, Optimizer& optimizer) {
  model.build({Shape::unknown, 28, 28, 1});
  Graph graph;
  const Tensor x(Node::leaf(parameter_op, {DType::f32, {16, 28, 28, 1}}));
  const Tensor y(Node::leaf(parameter_op, {DType::f32, {16, 10}}));
  graph.parameters = {x, y};
  UpdateScope scope;
  CallContext context{.training = true, .random = &model.random_state()};
  const Tensor prediction = model.apply({x}, context).front();
  const Tensor loss = -mean(y * log(prediction + 1e-7));
  const std::vector<Variable> variables = model.trainable_variables();
  optimizer.apply(gradients(loss, Tensors(variables.begin(), variables.end())), variables);
  graph.outputs = {loss, prediction};
  graph.updates = scope.updates();
  return graph;
}

TEST_F(Allocations, ATrainingStepMakesNone) {
  for (const int threads : {1, 2}) {
    const int before = thread_count();
    set_thread_count(threads);
    Sequential model = lecture_cnn();
    Adadelta optimizer;
    Program program(training_step(model, optimizer), {});
    Generator generator(1);
    const std::vector<Array> batch{random_array(generator, {16, 28, 28, 1}).astype(DType::f32),
                                   Array::full({16, 10}, 0.1)};
    std::vector<Array> outputs;
    // A thread makes working memory for a kernel when it first takes part in it, and which thread takes a
    // block is chance: so not one run counts, but that it ends.
    std::size_t allocations = 1;
    for (int i = 0; i < 50 && allocations > 0; ++i) {
      allocations = allocations_of([&] {
        for (int run = 0; run < 5; ++run) program.run(batch, outputs);
      });
    }
    EXPECT_EQ(allocations, 0U) << threads << " threads";
    set_thread_count(before);
  }
}

TEST_F(Allocations, AStepOfAModelMakesFew) {
  Sequential model = lecture_cnn();
  model.compile({.optimizer = "adadelta", .loss = "categorical_crossentropy", .metrics = {"accuracy"}});
  Generator generator(1);
  const Array x = random_array(generator, {16, 28, 28, 1}).astype(DType::f32);
  const Array y = Array::full({16, 10}, 0.1);
  for (int i = 0; i < 10; ++i) static_cast<void>(model.train_on_batch(x, y));
  // The results, by name, and the checks of the labels.
  EXPECT_LE(allocations_of([&] { static_cast<void>(model.train_on_batch(x, y)); }), 60U);
}

TEST_F(Allocations, ASmallCompiledFunctionIsCheapToCall) {
  auto f = compile([](Tensor x) { return x + 1.0; });
  const Array x = Array::full({4}, 1);
  static_cast<void>(f(x));
  // The arguments, the result's memory, the list of results and the tensor around it.
  EXPECT_LE(allocations_of([&] { static_cast<void>(f(x)); }), 16U);
  using Clock = std::chrono::steady_clock;
  auto best = Clock::duration::max();
  for (int round = 0; round < 50; ++round) {
    const auto start = Clock::now();
    static_cast<void>(f(x));
    best = std::min(best, Clock::now() - start);
  }
  // Half a microsecond on a machine of 2026; a bound that only a fault would reach.
  EXPECT_LT(std::chrono::duration_cast<std::chrono::microseconds>(best).count(), 200);
}

TEST_F(Allocations, AnEvaluationMakesNoProgramTwice) {
  const Tensor a = Array::full({4}, 1);
  const auto evaluate_once = [&] { static_cast<void>((a * 3.0 + a).value()); };
  const std::size_t first = allocations_of(evaluate_once);
  const std::size_t later = allocations_of(evaluate_once);
  EXPECT_LT(later, first / 2);
  EXPECT_LE(later, 100U);
}

}  // namespace
}  // namespace saem
