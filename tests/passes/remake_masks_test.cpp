#include "saem/passes/remake_masks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "saem/backend/backend.h"
#include "saem/compile/program.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "saem/passes/order_for_memory.h"

namespace saem {
namespace {

Tensor parameter(const Shape& shape) { return Tensor(Node::leaf(parameter_op, {DType::f32, shape})); }

const ConvOptions same{.padding = {{1, 1}, {1, 1}}};

/// relu(affine(conv(x))) again and again, with the gradients of all kernels; and of additions to what came
/// before, if `residual`.
Graph net(bool residual) {
  Graph graph;
  graph.parameters = {parameter({2, 6, 6, 8})};
  Tensor y = graph.parameters[0];
  for (int i = 0; i < 3; ++i) {
    const Tensor kernel = parameter({3, 3, 8, 8});
    graph.parameters.push_back(kernel);
    const Tensor z = square(conv(y, kernel, same)) - 0.5;
    y = relu(residual && i > 0 ? z + y : z);
  }
  const Tensors kernels(graph.parameters.begin() + 1, graph.parameters.end());
  graph.outputs = gradients(mean(square(y)), kernels);
  return simplify(graph);
}

Schedule ordered(const Graph& graph) {
  return order_for_memory(make_schedule(graph, find_backend("cpu").grouping()), graph);
}

Schedule remade(const Graph& graph) {
  const GroupingRules rules = find_backend("cpu").grouping();
  return remake_masks(ordered(graph), graph, rules);
}

std::ptrdiff_t masks_in_memory(const Schedule& schedule) {
  std::ptrdiff_t count = 0;
  for (const Task& task : schedule)
    count += std::ranges::count_if(task.outputs, [](const Tensor& t) { return t.dtype() == DType::boolean; });
  return count;
}

bool has_op(const Task& task, std::string_view op) {
  return std::ranges::any_of(task.nodes, [&](const auto& node) { return node->op().name == op; });
}

void expect_inputs_first(const Schedule& schedule) {
  std::set<std::pair<const Node*, int>> written;
  for (const Task& task : schedule) {
    for (const Tensor& input : task.inputs) {
      const Tensor memory = behind_views(input);
      EXPECT_TRUE(memory.node().op().is_leaf || written.contains({&memory.node(), memory.output()}))
          << task.to_string();
    }
    for (const Tensor& output : task.outputs) written.insert({&output.node(), output.output()});
  }
}

TEST(RemakeMasks, MadeByTheConvolutionWhoseResultTheyMask) {
  const Graph graph = net(false);
  const Schedule before = ordered(graph);
  const Schedule after = remade(graph);
  // The last ReLU's result is not kept for a convolution.
  EXPECT_EQ(masks_in_memory(before) - masks_in_memory(after), 2);
  expect_inputs_first(after);
  const auto masked = std::ranges::count_if(after, [](const Task& task) {
    return task.nodes.front()->op().name == "conv_input_gradient" && has_op(task, "where");
  });
  EXPECT_EQ(masked, 2);
}

TEST(RemakeMasks, MadeByTheGroupThatReadsThem) {
  const Graph graph = net(true);
  const Schedule after = remade(graph);
  EXPECT_LT(masks_in_memory(after), masks_in_memory(ordered(graph)));
  expect_inputs_first(after);
  EXPECT_TRUE(std::ranges::any_of(
      after, [](const Task& task) { return has_op(task, "greater") && has_op(task, "add"); }));
}

TEST(RemakeMasks, StayWhereWhatIsComparedIsNotKept) {
  // No gradient of the kernel: nothing but the mask would keep y.
  Graph graph;
  graph.parameters = {parameter({2, 6, 6, 8})};
  const Tensor kernel = parameter({3, 3, 8, 8});
  graph.parameters.push_back(kernel);
  Tensor y = relu(square(graph.parameters[0]) - 0.5);
  for (int i = 0; i < 4; ++i) y = tanh(conv(y, kernel, same));
  graph.outputs = gradients(mean(square(y)), Tensors{graph.parameters[0]});
  const Graph simple = simplify(graph);
  EXPECT_EQ(masks_in_memory(remade(simple)), masks_in_memory(ordered(simple)));
  EXPECT_EQ(masks_in_memory(remade(simple)), 1);
}

TEST(RemakeMasks, ComputesTheSame) {
  for (const bool residual : {false, true}) {
    const Graph graph = net(residual);
    Generator g(3);
    std::vector<Array> inputs;
    for (const Tensor& p : graph.parameters)
      inputs.push_back(random_array(g, p.shape(), -0.5, 0.5).astype(DType::f32));
    const std::vector<Array> fast = Program(graph, {}).run(inputs);
    const std::vector<Array> plain = Program(graph, {.backend = "reference"}).run(inputs);
    ASSERT_EQ(fast.size(), plain.size());
    for (std::size_t i = 0; i < fast.size(); ++i) {
      double largest = 0, difference = 0;
      for (std::int64_t k = 0; k < fast[i].size(); ++k) {
        largest = std::max(largest, std::abs(plain[i].at(k)));
        difference = std::max(difference, std::abs(plain[i].at(k) - fast[i].at(k)));
      }
      EXPECT_LE(difference, 1e-4 * largest) << i;
    }
  }
}

}  // namespace
}  // namespace saem
