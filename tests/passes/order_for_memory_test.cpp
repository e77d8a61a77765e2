#include "saem/passes/order_for_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "saem/backend/backend.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Tensor parameter(const Shape& shape) { return Tensor(Node::leaf(parameter_op, {DType::f32, shape})); }

std::size_t place_of(const Schedule& schedule, const Tensor& made) {
  const auto makes = [&](const Task& task) {
    return std::ranges::any_of(task.outputs, [&](const Tensor& t) { return t.same_as(made); });
  };
  return static_cast<std::size_t>(std::ranges::find_if(schedule, makes) - schedule.begin());
}

void expect_inputs_first(const Schedule& schedule) {
  std::set<const Node*> written;
  for (const Task& task : schedule) {
    for (const Tensor& input : task.inputs) {
      const Node& node = behind_views(input).node();
      EXPECT_TRUE(node.op().is_leaf || written.contains(&node)) << task.to_string();
    }
    for (const Tensor& output : task.outputs) written.insert(&output.node());
  }
}

TEST(OrderForMemory, TheGradientOfWeightsComesWhenItFreesWhatItReads) {
  Graph graph;
  graph.parameters = {parameter({64, 8}), parameter({8, 8}), parameter({8, 8}), parameter({8, 8})};
  Tensor y = graph.parameters[0];
  for (std::size_t i = 1; i < 4; ++i) y = tanh(matmul(y, graph.parameters[i]));
  const std::vector<Tensor> weights(graph.parameters.begin() + 1, graph.parameters.end());
  const Tensors slopes = gradients(sum(y), weights);
  // One number made of all: as an optimizer's guard does it, which descends to the first layer at once.
  Tensor size = sum(square(slopes[0]));
  for (std::size_t i = 1; i < 3; ++i) size = size + sum(square(slopes[i]));
  graph.outputs = {size};
  const Graph simple = simplify(graph);
  const Schedule plain = make_schedule(simple, find_backend("cpu").grouping());
  const Schedule ordered = order_for_memory(plain, simple);
  ASSERT_EQ(ordered.size(), plain.size());
  expect_inputs_first(ordered);

  // The three weight gradients are the products with the first operand transposed.
  std::vector<std::size_t> last_first;
  for (std::size_t t = 0; t < ordered.size(); ++t) {
    const Node& head = *ordered[t].nodes.front();
    if (head.op().name == "matmul" && head.attributes().flag("transpose_a")) last_first.push_back(t);
  }
  ASSERT_EQ(last_first.size(), 3U);
  EXPECT_GT(last_first[1], last_first[0] + 1) << "each stands in its layer's part, not all at the end";
}

TEST(OrderForMemory, WhatLeavesLessBehindComesFirstIfBothFreeWhatTheyRead) {
  // The second convolution's kernel gradient and its input gradient both read y, the latter as its mask.
  Graph graph;
  graph.parameters = {parameter({4, 12, 12, 8}), parameter({3, 3, 8, 8}), parameter({3, 3, 8, 8})};
  const Tensor y = relu(conv(graph.parameters[0], graph.parameters[1]));
  const Tensor z = conv(y, graph.parameters[2]);
  graph.outputs = gradients(mean(square(z)), Tensors{graph.parameters[1], graph.parameters[2]});
  const Graph simple = simplify(graph);
  const Schedule ordered = order_for_memory(make_schedule(simple, find_backend("cpu").grouping()), simple);
  expect_inputs_first(ordered);
  std::vector<std::string> heads;
  for (const Task& task : ordered) {
    const std::string& op = task.nodes.front()->op().name;
    if (op.starts_with("conv_")) heads.push_back(op);
  }
  EXPECT_EQ(heads, (std::vector<std::string>{"conv_kernel_gradient", "conv_input_gradient",
                                             "conv_kernel_gradient"}));
}

TEST(OrderForMemory, AVariableIsNotWrittenWhileItIsStillRead) {
  const Variable w(Array(Shape{16, 16}));
  Graph graph;
  graph.parameters = {parameter({16, 16})};
  const Tensor step = tanh(graph.parameters[0]);
  const Tensor written = w.read() - step;
  graph.outputs = {matmul(matmul(graph.parameters[0], w.read()), w.read())};
  graph.updates = {{w.state(), written}};
  const Schedule ordered = order_for_memory(make_schedule(graph, {}), graph);
  expect_inputs_first(ordered);
  EXPECT_GT(place_of(ordered, written), place_of(ordered, graph.outputs[0]));
}

TEST(OrderForMemory, RandomGraphsStayRunnable) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Generator g(seed);
    Graph graph;
    graph.parameters = {parameter({4, 4}), parameter({4, 4})};
    Tensors pool = graph.parameters;
    const auto any = [&] {
      return pool[static_cast<std::size_t>(g.integer(static_cast<std::int64_t>(pool.size())))];
    };
    for (int i = 0; i < 30; ++i) {
      switch (g.integer(4)) {
        case 0:
          pool.push_back(matmul(any(), any()));
          break;
        case 1:
          pool.push_back(tanh(any()));
          break;
        case 2:
          pool.push_back(any() * sum(any(), {1}, {.keepdims = true}));
          break;
        default:
          pool.push_back(any() + any());
          break;
      }
    }
    graph.outputs = {pool.back(), sum(pool[pool.size() - 3]), pool[pool.size() - 7]};
    const Graph simple = simplify(graph);
    const Schedule plain = make_schedule(simple, find_backend("cpu").grouping());
    const Schedule ordered = order_for_memory(plain, simple);
    EXPECT_EQ(ordered.size(), plain.size());
    expect_inputs_first(ordered);
  }
}

}  // namespace
}  // namespace saem
