#include "saem/compile/steady.h"

#include <gtest/gtest.h>

#include "saem/compile/program.h"
#include "saem/graph/op.h"
#include "saem/graph/variable.h"
#include "saem/ops/ops.h"
#include "saem/ops/random_ops.h"
#include "saem/ops/reduction.h"

namespace saem {
namespace {

int runs = 0;  // of the op below

/// Twice the input, and counts how often it is computed.
Tensor counted_double(const Tensor& x) {
  static const Op& op = define({
      .name = "counted_double",
      .arity = 1,
      .shape = same_as_input,
      .dtype = numeric,
      .gradient = not_differentiable,
      .reference = {[](ReferenceCall& call) {
        ++runs;
        for (std::size_t i = 0; i < call.out<double>(0).size(); ++i)
          call.out<double>(0)[i] = 2 * call.in<double>(0)[i];
      }},
      .samples = {uniform(-1, 1)},
      .doc = "2x, counted.",
  });
  return record(op, {x});
}

class Steady : public ::testing::Test {
 protected:
  void SetUp() override { runs = 0; }
  Variable w_{Array::of(std::vector<float>{1, 2, 3})};
  Array x_ = Array::full({3}, 10);
};

TEST_F(Steady, IsComputedAgainOnlyWhenItsVariableChanged) {
  auto f = compile([&](Tensor x) { return x + counted_double(w_.read() + 1.0); });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(f(x_).value().at(2), 18);
  EXPECT_EQ(runs, 1);
  w_.assign(Array::full({3}, 0));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(f(x_).value().at(2), 12);
  EXPECT_EQ(runs, 2);
}

TEST_F(Steady, OtherVariablesDoNotMatter) {
  Variable other(Array::full({3}, 5));
  auto f = compile([&](Tensor x) { return x * counted_double(w_) + counted_double(other); });
  EXPECT_EQ(f(x_).value().at(0), 30);
  EXPECT_EQ(runs, 2);
  other.assign(Array::full({3}, 6));
  EXPECT_EQ(f(x_).value().at(0), 32);
  EXPECT_EQ(runs, 3);
}

TEST_F(Steady, ChangesWithTheStepsOfAnotherProgram) {
  auto predict = compile([&](Tensor x) { return x + counted_double(w_); });
  auto train = compile([&](Tensor x) {
    w_.assign(w_.read() + x);
    return sum(w_.read());
  });
  EXPECT_EQ(predict(x_).value().at(0), 12);
  static_cast<void>(train(x_));
  EXPECT_EQ(predict(x_).value().at(0), 32);
  static_cast<void>(train(x_));
  static_cast<void>(train(x_));
  EXPECT_EQ(predict(x_).value().at(0), 72);
  EXPECT_EQ(predict(x_).value().at(0), 72);
  EXPECT_EQ(runs, 3);
}

TEST_F(Steady, WhatTheProgramItselfWritesIsNot) {
  auto f = compile([&](Tensor x) {
    w_.assign(w_.read() + 1.0);
    return x + counted_double(w_);
  });
  EXPECT_EQ(f(x_).value().at(0), 14);
  EXPECT_EQ(f(x_).value().at(0), 16);
  EXPECT_EQ(runs, 2);
}

TEST_F(Steady, ResultsAndUpdatesMayBeSteady) {
  Variable copy(Array::full({3}, 0));
  auto f = compile([&](Tensor x) {
    const Tensor doubled = counted_double(w_);
    copy.assign(doubled);
    return Tensors{doubled, x, doubled};
  });
  for (int i = 0; i < 2; ++i) {
    const Tensors results = f(x_);
    copy.assign(copy.read() * 0.0);
    EXPECT_EQ(results[0].value().at(2), 6);
    EXPECT_EQ(results[2].value().at(1), 4);
    static_cast<void>(f(x_));
    EXPECT_EQ(copy.value().at(0), 2);
  }
  EXPECT_EQ(runs, 1);
}

TEST_F(Steady, ChainsAndLaterTasksDoNotOverwriteIt) {
  // Values that come and go around the steady ones want their memory.
  auto f = compile([&](Tensor x) {
    Tensor a = counted_double(counted_double(w_));
    Tensor y = x;
    for (int i = 0; i < 5; ++i) y = counted_double(y);
    Tensor b = counted_double(a);
    for (int i = 0; i < 5; ++i) y = y * a + counted_double(y) * b;
    return y;
  });
  const Array first = f(x_).value();
  EXPECT_EQ(runs, 3 + 10);
  EXPECT_TRUE(identical(f(x_).value(), first));
  EXPECT_TRUE(identical(f(x_).value(), first));
  EXPECT_EQ(runs, 3 + 30);
}

TEST_F(Steady, TensorsOfAConstantKeyAreMadeOnce) {
  const Array key = Array::of(std::vector<std::int64_t>{1, 2});
  RandomState state(3);
  auto f = compile([&](Tensor x) {
    const Tensor fixed = counted_double(random_uniform(key, {3}));
    const Tensor fresh = counted_double(random_uniform(state.next(), {3}));
    return Tensors{x + fixed, x + fresh};
  });
  const Tensors one = f(x_);
  const Tensors two = f(x_);
  EXPECT_TRUE(identical(one[0].value(), two[0].value()));
  EXPECT_FALSE(identical(one[1].value(), two[1].value()));
  EXPECT_EQ(runs, 3);
}

TEST_F(Steady, DebugModeLooksAtEverythingEachTime) {
  auto f = compile([&](Tensor x) { return x + counted_double(w_); }, {.debug = true});
  EXPECT_EQ(f(x_).value().at(0), 12);
  w_.assign(Array::full({3}, 4));
  EXPECT_EQ(f(x_).value().at(0), 18);
  EXPECT_EQ(runs, 2);
}

TEST_F(Steady, InputsAreMarkedForTheKernels) {
  Graph graph;
  graph.parameters = {Tensor(Node::leaf(parameter_op, {DType::f32, {2, 3}}))};
  Variable written(Array::full({3}, 0));
  const Tensor kernel = transpose(Variable(Array::full({4, 3}, 1)).read());
  graph.outputs = {matmul(graph.parameters[0], kernel), graph.parameters[0] * (w_.read() + written.read())};
  graph.updates = {{written.state(), w_.read()}};
  Schedule schedule = make_schedule(graph, {});
  const std::vector<Renewal> renewals = mark_steady(graph, schedule);
  for (const Task& task : schedule) {
    const std::string& op = task.node().op().name;
    if (op == "transpose") {
      EXPECT_TRUE(is_steady(task));
    } else if (op == "matmul") {
      EXPECT_EQ(task.steady_inputs, (std::vector<bool>{false, true}));
    } else if (op == "add") {
      EXPECT_EQ(task.steady_inputs, (std::vector<bool>{true, false}));
    } else {
      EXPECT_FALSE(is_steady(task)) << op;
    }
  }
  EXPECT_EQ(renewals.size(), 3U);
}

}  // namespace
}  // namespace saem
