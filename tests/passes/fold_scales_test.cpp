#include "saem/passes/fold_scales.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/compile/program.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "saem/passes/schedule.h"

namespace saem {
namespace {

Array random_f32(Generator& g, const Shape& shape, double low = -1, double high = 1) {
  return random_array(g, shape, low, high).astype(DType::f32);
}

std::size_t count(const Graph& graph, std::string_view op) {
  const auto order = topological_order(results_of(graph), true);
  return static_cast<std::size_t>(
      std::ranges::count_if(order, [&](const auto& node) { return node->op().name == op; }));
}

std::vector<Array> run(const Graph& graph, const std::vector<Array>& inputs, const char* backend = "cpu") {
  return Program(graph, {.backend = backend}).run(inputs);
}

/// A convolution with batch normalisation as inference has it, and ReLU.
struct NormalisedConvolution {
  Generator g{1};
  Variable kernel{random_f32(g, {3, 3, 2, 4})};
  Variable mean{random_f32(g, {4})};
  Variable variance{random_f32(g, {4}, 0.1, 2)};
  Variable gamma{random_f32(g, {4})};
  Variable beta{random_f32(g, {4})};
  Array x = random_f32(g, {2, 6, 5, 2});

  [[nodiscard]] Graph graph() const {
    Graph result;
    result.parameters = {Tensor(Node::leaf(parameter_op, {DType::f32, x.shape()}))};
    const Tensor y = conv(result.parameters[0], kernel);
    result.outputs = {
        relu((y - Tensor(mean)) * rsqrt(Tensor(variance) + 1e-3) * Tensor(gamma) + Tensor(beta))};
    return simplify(result);
  }
};

TEST(FoldScales, BatchNormalisationBecomesABias) {
  const NormalisedConvolution example;
  const Graph folded = fold_scales(example.graph());
  // What is left in each run: the convolution, one bias, ReLU; the rest is steady.
  const Node& relu_node = folded.outputs[0].node();
  ASSERT_EQ(relu_node.op().name, "relu");
  const Node& add = relu_node.input(0).node();
  ASSERT_EQ(add.op().name, "add");
  EXPECT_EQ(add.input(0).node().op().name, "conv");
  EXPECT_EQ(add.input(1).node().op().name, "broadcast_to");
}

TEST(FoldScales, FollowsItsVariables) {
  NormalisedConvolution example;
  Program program(example.graph(), {});
  const auto expect_right = [&] {
    const Array now = program.run({&example.x, 1}).front();
    const Array expected = run(example.graph(), {example.x}, "reference").front();
    for (std::int64_t i = 0; i < now.size(); ++i) ASSERT_NEAR(now.at(i), expected.at(i), 1e-4);
  };
  expect_right();
  example.gamma.assign(random_f32(example.g, {4}));
  expect_right();
  example.kernel.assign(random_f32(example.g, {3, 3, 2, 4}));
  expect_right();
}

TEST(FoldScales, LeavesTrainingAlone) {
  NormalisedConvolution example;
  Graph graph = example.graph();
  for (Variable* v : {&example.kernel, &example.gamma, &example.mean}) {
    Graph training = graph;
    training.updates = {{v->state(), v->read() * 0.5}};
    if (v == &example.kernel) {
      EXPECT_TRUE(fold_scales(training).outputs[0].same_as(training.outputs[0]));
    } else {
      // The last links of the chain hang on what could not be folded.
      EXPECT_LE(count(training, "multiply"), count(fold_scales(training), "multiply") + 1);
      EXPECT_EQ(fold_scales(training).updates.size(), 1U);
    }
  }
}

TEST(FoldScales, LeavesWhatOthersReadAlone) {
  const NormalisedConvolution example;
  Graph graph;
  graph.parameters = {Tensor(Node::leaf(parameter_op, {DType::f32, example.x.shape()}))};
  const Tensor y = conv(graph.parameters[0], example.kernel);
  graph.outputs = {y * Tensor(example.gamma), y};
  EXPECT_TRUE(fold_scales(graph).outputs[0].same_as(graph.outputs[0]));
  graph.outputs = {y + Tensor(example.beta)};  // a bias alone stays as it is
  EXPECT_TRUE(fold_scales(graph).outputs[0].same_as(graph.outputs[0]));
  graph.outputs = {1.0 / y};
  EXPECT_TRUE(fold_scales(graph).outputs[0].same_as(graph.outputs[0]));
  graph.outputs = {y * y};
  EXPECT_TRUE(fold_scales(graph).outputs[0].same_as(graph.outputs[0]));
}

/// A random net of products and chains, the same chains on |x|, |w| and |s| (how large the numbers are that
/// rounding errors are relative to), and the longest sum and chain.
class RandomNet {
 public:
  explicit RandomNet(std::uint64_t seed) : g_(seed) {
    const bool pictures = g_.integer(2) == 0;
    const std::int64_t channels = 1 + g_.integer(5);
    const Shape shape = pictures ? Shape{2, 5, 4, channels} : Shape{3, channels};
    x = random_f32(g_, shape);
    Tensor y(Node::leaf(parameter_op, {DType::f32, shape}));
    graph.parameters = {y};
    magnitude = abs(Tensor(x.astype(DType::f64)));
    y = product(y, pictures);
    const std::int64_t n = 1 + g_.integer(5);
    for (std::int64_t i = 0; i < n; ++i) y = link(y);
    links = n;
    if (g_.integer(2) == 0) y = relu(y);
    graph.outputs = {y};
    graph = simplify(graph);
  }

  Graph graph;
  Array x;
  Tensor magnitude;  ///< f64: Σ|x·w·s| + Σ|shifts, scaled|
  std::int64_t products = 0;
  std::int64_t links = 0;

 private:
  static Tensor size_of(const Array& a) { return abs(Tensor(a.astype(DType::f64))); }

  Tensor product(const Tensor& x_in, bool pictures) {
    const std::int64_t channels = x_in.shape()[-1];
    const std::int64_t filters = 1 + g_.integer(6);
    if (pictures) {
      const Variable w(random_f32(g_, {2, 2, channels, filters}));
      products = 4 * channels;
      magnitude = conv(magnitude, size_of(w.value()));
      return conv(x_in, w);
    }
    const bool transposed = g_.integer(2) == 0;
    const Variable w(random_f32(g_, transposed ? Shape{filters, channels} : Shape{channels, filters}));
    products = channels;
    magnitude = matmul(magnitude, size_of(w.value()), {.transpose_b = transposed});
    return matmul(x_in, w, {.transpose_b = transposed});
  }

  Tensor link(const Tensor& y) {
    const std::int64_t channels = y.shape()[-1];
    const std::vector<Shape> shapes{{}, {channels}, {1, channels}, {1}};
    const Shape shape = shapes[static_cast<std::size_t>(g_.integer(4))];
    const Array value = random_f32(g_, shape, 0.5, 2);
    const Tensor other = g_.integer(2) == 0 ? Tensor(Variable(value)) : Tensor(value);
    const Tensor size = size_of(value);
    switch (g_.integer(6)) {
      case 0:
        magnitude = magnitude + size;
        return g_.integer(2) == 0 ? y + other : other + y;
      case 1:
        magnitude = magnitude * size;
        return g_.integer(2) == 0 ? y * other : other * y;
      case 2:
        magnitude = magnitude / size;
        return y / other;
      case 3:
        return -y;
      case 4:
        magnitude = magnitude + size;
        return other - y;
      default:
        magnitude = magnitude + size;
        return y - other;
    }
  }

  Generator g_;
};

TEST(FoldScales, RoundsWithinItsBound) {
  std::size_t folded_nets = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const RandomNet net(seed);
    const Graph folded = fold_scales(net.graph);
    if (!folded.outputs[0].same_as(net.graph.outputs[0])) ++folded_nets;
    // The reference backend rounds each op to float32 and folds nothing by itself.
    const Array plain = run(net.graph, {net.x}, "reference").front();
    const Array other = run(folded, {net.x}, "reference").front();
    const Array fast = run(net.graph, {net.x}, "cpu").front();
    const Array size = net.magnitude.value();
    const double factor = 2.0 * static_cast<double>(net.products + 2 * net.links + 2) * std::ldexp(1.0, -24);
    for (std::int64_t i = 0; i < plain.size(); ++i) {
      ASSERT_LE(std::abs(plain.at(i) - other.at(i)), factor * size.at(i)) << "seed " << seed << " at " << i;
      ASSERT_LE(std::abs(plain.at(i) - fast.at(i)), factor * size.at(i)) << "seed " << seed << " at " << i;
    }
  }
  EXPECT_GT(folded_nets, 200U);
}

TEST(FoldScales, FrozenLayersOfATrainingStepHaveTheSameGradients) {
  const NormalisedConvolution example;
  Graph graph = example.graph();
  Graph with_gradient{graph.parameters, gradients(sum(square(graph.outputs[0])), graph.parameters), {}};
  with_gradient = simplify(with_gradient);
  const Array plain = run(with_gradient, {example.x}, "reference").front();
  const Array folded = run(fold_scales(with_gradient), {example.x}, "reference").front();
  for (std::int64_t i = 0; i < plain.size(); ++i) ASSERT_NEAR(plain.at(i), folded.at(i), 1e-4);
}

}  // namespace
}  // namespace saem
