// The kernel gradient by Winograd's F(3×3, 4×4) against the reference loop.
#include <gtest/gtest.h>

#include <string>

#include "saem/backend/cpu/winograd/kernel_gradient.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

struct Problem {
  std::int64_t images, height, width, channels, filters;
  std::vector<std::pair<std::int64_t, std::int64_t>> padding;

  [[nodiscard]] Shape x() const { return {images, height, width, channels}; }
  [[nodiscard]] Shape y() const {
    return {images, height + padding[0].first + padding[0].second - 2,
            width + padding[1].first + padding[1].second - 2, filters};
  }
};

Tensor gradient(Generator& g, const Problem& p) {
  return conv_kernel_gradient(test::random_tensor(g, p.x()), test::random_tensor(g, p.y()),
                              {3, 3, p.channels, p.filters}, {.padding = p.padding});
}

/// The same node with bfloat16 pictures; its result stays float32.
Tensor from_bfloat16(const Tensor& y) {
  Tensors inputs;
  for (const Tensor& input : y.node().inputs())
    inputs.emplace_back(input.node().values().front().astype(DType::bf16));
  return Tensor(std::make_shared<Node>(y.node().op(), y.node().attributes(), inputs, y.node().outputs()));
}

/// The kernel's result in these layouts; the same bits on 1, 2 and 4 threads.
Array run(const Tensor& y, std::int64_t x_block, std::int64_t dy_block) {
  const Task task = test::task_of(y, {Layout{x_block}, Layout{dy_block}}, {});
  Array first;
  for (const int threads : {1, 2, 4}) {
    set_thread_count(threads);
    const auto kernel = cpu::make_winograd_kernel_gradient(task);
    EXPECT_NE(kernel, nullptr) << task.to_string();
    if (!kernel) break;
    const Array value = test::run_task(*kernel, task).front();
    if (threads == 1) {
      first = value;
    } else {
      EXPECT_TRUE(identical(value, first)) << task.to_string() << " on " << threads << " threads";
    }
  }
  set_thread_count(2);
  return first;
}

void expect_right(const Tensor& y, std::int64_t x_block, std::int64_t dy_block) {
  const Array expected = test::reference_value(y.node());
  EXPECT_LE(test::largest_difference(run(y, x_block, dy_block), expected),
            1e-5 * test::largest_magnitude(expected))
      << y.node().input(0).shape().to_string() << " " << y.node().input(1).shape().to_string() << " blocks "
      << x_block << " " << dy_block;
}

Problem random_problem(Generator& g) {
  Problem p{1 + g.integer(3),        1 + g.integer(13),
            1 + g.integer(13),       16 * (1 + g.integer(6)),
            16 * (1 + g.integer(6)), {{g.integer(4), g.integer(4)}, {g.integer(4), g.integer(4)}}};
  // At least one place of dy.
  if (p.y()[1] < 1) p.height += 2;
  if (p.y()[2] < 1) p.width += 2;
  return p;
}

TEST(WinogradGradient, AnyShapeAndLayout) {
  Generator g(31);
  for (int i = 0; i < 40; ++i) {
    const Tensor y = gradient(g, random_problem(g));
    const Tensor low = from_bfloat16(y);
    for (const std::int64_t x_block : {0, 16}) {
      for (const std::int64_t dy_block : {0, 16}) {
        expect_right(y, x_block, dy_block);
        expect_right(low, x_block, dy_block);
      }
    }
  }
}

TEST(WinogradGradient, ManyTilesInSlicesAndChunks) {
  Generator g(32);
  for (const Problem& p :
       {Problem{9, 26, 21, 32, 64, {{0, 0}, {0, 0}}}, Problem{2, 57, 30, 48, 80, {{1, 1}, {1, 1}}},
        Problem{5, 14, 15, 80, 144, {{1, 1}, {1, 1}}}}) {
    expect_right(gradient(g, p), 16, 16);
    expect_right(gradient(g, p), 0, 16);
  }
}

TEST(WinogradGradient, ManyChannels) {
  Generator g(33);
  expect_right(gradient(g, {1, 5, 6, 512, 272, {{1, 1}, {1, 1}}}), 16, 16);
  expect_right(gradient(g, {1, 2, 2, 16, 528, {{1, 1}, {1, 1}}}), 0, 0);
}

TEST(WinogradGradient, OfThisConvolutionOnly) {
  Generator g(34);
  const Tensor x = test::random_tensor(g, {2, 9, 9, 32});
  const auto is_null = [&](const Shape& dy, const Shape& kernel, const ConvOptions& options) {
    const Tensor y = conv_kernel_gradient(x, test::random_tensor(g, dy), kernel, options);
    return cpu::make_winograd_kernel_gradient(test::task_of(y, {}, {})) == nullptr;
  };
  EXPECT_FALSE(is_null({2, 7, 7, 32}, {3, 3, 32, 32}, {}));
  EXPECT_TRUE(is_null({2, 4, 4, 32}, {3, 3, 32, 32}, {.strides = {2, 2}}));
  EXPECT_TRUE(is_null({2, 5, 5, 32}, {3, 3, 32, 32}, {.dilation = {2, 2}}));
  EXPECT_TRUE(is_null({2, 5, 5, 32}, {5, 5, 32, 32}, {}));
  EXPECT_TRUE(is_null({2, 7, 7, 36}, {3, 3, 32, 36}, {}));
  EXPECT_TRUE(is_null({2, 7, 7, 32}, {3, 3, 16, 32}, {.groups = 2}));
  const Tensor forward = conv(x, test::random_tensor(g, {3, 3, 32, 32}));
  EXPECT_EQ(cpu::make_winograd_kernel_gradient(test::task_of(forward, {}, {})), nullptr);
}

}  // namespace
}  // namespace saem
