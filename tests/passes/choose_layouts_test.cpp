#include "saem/passes/choose_layouts.h"

#include <gtest/gtest.h>

#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Tensor parameter(const Shape& shape) { return Tensor(Node::leaf(parameter_op, {DType::f32, shape})); }

/// As a backend with blocks of 8: convolutions want them, elementwise work and pools take either.
LayoutSupport support(const Task& task) {
  const std::string& op = task.nodes.front()->op().name;
  LayoutSupport s;
  s.block = 8;
  if (op == "conv") {
    s.inputs = {LayoutUse::blocks, LayoutUse::plain};
    s.outputs = {LayoutUse::blocks};
  } else if (op == "max_pool" || is_fusable(*task.nodes.front())) {
    s.inputs.assign(task.inputs.size(), LayoutUse::either);
    s.outputs.assign(task.outputs.size(), LayoutUse::either);
    s.outputs_alike = true;
  }
  return s;
}

Schedule laid_out(const Tensors& outputs, const Tensors& parameters) {
  const Graph graph{parameters, outputs, {}};
  Schedule schedule = make_schedule(graph, {.elementwise = true});
  choose_layouts(schedule, graph, support);
  return schedule;
}

const Task& task_with(const Schedule& schedule, const Tensor& output) {
  for (const Task& task : schedule) {
    for (const Tensor& t : task.outputs) {
      if (t.same_as(output)) return task;
    }
  }
  throw std::runtime_error("no such task");
}

struct Net {
  Tensor x = parameter({2, 8, 8, 3});
  Tensor k1 = parameter({3, 3, 3, 16});
  Tensor k2 = parameter({3, 3, 16, 8});
};

TEST(ChooseLayouts, BlocksRunThroughElementwiseWorkAndPools) {
  const Net n;
  const Tensor a = conv(n.x, n.k1), b = tanh(a), c = max_pool(b), d = conv(c, n.k2);
  const Tensor y = d * 2.0;
  const Schedule schedule = laid_out({y}, {n.x, n.k1, n.k2});
  for (const Tensor& t : {a, b, c, d}) EXPECT_EQ(task_with(schedule, t).output_layout(), Layout{8});
  EXPECT_TRUE(task_with(schedule, a).input_layout(0).is_plain()) << "3 channels, and a parameter";
  EXPECT_EQ(task_with(schedule, d).input_layout(0), Layout{8});
  EXPECT_TRUE(task_with(schedule, y).output_layout().is_plain()) << "it leaves the program";
  const Task& last = task_with(schedule, y);
  for (std::size_t i = 0; i < last.inputs.size(); ++i)
    EXPECT_EQ(last.input_layout(i), last.inputs[i].same_as(d) ? Layout{8} : Layout{}) << "changed on the way";
}

TEST(ChooseLayouts, AValueReadThroughAViewOrByAStrangerIsRowMajor) {
  const Net n;
  const Tensor a = conv(n.x, n.k1), b = tanh(a);
  const Tensor flat = reshape(b, {2, 576});
  const Schedule viewed = laid_out({matmul(flat, parameter({576, 4}))}, {n.x, n.k1});
  EXPECT_EQ(task_with(viewed, a).output_layout(), Layout{8});
  EXPECT_TRUE(task_with(viewed, b).output_layout().is_plain());

  const Schedule softened = laid_out({softmax(a)}, {n.x, n.k1});
  EXPECT_TRUE(task_with(softened, a).output_layout().is_plain());
}

TEST(ChooseLayouts, OutputsOfAGroupAgree) {
  const Net n;
  const Tensor a = conv(n.x, n.k1), b = tanh(a), c = exp(b);
  const Tensor d = conv(c, n.k2);
  const Schedule schedule = laid_out({b, d}, {n.x, n.k1, n.k2});
  EXPECT_TRUE(task_with(schedule, b).output_layout().is_plain());
  EXPECT_TRUE(task_with(schedule, c).output_layout(0).is_plain());
  EXPECT_TRUE(task_with(schedule, d).input_layout(0).is_plain());
}

TEST(ChooseLayouts, NobodyIsBetterForBlocks) {
  const Tensor x = parameter({2, 8, 8, 16});
  const Schedule schedule = laid_out({tanh(max_pool(exp(x)))}, {x});
  for (const Task& task : schedule) EXPECT_TRUE(task.output_layout().is_plain());
}

TEST(ChooseLayouts, MemoryShape) {
  EXPECT_EQ(memory_shape({2, 5, 7, 32}, {16}), (Shape{2, 2, 5, 7, 16}));
  EXPECT_EQ(memory_shape({2, 5, 7, 32}, {}), (Shape{2, 5, 7, 32}));
  EXPECT_EQ(memory_axis(3, 4, {16}), 1);
  EXPECT_EQ(memory_axis(1, 4, {16}), 2);
  EXPECT_EQ(memory_axis(0, 4, {16}), 0);
  EXPECT_TRUE(fits({2, 5, 32}, {16}));
  EXPECT_FALSE(fits({2, 32}, {16}));
  EXPECT_FALSE(fits({2, 5, 24}, {16}));
}

}  // namespace
}  // namespace saem
