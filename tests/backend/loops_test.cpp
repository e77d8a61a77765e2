// The kernels with loops of our own: copies, pooling, softmax, random numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "saem/backend/cpu/kernel_table.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"

namespace saem {
namespace {

using test::expect_kernel_agrees;
using test::random_tensor;
using Integers = std::vector<std::int64_t>;

Tensor apply(const char* op, Tensors inputs, Attributes attributes = {}) {
  return record(find_op(op), std::move(inputs), std::move(attributes));
}

// Sometimes large enough for several tasks.
Shape some_shape(Generator& g, int min_rank) {
  Shape shape = random_shape(g, min_rank, 4);
  if (shape.rank() > 0 && g.integer(3) == 0) {
    shape = shape.with(static_cast<int>(g.integer(shape.rank())), 100 + g.integer(900));
  }
  return shape;
}

// Every element another number, so that none can be taken for another.
Tensor numbered(const Shape& shape, DType dtype) {
  Array array(shape, DType::i64);
  const auto data = array.mutable_data<std::int64_t>();
  std::iota(data.begin(), data.end(), 1);
  return array.astype(dtype);
}

DType some_dtype(Generator& g) {
  constexpr DType dtypes[] = {DType::f32, DType::f64, DType::i32, DType::i64};
  return dtypes[g.integer(4)];
}

TEST(CopyKernels, TransposeOverRandomShapes) {
  Generator g(31);
  for (int i = 0; i < 60; ++i) {
    const Shape shape = some_shape(g, 0);
    expect_kernel_agrees(
        apply("transpose", {numbered(shape, some_dtype(g))}, {{"axes", g.permutation(shape.rank())}}), 0);
  }
  expect_kernel_agrees(apply("transpose", {numbered({301, 517}, DType::f32)}, {{"axes", Integers{1, 0}}}), 0);
  expect_kernel_agrees(
      apply("transpose", {numbered({7, 40, 50, 33}, DType::f32)}, {{"axes", Integers{0, 3, 1, 2}}}), 0);
  expect_kernel_agrees(apply("transpose", {numbered({3, 0, 2}, DType::f32)}, {{"axes", Integers{2, 0, 1}}}),
                       0);
}

TEST(CopyKernels, OneAndTwoByteElements) {
  const Integers axes{1, 0};
  const Tensor x = numbered({11, 20}, DType::u8);  // 220 different bytes
  expect_kernel_agrees(apply("transpose", {x}, {{"axes", axes}}), 0);
  expect_kernel_agrees(apply("transpose", {numbered({11, 20}, DType::f16)}, {{"axes", axes}}), 0);
}

TEST(CopyKernels, SliceOverRandomShapes) {
  Generator g(32);
  for (int i = 0; i < 60; ++i) {
    const Shape shape = some_shape(g, 0);
    Integers begin, end, step;
    for (const std::int64_t extent : shape) {
      begin.push_back(g.integer(extent));
      end.push_back(begin.back() + g.integer(extent - begin.back() + 1));
      step.push_back(1 + g.integer(3));
    }
    expect_kernel_agrees(
        apply("slice", {numbered(shape, some_dtype(g))}, {{"begin", begin}, {"end", end}, {"step", step}}),
        0);
  }
}

TEST(CopyKernels, PadOverRandomShapes) {
  Generator g(33);
  for (int i = 0; i < 60; ++i) {
    const Shape shape = some_shape(g, 0);
    Integers low, high, interior;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      low.push_back(g.integer(4));
      high.push_back(g.integer(4));
      interior.push_back(g.integer(3));
    }
    expect_kernel_agrees(apply("pad", {numbered(shape, some_dtype(g))},
                               {{"low", low}, {"high", high}, {"interior", interior}}),
                         0);
  }
  expect_kernel_agrees(
      apply("pad", {numbered({0, 2}, DType::f32)},
            {{"low", Integers{1, 1}}, {"high", Integers{2, 0}}, {"interior", Integers{1, 1}}}),
      0);
}

TEST(CopyKernels, ConcatOverRandomShapes) {
  Generator g(34);
  for (int i = 0; i < 40; ++i) {
    const Shape shape = some_shape(g, 1);
    const DType dtype = some_dtype(g);
    const int axis = static_cast<int>(g.integer(shape.rank()));
    Tensors parts;
    for (std::int64_t part = g.integer(4); part >= 0; --part)
      parts.push_back(numbered(shape.with(axis, g.integer(6)), dtype));
    expect_kernel_agrees(apply("concat", parts, {{"axis", axis}}), 0);
  }
}

TEST(CopyKernels, BroadcastOverRandomShapes) {
  Generator g(35);
  for (int i = 0; i < 60; ++i) {
    const Shape to = some_shape(g, 0);
    Shape from = to.slice(static_cast<int>(g.integer(to.rank() + 1)), to.rank());
    for (int axis = 0; axis < from.rank(); ++axis) {
      if (g.integer(2) == 0) from = from.with(axis, 1);
    }
    expect_kernel_agrees(apply("broadcast_to", {numbered(from, some_dtype(g))}, {{"shape", to}}), 0);
  }
}

// ---- pooling ----

struct Pooling {
  Shape x;
  Attributes options;
};

Pooling random_pooling(Generator& g) {
  const std::int64_t spatial = 1 + g.integer(3);
  Integers x{1 + g.integer(5)}, size, strides, low, high;
  for (std::int64_t i = 0; i < spatial; ++i) {
    size.push_back(1 + g.integer(3));
    strides.push_back(1 + g.integer(3));
    low.push_back(g.integer(size.back()));
    high.push_back(g.integer(size.back()));
    x.push_back(std::max<std::int64_t>(1, size.back() - low.back() - high.back()) + g.integer(8));
  }
  x.push_back(1 + g.integer(g.integer(2) == 0 ? 4 : 150));
  return {Shape(std::span<const std::int64_t>(x)),
          {{"size", size}, {"strides", strides}, {"padding_low", low}, {"padding_high", high}}};
}

void check_pooling(const Pooling& p, const Tensor& x, Generator& g) {
  expect_kernel_agrees(apply("max_pool", {x}, p.options), 0);
  const Tensor average = apply("average_pool", {x}, p.options);
  expect_kernel_agrees(average, 1e-6);
  const Tensor dy = random_tensor(g, average.shape());
  expect_kernel_agrees(apply("max_pool_gradient", {x, dy}, p.options), 1e-6);
  expect_kernel_agrees(apply("max_pool_gather", {x, random_tensor(g, p.x)}, p.options), 0);
  Attributes options = p.options;
  options.set("x_shape", p.x);
  expect_kernel_agrees(apply("average_pool_gradient", {dy}, options), 1e-6);
}

TEST(PoolingKernels, OverRandomShapes) {
  Generator g(41);
  for (int i = 0; i < 40; ++i) {
    const Pooling p = random_pooling(g);
    check_pooling(p, random_tensor(g, p.x), g);
  }
}

// Small integers: many windows have several largest elements, of which the first one counts.
TEST(PoolingKernels, Ties) {
  Generator g(42);
  for (int i = 0; i < 30; ++i) {
    const Pooling p = random_pooling(g);
    Array x(p.x);
    for (float& value : x.mutable_data<float>()) value = static_cast<float>(g.integer(3));
    check_pooling(p, x, g);
  }
}

TEST(PoolingKernels, NanIsTheLargest) {
  Generator g(43);
  Array x(Shape{2, 6, 6, 70});
  for (float& value : x.mutable_data<float>()) {
    value =
        g.integer(5) == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(g.uniform(-1, 1));
  }
  const Integers two{2, 2}, none{0, 0};
  const Attributes options{{"size", two}, {"strides", two}, {"padding_low", none}, {"padding_high", none}};
  expect_kernel_agrees(apply("max_pool", {x}, options), 0);
  expect_kernel_agrees(apply("max_pool_gradient", {x, random_tensor(g, {2, 3, 3, 70})}, options), 0);
}

TEST(PoolingKernels, NoPictures) {
  Generator g(44);
  const Integers two{2, 2}, none{0, 0};
  check_pooling(
      {{0, 4, 4, 3}, {{"size", two}, {"strides", two}, {"padding_low", none}, {"padding_high", none}}},
      random_tensor(g, {0, 4, 4, 3}), g);
}

// ---- softmax ----

TEST(SoftmaxKernels, OverRandomShapes) {
  Generator g(61);
  for (int i = 0; i < 40; ++i) {
    const Shape shape = i == 0 ? Shape{3, 5000} : some_shape(g, 1);
    Array x(shape);
    const double size = g.integer(2) == 0 ? 3 : 80;
    for (float& value : x.mutable_data<float>()) value = static_cast<float>(g.uniform(-size, size));
    expect_kernel_agrees(apply("softmax", {x}), 2e-6);
    expect_kernel_agrees(apply("log_softmax", {x}), 2e-6);
  }
}

TEST(SoftmaxKernels, ExtremeValues) {
  const Tensor x = Array::of(std::vector<float>{-1000, 0, 1000, 3e38F, -3e38F, 0}, {2, 3});
  expect_kernel_agrees(apply("softmax", {x}), 1e-6);
  expect_kernel_agrees(apply("log_softmax", {x}), 1e-6);
}

// ---- random numbers ----

Tensor key(Generator& g) {
  const auto word = [&g] {
    return static_cast<std::int64_t>(g.bits()) << 32 | static_cast<std::int64_t>(g.bits());
  };
  return Array::of(std::vector<std::int64_t>{word(), word()});
}

TEST(RandomKernels, GiveTheBitsOfTheReference) {
  Generator g(71);
  for (const std::int64_t count : {0, 1, 3, 64, 65, 1000, 16384, 100'003}) {
    for (const char* op : {"random_uniform", "random_normal"}) {
      const Tensor y = apply(op, {key(g)}, {{"shape", Shape{count}}});
      expect_kernel_agrees(y, 0);  // once the reference's float64 numbers have been rounded to float32
    }
  }
}

}  // namespace
}  // namespace saem
