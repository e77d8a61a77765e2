#include "saem/compile/placement.h"

#include <gtest/gtest.h>

#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

class InPlaceKernel final : public Kernel {
 public:
  void run(std::span<const void* const>, std::span<void* const>, void*) override {}
  [[nodiscard]] bool can_write_over(std::size_t) const override { return true; }
};

Placement place(const Graph& graph, const Schedule& schedule) {
  std::vector<std::unique_ptr<Kernel>> kernels;
  for (std::size_t t = 0; t < schedule.size(); ++t) kernels.push_back(std::make_unique<InPlaceKernel>());
  return place_values(graph, schedule, kernels);
}

Tensor parameter(const Shape& shape) { return Tensor(Node::leaf(parameter_op, {DType::f32, shape})); }

/// exp(x), then -exp(x), then a third task so that the second one's result is in the arena.
struct Chain {
  explicit Chain(const Shape& shape) {
    graph.parameters = {parameter(shape)};
    first = exp(graph.parameters[0]);
    second = -first;
    graph.outputs = {tanh(second)};
    schedule = make_schedule(graph, {});
  }
  Graph graph;
  Tensor first, second;
  Schedule schedule;
};

TEST(Placement, AnInputThatDiesGivesItsMemory) {
  const Chain chain({1, 2, 2, 16});
  const Placement placement = place(chain.graph, chain.schedule);
  EXPECT_EQ(placement.outputs[1][0], placement.inputs[1][0]);
  EXPECT_EQ(placement.inputs[0][0].kind, Place::Kind::parameter);
  EXPECT_EQ(placement.outputs[2][0].kind, Place::Kind::output);
}

TEST(Placement, NotToAnOutputInAnotherLayout) {
  Chain chain({1, 2, 2, 16});
  chain.schedule[0].output_layouts = {Layout{16}};
  chain.schedule[1].input_layouts = {Layout{16}};
  const auto shared = [&] {
    const Placement placement = place(chain.graph, chain.schedule);
    return placement.outputs[1][0] == placement.inputs[1][0];
  };
  EXPECT_FALSE(shared());
  chain.schedule[1].output_layouts = {Layout{16}};
  chain.schedule[2].input_layouts = {Layout{16}};
  EXPECT_TRUE(shared());
}

/// The schedule with one task in place of its two nodes' own.
Schedule merged(const Schedule& schedule, const Task& both) {
  Schedule result;
  for (const Task& task : schedule) {
    if (&task.node() == both.nodes[1].get()) continue;
    result.push_back(&task.node() == both.nodes[0].get() ? both : task);
  }
  return result;
}

TEST(Placement, NotToASumOverIt) {
  // Shapes (1, 1) on both sides: also where the sum is as large as what it sums.
  for (const Shape& shape : {Shape{1, 1}, Shape{4, 1}}) {
    Graph graph;
    graph.parameters = {parameter(shape)};
    const Tensor x = exp(graph.parameters[0]);
    const Tensor y = -x;
    const Tensor total = sum(y, {0}, {.keepdims = true});
    graph.outputs = {tanh(y), tanh(total)};
    // -x and its sum as one task, as a backend with closing reductions groups them.
    const Schedule schedule =
        merged(make_schedule(graph, {}), {{y.node_ptr(), total.node_ptr()}, {x}, {total, y}});
    const std::size_t t = 1;
    ASSERT_EQ(schedule[t].outputs.size(), 2U);
    const Placement placement = place(graph, schedule);
    EXPECT_NE(placement.outputs[t][0], placement.inputs[t][0]);
    EXPECT_EQ(placement.outputs[t][1], placement.inputs[t][0]) << "but to what is made of each element";
  }
}

TEST(Placement, NotWhereAReductionReadsTheInputItself) {
  Graph graph;
  graph.parameters = {parameter({4, 1})};
  const Tensor x = exp(graph.parameters[0]);
  const Tensor y = -x;
  const Tensor total = sum(x, {0}, {.keepdims = true});
  graph.outputs = {tanh(y), tanh(total)};
  const Schedule schedule =
      merged(make_schedule(graph, {}), {{y.node_ptr(), total.node_ptr()}, {x}, {y, total}});
  const Placement placement = place(graph, schedule);
  EXPECT_NE(placement.outputs[1][0], placement.inputs[1][0]);
}

/// One task: the new value of a variable, and a sum over something.
struct Update {
  explicit Update(bool sum_over_old) {
    const Tensor old = variable.read();
    const Tensor next = old * graph_input;
    const Tensor total = sum(sum_over_old ? old : next);
    graph.parameters = {graph_input};
    graph.outputs = {total};
    graph.updates = {{variable.state(), next}};
    schedule = {Task{{next.node_ptr(), total.node_ptr()}, {old, graph_input}, {next, total}}};
  }
  Tensor graph_input = parameter({5});
  Variable variable{Array::full({5}, 1)};
  Graph graph;
  Schedule schedule;
};

TEST(Placement, UpdatesAreWrittenInPlaceBesideAClosingSum) {
  const Update of_new(false);
  const Placement in_place = place(of_new.graph, of_new.schedule);
  EXPECT_EQ(in_place.outputs[0][0].kind, Place::Kind::variable);
  EXPECT_TRUE(in_place.copies.empty());
  const Update of_old(true);
  const Placement copied = place(of_old.graph, of_old.schedule);
  EXPECT_EQ(copied.outputs[0][0].kind, Place::Kind::arena);
  EXPECT_EQ(copied.copies.size(), 1U);
}

}  // namespace
}  // namespace saem
