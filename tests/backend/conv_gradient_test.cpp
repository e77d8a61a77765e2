// The kernel gradient of any convolution by products of packed pixels, against the reference loop.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saem/backend/algorithms.h"
#include "saem/backend/cpu/conv_gradient/conv_gradient_kernel.h"
#include "saem/backend/cpu/conv_gradient/gradient_cut.h"
#include "saem/backend/cpu/conv_gradient/gradient_loops.h"
#include "saem/backend/cpu/conv_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

struct Problem {
  Shape x, kernel;
  ConvOptions options = {};

  [[nodiscard]] Tensor gradient(Generator& g) const {
    const Tensor pictures = test::random_tensor(g, x);
    const Shape y = conv(pictures, Tensor(Array(kernel, DType::f32)), options).shape();
    return conv_kernel_gradient(pictures, test::random_tensor(g, y), kernel, options);
  }
};

/// The same node with bfloat16 pictures; its result stays float32.
Tensor from_bfloat16(const Tensor& y) {
  Tensors inputs;
  for (const Tensor& input : y.node().inputs())
    inputs.emplace_back(input.node().values().front().astype(DType::bf16));
  return Tensor(std::make_shared<Node>(y.node().op(), y.node().attributes(), inputs, y.node().outputs()));
}

bool can_compute(DType dtype) { return cpu::gradient_loops(dtype) != nullptr; }

/// The kernel's result in these layouts; the same bits on 1, 2 and 4 threads.
Array run(const Tensor& y, std::int64_t x_block, std::int64_t dy_block) {
  const Task task = test::task_of(y, {Layout{x_block}, Layout{dy_block}}, {});
  Array first;
  for (const int threads : {1, 2, 4}) {
    set_thread_count(threads);
    const auto kernel = cpu::make_product_gradient_kernel(task);
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
  if (!can_compute(y.node().input(0).dtype())) return;
  const Array expected = test::reference_value(y.node());
  EXPECT_LE(test::largest_difference(run(y, x_block, dy_block), expected),
            1e-5 * test::largest_magnitude(expected))
      << y.node().input(0).shape().to_string() << " " << y.node().input(1).shape().to_string() << " blocks "
      << x_block << " " << dy_block;
}

void expect_right_in_all(const Tensor& y) {
  const Tensor low = from_bfloat16(y);
  for (const std::int64_t x_block : {0, 16}) {
    for (const std::int64_t dy_block : {0, 16}) {
      expect_right(y, x_block, dy_block);
      expect_right(low, x_block, dy_block);
    }
  }
}

/// One or two spatial axes; kernels up to 4, strides up to 3, uneven padding wider than the kernel, dilation.
Problem random_problem(Generator& g) {
  Problem p;
  std::vector<std::int64_t> x{1 + g.integer(3)}, kernel;
  for (std::int64_t axis = 0, axes = 1 + g.integer(2); axis < axes; ++axis) {
    kernel.push_back(1 + g.integer(4));
    p.options.strides.push_back(1 + g.integer(3));
    p.options.dilation.push_back(1 + g.integer(2));
    p.options.padding.emplace_back(g.integer(5), g.integer(5));
    x.push_back((kernel.back() - 1) * p.options.dilation.back() + 1 + g.integer(9));
  }
  for (auto* shape : {&x, &kernel}) shape->push_back(16 * (1 + g.integer(4)));
  kernel.back() = x.back();
  kernel.push_back(16 * (1 + g.integer(6)));
  p.x = Shape(x);
  p.kernel = Shape(kernel);
  return p;
}

TEST(ConvGradient, AnyShapeAndLayout) {
  Generator g(41);
  for (int i = 0; i < 40; ++i) expect_right_in_all(random_problem(g).gradient(g));
}

TEST(ConvGradient, ManyPixelsInSlicesAndChunks) {
  Generator g(42);
  expect_right_in_all(Problem{{3, 41, 43, 16}, {1, 1, 16, 48}}.gradient(g));
  expect_right_in_all(
      Problem{{2, 57, 29, 32}, {3, 3, 32, 16}, {.strides = {2, 1}, .padding = {{1, 1}, {0, 2}}}}.gradient(g));
  expect_right_in_all(Problem{{5, 1037, 16}, {2, 16, 16}}.gradient(g));
}

TEST(ConvGradient, ManyChannelsInParts) {
  Generator g(43);
  expect_right_in_all(Problem{{2, 3, 3, 400}, {1, 1, 400, 208}}.gradient(g));
  expect_right_in_all(
      Problem{{1, 5, 5, 144}, {3, 3, 144, 400}, {.strides = {2, 2}, .padding = {{1, 1}, {1, 1}}}}.gradient(
          g));
}

TEST(ConvGradient, NotANumberStaysOne) {
  if (!can_compute(DType::f32)) GTEST_SKIP() << "no AVX-512";
  Array x({1, 4, 4, 16}, DType::f32);
  x.mutable_data<float>()[5] = std::numeric_limits<float>::quiet_NaN();
  Generator g(44);
  const Tensor y = conv_kernel_gradient(Tensor(x), test::random_tensor(g, {1, 4, 4, 16}), {1, 1, 16, 16}, {});
  const Array value = run(y, 0, 0);
  for (std::int64_t i = 0; i < value.size(); ++i) EXPECT_EQ(std::isnan(value.at(i)), i / 16 == 5) << i;
}

TEST(ConvGradient, OfTheseConvolutionsOnly) {
  if (!can_compute(DType::f32)) GTEST_SKIP() << "no AVX-512";
  Generator g(45);
  const auto is_null = [&](const Problem& p) {
    return cpu::make_product_gradient_kernel(test::task_of(p.gradient(g), {}, {})) == nullptr;
  };
  EXPECT_FALSE(is_null({{1, 6, 6, 32}, {3, 3, 32, 16}}));
  EXPECT_TRUE(is_null({{1, 6, 6, 32}, {3, 3, 16, 32}, {.groups = 2}}));
  EXPECT_TRUE(is_null({{1, 6, 6, 30}, {3, 3, 30, 16}}));
  EXPECT_TRUE(is_null({{1, 6, 6, 32}, {3, 3, 32, 10}}));
  EXPECT_TRUE(is_null({{0, 6, 6, 32}, {3, 3, 32, 16}}));
  EXPECT_TRUE(is_null({{1, 4, 4, 4, 16}, {1, 1, 1, 16, 16}}));
  const Tensor y = conv(test::random_tensor(g, {1, 6, 6, 16}), test::random_tensor(g, {3, 3, 16, 16}));
  EXPECT_EQ(cpu::make_product_gradient_kernel(test::task_of(y, {}, {})), nullptr);
}

TEST(ConvGradient, MayBeChosenForManyWeights) {
  Generator g(47);
  const Tensor y = Problem{{2, 3, 3, 512}, {1, 1, 512, 1024}, {.strides = {2, 2}}}.gradient(g);
  const Task task = test::task_of(y, {}, {});
  const auto kernel = cpu::make_conv_kernel(task);
  ASSERT_NE(kernel, nullptr);
  const Array expected = test::reference_value(y.node());
  EXPECT_LE(test::largest_difference(test::run_task(*kernel, task).front(), expected),
            1e-5 * test::largest_magnitude(expected));
  if (!can_compute(DType::f32)) return;
  // Convolutions that differ in their strides only are different problems.
  const auto known = algorithms_in_use();
  const auto is_ours = [](const auto& choice) { return choice.first.ends_with("float32, strides (2, 2)"); };
  EXPECT_EQ(std::ranges::count_if(known, is_ours), 1);
}

TEST(ConvGradient, PiecesCoverEverythingOnce) {
  Generator g(46);
  for (int i = 0; i < 1000; ++i) {
    const std::int64_t rows = 16 * (1 + g.integer(400)), columns = 16 * (1 + g.integer(200));
    const std::int64_t pixels = 1 + g.integer(40'000);
    const cpu::GradientCut cut = cpu::cut_gradient(rows, columns, pixels);
    const auto covers = [](std::int64_t parts, std::int64_t part, std::int64_t extent) {
      return part > 0 && parts * part >= extent && (parts - 1) * part < extent;
    };
    EXPECT_TRUE(covers(cut.row_parts, cut.rows, rows) && cut.rows % 16 == 0) << rows;
    EXPECT_TRUE(covers(cut.column_parts, cut.columns, columns) && cut.columns % 16 == 0) << columns;
    EXPECT_TRUE(covers(cut.slices, cut.pixels, pixels)) << pixels;
  }
}

}  // namespace
}  // namespace saem
