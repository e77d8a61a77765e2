#include "saem/backend/cpu/moments_kernel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>

#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

struct Result {
  Array mean, variance;
};

Array poisoned(const Shape& shape) { return Array::full(shape, std::numeric_limits<double>::quiet_NaN()); }

Result run(Kernel& kernel, const Array& memory, const Shape& reduced) {
  Result result{poisoned(reduced), poisoned(reduced)};
  Array scratch = poisoned({static_cast<std::int64_t>(kernel.scratch_bytes() / sizeof(float)) + 16});
  const void* from[] = {memory.bytes()};
  void* to[] = {result.mean.mutable_bytes(), result.variance.mutable_bytes()};
  kernel.run(from, to, scratch.mutable_bytes());
  return result;
}

Result reference(const Node& node) {
  const std::vector<Array> inputs{node.input(0).value().astype(DType::f64)};
  std::vector<Array> outputs{Array(node.outputs()[0].shape, DType::f64),
                             Array(node.outputs()[1].shape, DType::f64)};
  ReferenceCall call{node.attributes(), inputs, outputs};
  node.op().reference.run(call);
  return {outputs[0], outputs[1]};
}

/// The elements in the order in which they lie in memory.
Array in_layout(const Array& x, const Layout& layout) {
  if (layout.is_plain()) return x;
  const Shape memory = memory_shape(x.shape(), layout);
  const std::int64_t channels = x.shape()[-1], b = layout.channel_block;
  const std::int64_t pixels = x.size() / x.shape()[0] / channels;
  Array result(memory);
  for (std::int64_t i = 0; i < x.size(); ++i) {
    const std::int64_t c = i % channels, p = i / channels % pixels, n = i / channels / pixels;
    result.mutable_data<float>()[static_cast<std::size_t>(((n * (channels / b) + c / b) * pixels + p) * b +
                                                          c % b)] =
        x.data<float>()[static_cast<std::size_t>(i)];
  }
  return result;
}

void expect_moments(const Array& x, const Integers& axes, const Layout& layout = {},
                    double tolerance = 1e-6) {
  const Tensor mean = record_all(find_op("moments"), {x}, {{"axes", axes}})[0];
  SCOPED_TRACE(x.shape().to_string() + " " + mean.node().attributes().to_string());
  const Task task{.nodes = {mean.node_ptr()},
                  .inputs = mean.node().inputs(),
                  .outputs = {mean, Tensor(mean.node_ptr(), 1)},
                  .input_layouts = {layout},
                  .output_layouts = {{}, {}}};
  const Result expected = reference(mean.node());
  const Array memory = in_layout(x, layout);
  std::optional<Result> first;
  const int before = thread_count();
  for (const int threads : {1, 2, 4}) {
    set_thread_count(threads);
    const auto kernel = cpu::make_moments_kernel(task);
    ASSERT_NE(kernel, nullptr);
    const Result result = run(*kernel, memory, mean.shape());
    if (!first) first = result;
    EXPECT_TRUE(identical(result.mean, first->mean) && identical(result.variance, first->variance));
  }
  set_thread_count(before);
  const double spread = test::largest_magnitude(expected.variance);
  EXPECT_LE(test::largest_difference(first->variance, expected.variance), 2 * tolerance * spread);
  EXPECT_LE(test::largest_difference(first->mean, expected.mean),
            tolerance * std::max(test::largest_magnitude(expected.mean), std::sqrt(spread)));
}

Array random_values(Generator& g, const Shape& shape, double low = -1, double high = 1) {
  return random_array(g, shape, low, high).astype(DType::f32);
}

TEST(MomentsKernel, OverRandomLeadingAxes) {
  Generator g(1);
  for (int i = 0; i < 60; ++i) {
    const std::int64_t channels = 1 + g.integer(g.integer(2) == 0 ? 8 : 200);
    const Shape x{1 + g.integer(6), 1 + g.integer(40), 1 + g.integer(20), channels};
    expect_moments(random_values(g, x, -1, 3), {0, 1, 2});
  }
  expect_moments(random_values(g, {40'000, 3}), {0});
  expect_moments(random_values(g, {5000, 64}), {0});
  expect_moments(random_values(g, {1, 70}), {0});
}

TEST(MomentsKernel, OverOtherAxes) {
  Generator g(2);
  expect_moments(random_values(g, {7, 300}), {1});
  expect_moments(random_values(g, {3, 100'000}), {1});
  expect_moments(random_values(g, {100'003}), {0});
  expect_moments(random_values(g, {5, 30, 17}), {1});
  expect_moments(random_values(g, {5, 6, 7, 18}), {0, 2});
  expect_moments(random_values(g, {5, 6}), {});
  expect_moments(random_values(g, {}), {});
}

TEST(MomentsKernel, OverRowsOfAnyLength) {
  Generator g(5);
  for (const std::int64_t row : {2, 3, 15, 16, 17, 33, 64, 100, 768, 1000, 8192, 8193}) {
    expect_moments(random_values(g, {70, row}, -1, 3), {1});
    expect_moments(random_values(g, {30, row}, 1000, 1001), {1}, {}, 1e-5);
  }
  expect_moments(random_values(g, {5, 6, 7, 8}), {2, 3});
}

TEST(MomentsKernel, InChannelBlocks) {
  Generator g(3);
  const Layout blocks{16};
  for (int i = 0; i < 20; ++i) {
    const Shape x{1 + g.integer(20), 1 + g.integer(30), 1 + g.integer(20), 16 * (1 + g.integer(6))};
    expect_moments(random_values(g, x, -1, 3), {0, 1, 2}, blocks);
  }
  expect_moments(random_values(g, {9, 33, 32}), {0, 1}, blocks);
  expect_moments(random_values(g, {2, 1, 1, 48}), {0, 1, 2}, blocks);
}

// Elements of about 1000 that differ by 1: Σx² - (Σx)² / n has no digit left in float32.
TEST(MomentsKernel, NothingCancels) {
  Generator g(4);
  expect_moments(random_values(g, {20'000, 40}, 1000, 1001), {0}, {}, 1e-5);
  expect_moments(random_values(g, {8, 28, 28, 32}, 1000, 1001), {0, 1, 2}, {16}, 1e-5);
  // A first element far from all others.
  Array x = random_values(g, {4096, 16});
  for (std::size_t c = 0; c < 16; ++c) x.mutable_data<float>()[c] = 1e4F;
  expect_moments(x, {0});
}

TEST(MomentsKernel, LeavesOtherCasesToTheReference) {
  const auto kernel = [](const Array& x, const Integers& axes) {
    const Tensor mean = record_all(find_op("moments"), {x}, {{"axes", axes}})[0];
    return cpu::make_moments_kernel({.nodes = {mean.node_ptr()}, .inputs = {x}, .outputs = {mean}});
  };
  EXPECT_EQ(kernel(Array({2, 3}, DType::f64), {0}), nullptr);
  EXPECT_EQ(kernel(Array(Shape{2, 3, 4, 5, 6}), {1, 3}), nullptr);
  EXPECT_NE(kernel(Array(Shape{3, 4, 5}), {0, 2}), nullptr);
}

}  // namespace
}  // namespace saem
