// Programs in mixed precision, against the reference backend's on the same rounded numbers and against
// float32.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/compile/program.h"
#include "saem/core/error.h"
#include "saem/core/simd.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Array random_f32(Generator& g, const Shape& shape, double scale = 1) {
  return random_array(g, shape, -scale, scale).astype(DType::f32);
}

/// The loss of a small residual network with batch normalisation, and its gradients.
Graph network() {
  Graph graph;
  const std::vector<Shape> shapes{{4, 12, 12, 3}, {3, 3, 3, 32}, {32},     {32},
                                  {3, 3, 32, 32}, {32},          {32, 10}, {4, 10}};
  for (const Shape& shape : shapes)
    graph.parameters.emplace_back(Node::leaf(parameter_op, {DType::f32, shape}));
  const Tensors& p = graph.parameters;
  const auto normalised = [&](const Tensor& x) { return batch_normalization(x, p[2], p[3], 1e-3).y; };
  const Tensor first = relu(normalised(conv(p[0], p[1], {.padding = {{1, 1}, {1, 1}}})));
  const Tensor second = relu(conv(first, p[4], {.padding = {{1, 1}, {1, 1}}}) + p[5] + first);
  const Tensor pooled = mean(max_pool(second), {1, 2});
  const Tensor loss = mean(softmax_cross_entropy(matmul(pooled, p[6]), p[7]));
  graph.outputs = gradients(loss, std::vector<Tensor>{p[1], p[2], p[3], p[4], p[5], p[6]});
  graph.outputs.insert(graph.outputs.begin(), loss);
  return graph;
}

std::vector<Array> values() {
  Generator g(3);
  std::vector<Array> in{random_f32(g, {4, 12, 12, 3}),       random_f32(g, {3, 3, 3, 32}, 0.3),
                        Array::full(Shape{32}, 1.0),         random_f32(g, {32}, 0.2),
                        random_f32(g, {3, 3, 32, 32}, 0.08), random_f32(g, {32}, 0.1),
                        random_f32(g, {32, 10}, 0.3),        Array({4, 10})};
  for (std::size_t i = 0; i < 4; ++i) in[7].mutable_data<float>()[i * 10 + i] = 1;
  return in;
}

/// Largest difference over the largest magnitude.
double distance(const Array& a, const Array& b) {
  double difference = 0, largest = 1e-12;
  for (std::int64_t i = 0; i < a.size(); ++i) {
    difference = std::max(difference, std::abs(a.at(i) - b.at(i)));
    largest = std::max(largest, std::abs(b.at(i)));
  }
  return difference / largest;
}

TEST(MixedPrecisionPrograms, AgreeWithTheReferenceAndAlmostWithFloat32) {
  const std::vector<Array> in = values();
  const auto run = [&](const char* backend, Precision precision) {
    return Program(network(), {.backend = backend, .precision = precision}).run(in);
  };
  const auto mixed = run("cpu", Precision::bf16_emulated);
  const auto oracle = run("reference", Precision::bf16_emulated);
  const auto single = run("reference", Precision::float32);
  ASSERT_EQ(mixed.size(), single.size());
  EXPECT_NEAR(mixed[0].item(), oracle[0].item(), 2e-3 * oracle[0].item());
  EXPECT_NEAR(mixed[0].item(), single[0].item(), 1e-2 * single[0].item());
  for (std::size_t o = 1; o < mixed.size(); ++o) {
    // Single roundings may fall on the other side, and a ReLU's mask or a pool's winner with them.
    EXPECT_LE(distance(mixed[o], oracle[o]), 0.03) << "output " << o;
    // Against float32 they do so often; what counts there is the loss.
    EXPECT_LE(distance(mixed[o], single[o]), 0.25) << "output " << o;
  }
}

TEST(MixedPrecisionPrograms, AreRefusedWhereTheProcessorWouldImitateThem) {
  if (has_bfloat16()) {
    EXPECT_NO_THROW(Program(network(), {.precision = Precision::bf16}));
  } else {
    EXPECT_THROW(Program(network(), {.precision = Precision::bf16}), UnsupportedError);
  }
}

TEST(MixedPrecisionPrograms, TakeLessMemory) {
  const Program single(network(), {});
  const Program mixed(network(), {.precision = Precision::bf16_emulated});
  EXPECT_LT(mixed.arena_bytes(), single.arena_bytes());
}

}  // namespace
}  // namespace saem
