#include "saem/compile/compile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/core/parallel.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Array numbers(std::int64_t n) {
  std::vector<float> values(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = 0.25F * static_cast<float>(i % 37) - 3;
  return Array::of(values);
}

TEST(Compile, TracesOncePerSignature) {
  int traces = 0;
  auto f = compile([&](Tensor x) {
    ++traces;
    return x * 2.0 + 1.0;
  });
  EXPECT_EQ(f(numbers(3)).value().at(1), 2 * -2.75 + 1);
  EXPECT_EQ(f(numbers(3)).value().at(0), -5);
  EXPECT_EQ(traces, 1);
  static_cast<void>(f(numbers(4)));
  EXPECT_EQ(traces, 2);
}

TEST(Compile, KeepsTheProgramsThatWereUsedLast) {
  int traces = 0;
  auto f = compile([&](Tensor x) {
    ++traces;
    return x + 1.0;
  });
  for (std::int64_t n = 1; n <= 40; ++n) {
    static_cast<void>(f(numbers(n)));
    static_cast<void>(f(numbers(1)));
  }
  EXPECT_EQ(traces, 40) << "the one that is used again and again is kept";
  static_cast<void>(f(numbers(2)));
  EXPECT_EQ(traces, 41) << "the ones of long ago are not";
}

TEST(Compile, PairsTuplesAndListsComeBack) {
  auto pair = compile([](Tensor x) { return std::pair{x + 1.0, x * 2.0}; });
  EXPECT_EQ(pair(Array::scalar(3)).second.item(), 6);
  auto list = compile([](Tensor x, Tensor y) { return Tensors{x, y, x + y}; });
  EXPECT_EQ(list(Array::scalar(3), Array::scalar(4))[2].item(), 7);
}

TEST(Compile, AssignmentsArePartOfTheStep) {
  Variable count(Array::scalar(0));
  auto step = compile([&](Tensor x) {
    count.assign(Tensor(count) + x);
    return Tensor(count) * 10.0;
  });
  EXPECT_EQ(step(Array::scalar(2)).item(), 20);
  EXPECT_EQ(step(Array::scalar(3)).item(), 50);
  EXPECT_EQ(count.value().item(), 5);
}

TEST(Compile, VariablesSwap) {
  Variable a(Array::of(std::vector<float>{1, 2}));
  Variable b(Array::of(std::vector<float>{3, 4}));
  auto swap = compile([&] {
    const Tensor old = a;
    a.assign(b);
    b.assign(old);
    return Tensor(a) + Tensor(b);
  });
  static_cast<void>(swap());
  EXPECT_EQ(a.value().at(0), 3);
  EXPECT_EQ(b.value().at(1), 2);
  static_cast<void>(swap());
  EXPECT_EQ(a.value().at(0), 1);
}

TEST(Compile, AnOldValueReadAfterTheUpdateIsTheOldOne) {
  Variable v(numbers(5000));
  auto step = compile([&](Tensor x) {
    const Tensor old = v;
    v.assign(old + x);
    return sum(old * 3.0);  // scheduled after the update, which must not have overwritten its input
  });
  const double before = sum(Tensor(v) * 3.0).item();
  EXPECT_FLOAT_EQ(static_cast<float>(step(Array::scalar(1)).item()), static_cast<float>(before));
}

TEST(Compile, AReaderOutsideKeepsItsValueWhileAProgramUpdates) {
  Variable v(Array::scalar(1));
  const Tensor lazy = Tensor(v) * 100.0;
  auto step = compile([&] {
    v.assign(Tensor(v) + 1.0);
    return Tensor(v);
  });
  static_cast<void>(step());
  EXPECT_EQ(lazy.item(), 100);
  EXPECT_EQ(v.value().item(), 2);
}

TEST(Compile, OutputsThatAreInputsConstantsOrEachOther) {
  auto f = compile([](Tensor x) { return Tensors{x, x, reshape(x, {2, 2}), Tensor::scalar(7)}; });
  const Tensors out = f(numbers(4));
  EXPECT_EQ(out[0].value().at(3), out[1].value().at(3));
  EXPECT_EQ(out[2].shape(), (Shape{2, 2}));
  EXPECT_EQ(out[3].item(), 7);
}

TEST(Compile, ATracedTensorHasNoValue) {
  auto f = compile([](Tensor x) { return x * x.item(); });
  EXPECT_THROW(static_cast<void>(f(Array::scalar(1))), ValueError);
}

TEST(Compile, ChainsEqualOpByOp) {
  const auto chain = [](Tensor x, Tensor bias) {
    const Tensor y = relu(x * 1.5 + bias);
    const Tensor z = where(greater(y, 1.0), tanh(y), -y);
    return Tensors{y, z, z * y - sigmoid(x), sum(z)};
  };
  for (const std::int64_t rows : {1, 7, 1000}) {
    const Array x = numbers(rows * 33).reshape({rows, 33});
    const Array bias = numbers(33);
    const Tensors fused = compile(chain)(x, bias);
    const Tensors plain = compile(chain, {.backend = "reference"})(x, bias);
    for (std::size_t o = 0; o < fused.size(); ++o) {
      const Array a = fused[o].value();
      const Array b = plain[o].value();
      for (std::int64_t i = 0; i < a.size(); ++i)
        ASSERT_NEAR(a.at(i), b.at(i), 1e-5 * (1 + std::abs(b.at(i)))) << o << " " << i;
    }
  }
}

TEST(Compile, SameBitsOnAnyNumberOfThreads) {
  const int threads = thread_count();
  auto f = compile([](Tensor x) { return Tensors{exp(x) * x, sum(exp(x))}; });
  const Array x = numbers(300000);
  set_thread_count(1);
  const Tensors one = f(x);
  for (const int n : {2, 3, 4}) {
    set_thread_count(n);
    const Tensors many = f(x);
    EXPECT_TRUE(identical(one[0].value(), many[0].value())) << n;
    EXPECT_TRUE(identical(one[1].value(), many[1].value())) << n;
  }
  set_thread_count(threads);
}

TEST(Compile, DebugNamesTheFirstNonFiniteOpAndItsLayer) {
  auto f = compile(
      [](Tensor x) {
        const LayerScope scope("Dense 'logits'");
        return exp(log(x)) * 0.0;
      },
      {.debug = true});
  EXPECT_NO_THROW(static_cast<void>(f(Array::of(std::vector<float>{1, 2}))));
  try {
    static_cast<void>(f(Array::of(std::vector<float>{1, 0})));
    FAIL();
  } catch (const NonFiniteError& error) {
    const std::string text = error.what();
    EXPECT_NE(text.find("op 'log' in Dense 'logits'"), std::string::npos) << text;
    EXPECT_NE(text.find("-inf at [1]"), std::string::npos) << text;
  }
}

TEST(Program, KnowsItsMemoryAndItsSteps) {
  Graph graph;
  graph.parameters = {Tensor(Node::leaf(parameter_op, {DType::f32, {64, 64}}))};
  graph.outputs = {matmul(relu(matmul(graph.parameters[0], graph.parameters[0])), graph.parameters[0])};
  Program program(graph, {});
  EXPECT_GE(program.arena_bytes(), 64 * 64 * sizeof(float));
  EXPECT_NE(program.to_string().find("relu"), std::string::npos);
  const Array wrong({3});
  EXPECT_THROW(static_cast<void>(program.run({&wrong, 1})), ShapeError);
}

TEST(Program, GroupsSaveMemoryPasses) {
  Graph graph;
  Tensor x(Node::leaf(parameter_op, {DType::f32, {1000}}));
  graph.parameters = {x};
  for (int i = 0; i < 8; ++i) x = tanh(x * 1.1 + 0.1);
  graph.outputs = {x};
  const std::string steps = Program(graph, {}).to_string();
  EXPECT_EQ(std::count(steps.begin(), steps.end(), '\n'), 1) << steps;
}

TEST(Program, LeavesOutPassesByName) {
  Graph graph;
  Tensor x(Node::leaf(parameter_op, {DType::f32, {1000}}));
  graph.parameters = {x};
  graph.outputs = {tanh(x * 1.1 + 0.1)};
  const auto steps = [&](const CompileOptions& options) {
    const std::string text = Program(graph, options).to_string();
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_EQ(steps({}), 1);
  EXPECT_GE(steps({.without = {"grouping"}}), 3);
  try {
    static_cast<void>(steps({.without = {"groups"}}));
    FAIL();
  } catch (const ValueError& error) {
    EXPECT_STREQ(
        error.what(),
        "compile: expected the name of a pass in without, received \"groups\".\nThere are: simplify, "
        "fold_padding, fold_scales, grouping, order_for_memory, remake_masks, choose_layouts, steady.");
  }
}

TEST(Program, TellsTheRangesOfADebugRun) {
  Graph graph;
  graph.parameters = {Tensor(Node::leaf(parameter_op, {DType::f32, {2}}))};
  graph.outputs = {log(graph.parameters[0] * 2.0)};
  Program program(graph, {.debug = true});
  const Array good = Array::of(std::vector<float>{1, 2}), bad = Array::of(std::vector<float>{-1, 2});
  static_cast<void>(program.run({&good, 1}));
  ASSERT_GE(program.ranges().size(), 2U);
  const std::size_t count = program.ranges().size();
  EXPECT_EQ(program.ranges().back().op, "log");
  EXPECT_NEAR(program.ranges().back().high, std::log(4), 1e-6);
  EXPECT_THROW(static_cast<void>(program.run({&bad, 1})), NonFiniteError);
  ASSERT_EQ(program.ranges().size(), count);
  EXPECT_TRUE(std::isnan(program.ranges().back().low));
}

}  // namespace
}  // namespace saem
