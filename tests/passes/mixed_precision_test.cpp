#include "saem/passes/mixed_precision.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "saem/passes/schedule.h"

namespace saem {
namespace {

Tensor parameter(const Shape& shape) { return Tensor(Node::leaf(parameter_op, {DType::f32, shape})); }

std::vector<std::shared_ptr<Node>> nodes_of(const Graph& graph) {
  return topological_order(results_of(graph));
}

std::vector<const Node*> nodes_of(const Graph& graph, std::string_view op) {
  std::vector<const Node*> found;
  for (const auto& node : nodes_of(graph)) {
    if (node->op().name == op) found.push_back(node.get());
  }
  return found;
}

/// A small convolution network's training step.
Graph training_step() {
  Graph graph;
  graph.parameters = {parameter({2, 8, 8, 3}), parameter({2, 4})};
  const Variable k1(Array({3, 3, 3, 16})), b1(Array({16})), k2(Array({3, 3, 16, 16})), w(Array({64, 4}));
  const std::vector<Variable> weights{k1, b1, k2, w};
  UpdateScope scope;
  const auto [loss, gradients] = value_and_grad(
      [&] {
        Tensor x = relu(conv(graph.parameters[0], k1) + Tensor(b1));
        x = max_pool(relu(conv(x, k2)));
        x = reshape(x, {2, 64});
        return mean(softmax_cross_entropy(matmul(x, w), graph.parameters[1]));
      },
      weights);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    Variable variable = weights[i];
    variable.assign(Tensor(variable) - 0.1 * gradients[i]);
  }
  graph.outputs = {loss};
  graph.updates = scope.updates();
  return graph;
}

TEST(MixedPrecision, ProductsReadBfloat16AndGiveFloat32) {
  const Graph mixed = mixed_precision(simplify(training_step()));
  int products = 0;
  for (const char* op : {"conv", "conv_input_gradient", "conv_kernel_gradient", "matmul"}) {
    for (const Node* node : nodes_of(mixed, op)) {
      ++products;
      for (const Tensor& input : node->inputs()) EXPECT_EQ(input.dtype(), DType::bf16) << op;
      EXPECT_EQ(node->outputs()[0].dtype, DType::f32) << op;
    }
  }
  EXPECT_EQ(products, 8) << "2 convolutions with 3 gradients, 1 product with 2";
  for (const auto& update : mixed.updates) EXPECT_EQ(update.value.dtype(), DType::f32) << "master weights";
  EXPECT_EQ(mixed.outputs[0].dtype(), DType::f32);
}

TEST(MixedPrecision, PoolsAndViewsMoveTheRoundedNumbers) {
  const Graph mixed = mixed_precision(simplify(training_step()));
  for (const char* op : {"max_pool", "max_pool_gradient"}) {
    for (const Node* node : nodes_of(mixed, op)) {
      for (const Tensor& input : node->inputs()) EXPECT_EQ(input.dtype(), DType::bf16) << op;
      EXPECT_EQ(node->outputs()[0].dtype, DType::bf16) << op;
    }
  }
}

TEST(MixedPrecision, ARoundedValueIsRoundedForAllItsReaders) {
  const Tensor x = parameter({4, 8}), w = parameter({8, 8}), v = parameter({8, 8});
  const Tensor h = tanh(matmul(x, w));
  const Tensor y = matmul(h, v) + h;
  const Graph mixed = mixed_precision({{x, w, v}, {y}, {}});
  // The sum reads h through bfloat16 as the product does.
  const Tensor second = mixed.outputs[0].node().input(1);
  EXPECT_EQ(second.node().op().name, "cast");
  EXPECT_EQ(second.node().input(0).dtype(), DType::bf16);
  const auto products = nodes_of(mixed, "matmul");
  ASSERT_EQ(products.size(), 2U);
  EXPECT_TRUE(products[1]->input(0).same_as(second.node().input(0)));
}

TEST(MixedPrecision, ABiasAndAReluComeBeforeTheRounding) {
  const Tensor x = parameter({2, 8, 8, 16}), k = parameter({3, 3, 16, 16}), b = parameter({16});
  const Tensor y = relu(conv(x, k) + b);
  const Graph mixed = mixed_precision({{x, k, b}, {sum(y), sum(square(y))}, {}});
  const Node* product = nodes_of(mixed, "conv").front();
  for (const auto& node : nodes_of(mixed)) {
    for (const Tensor& input : node->inputs()) {
      if (&input.node() == product) {
        EXPECT_EQ(node->op().name, "add");
      }
    }
  }
  const Node* activation = nodes_of(mixed, "relu").front();
  for (const auto& node : nodes_of(mixed)) {
    for (const Tensor& input : node->inputs()) {
      if (&input.node() == activation) {
        EXPECT_EQ(node->outputs()[0].dtype, DType::bf16);
      }
    }
  }
}

TEST(MixedPrecision, WhatHasNoProductsStaysAsItIs) {
  const Tensor x = parameter({4, 8});
  const Tensor y = softmax(tanh(x));
  const Graph mixed = mixed_precision({{x}, {y}, {}});
  EXPECT_TRUE(mixed.outputs[0].same_as(y));
}

// The gradient of max looks for the maximum among the elements: rounded, it would not be there, and 0 / 0.
TEST(MixedPrecision, AMaximumThatAProductReadsIsComparedAsItIs) {
  Graph graph;
  graph.parameters = {parameter({3, 5, 4}), parameter({4, 2})};
  const Tensor& x = graph.parameters[0];
  graph.outputs = gradients(sum(matmul(max(x, {1}), graph.parameters[1])), std::vector<Tensor>{x});
  const Graph mixed = mixed_precision(simplify(graph));
  for (const Node* node : nodes_of(mixed, "equal")) {
    const Tensor stretched = behind_views(node->input(1).node().input(0));
    EXPECT_EQ(stretched.node().op().name, "max");
  }
  EXPECT_EQ(nodes_of(mixed, "equal").size(), 1U);
}

}  // namespace
}  // namespace saem
