#include "saem/passes/schedule.h"

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

Tensor parameter(const Shape& shape, DType dtype = DType::f32) {
  return Tensor(Node::leaf(parameter_op, {dtype, shape}));
}

const Node* memory_of(const Tensor& t) {
  const Node* node = &t.node();
  while (node->op().is_view) node = &node->input(0).node();
  return node;
}

/// Every value that a task reads is a leaf or was written by a task before it, and every result is written.
void expect_runnable(const Schedule& schedule, const Graph& graph) {
  std::set<const Node*> written;
  for (const Task& task : schedule) {
    for (const Tensor& input : task.inputs) {
      const Node* node = memory_of(input);
      EXPECT_TRUE(node->op().is_leaf || written.contains(node))
          << task.to_string() << " reads " << node->op().name << " too early";
    }
    for (const Tensor& output : task.outputs)
      EXPECT_TRUE(written.insert(&output.node()).second) << "written twice: " << task.to_string();
  }
  for (const Tensor& output : graph.outputs)
    EXPECT_TRUE(memory_of(output)->op().is_leaf || written.contains(memory_of(output)));
}

GroupingRules cpu_rules() { return find_backend("cpu").grouping(); }

TEST(Schedule, RandomGraphsStayRunnableWhenGrouped) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Generator g(seed);
    Graph graph;
    graph.parameters = {parameter({4, 6}), parameter({6}), parameter({6, 6})};
    Tensors pool = graph.parameters;
    pool[1] = broadcast_to(pool[1], {4, 6});
    const auto any = [&] {
      Tensor t = pool[static_cast<std::size_t>(g.integer(static_cast<std::int64_t>(pool.size())))];
      return t.shape() == Shape{4, 6} ? t : matmul(pool[0], t);
    };
    for (int i = 0; i < 30; ++i) {
      switch (g.integer(7)) {
        case 0:
          pool.push_back(any() + any());
          break;
        case 1:
          pool.push_back(relu(any()));
          break;
        case 2:
          pool.push_back(matmul(any(), graph.parameters[2]));
          break;
        case 3:
          pool.push_back(any() * sum(any(), {1}, {.keepdims = true}));
          break;
        case 4:
          pool.push_back(relu(matmul(any(), graph.parameters[2]) + graph.parameters[1]));
          break;
        case 5:
          pool.push_back(reshape(reshape(any(), {24}), {4, 6}));
          break;
        default:
          pool.push_back(where(greater(any(), 0.0), any(), any()));
          break;
      }
    }
    graph.outputs = {pool.back(), pool[pool.size() - 5], sum(pool[pool.size() - 9])};
    const Graph simple = simplify(graph);
    expect_runnable(make_schedule(simple, {}), simple);
    const Schedule grouped = make_schedule(simple, cpu_rules());
    expect_runnable(grouped, simple);
    EXPECT_LE(grouped.size(), make_schedule(simple, {}).size());
  }
}

TEST(Schedule, ConvolutionBiasAndReluAreOneTask) {
  Graph graph;
  graph.parameters = {parameter({2, 8, 8, 3}), parameter({3, 3, 3, 4}), parameter({4})};
  graph.outputs = {relu(conv(graph.parameters[0], graph.parameters[1]) + graph.parameters[2])};
  const Schedule schedule = make_schedule(graph, cpu_rules());
  ASSERT_EQ(schedule.size(), 1U);
  EXPECT_EQ(schedule[0].inputs.size(), 3U);
}

TEST(Schedule, TheMaskOfReluGoesIntoTheGradientBeforeIt) {
  Graph graph;
  graph.parameters = {parameter({2, 8, 8, 3}), parameter({3, 3, 3, 4}), parameter({3, 3, 4, 5})};
  const Tensor hidden = relu(conv(graph.parameters[0], graph.parameters[1]));
  const Tensor y = sum(square(max_pool(relu(conv(hidden, graph.parameters[2])))));
  graph.outputs = gradients(y, std::vector{graph.parameters[1], graph.parameters[2]});
  const Graph simple = simplify(graph);
  const Schedule schedule = make_schedule(simple, cpu_rules());
  expect_runnable(schedule, simple);
  for (const Task& task : schedule) {
    const std::string& head = task.nodes.front()->op().name;
    if (head == "max_pool_gradient" || head == "conv_input_gradient") {
      EXPECT_EQ(task.node().op().name, "where") << task.to_string();
    }
  }
}

TEST(Schedule, AResultThatIsAlsoReadElsewhereIsNotSwallowed) {
  Graph graph;
  graph.parameters = {parameter({2, 8, 8, 3}), parameter({3, 3, 3, 4}), parameter({4})};
  const Tensor y = conv(graph.parameters[0], graph.parameters[1]);
  graph.outputs = {relu(y + graph.parameters[2]), y};
  const Schedule schedule = make_schedule(graph, cpu_rules());
  expect_runnable(schedule, graph);
  EXPECT_EQ(schedule.size(), 2U);
}

TEST(Simplify, EqualNodesBecomeOne) {
  Graph graph;
  graph.parameters = {parameter({3})};
  const Tensor& x = graph.parameters[0];
  graph.outputs = {tanh(x * 2.0) + tanh(x * 2.0)};
  const Graph simple = simplify(graph);
  const auto order = topological_order(simple.outputs);
  EXPECT_EQ(std::count_if(order.begin(), order.end(), [](const auto& n) { return n->op().name == "tanh"; }),
            1);
}

TEST(Simplify, AttributesAndOutputsTellNodesApart) {
  Graph graph;
  graph.parameters = {parameter({4, 4})};
  const Tensor& x = graph.parameters[0];
  graph.outputs = {sum(x, {0}), sum(x, {1}), sum(x, {0}), reshape(x, {2, 8}), reshape(x, {8, 2})};
  const Graph simple = simplify(graph);
  EXPECT_TRUE(simple.outputs[0].same_as(simple.outputs[2]));
  EXPECT_FALSE(simple.outputs[0].same_as(simple.outputs[1]));
  EXPECT_EQ(simple.outputs[3].shape(), (Shape{2, 8}));
  EXPECT_EQ(simple.outputs[4].shape(), (Shape{8, 2}));
}

TEST(Simplify, DropsWhatHasNoEffect) {
  Graph graph;
  graph.parameters = {parameter({3, 2})};
  const Tensor& x = graph.parameters[0];
  graph.outputs = {reshape(reshape((x * 1.0 + 0.0) / 1.0, {6}), {3, 2})};
  EXPECT_TRUE(simplify(graph).outputs[0].same_as(x));
}

TEST(Simplify, RandomDrawsOfDifferentKeysStayDifferent) {
  Graph graph;
  RandomState state(1);
  const Tensor a = random_uniform(state.next(), {3});
  const Tensor b = random_uniform(state.next(), {3});
  graph.outputs = {a, b};
  const Graph simple = simplify(graph);
  EXPECT_FALSE(simple.outputs[0].same_as(simple.outputs[1]));
}

}  // namespace
}  // namespace saem
