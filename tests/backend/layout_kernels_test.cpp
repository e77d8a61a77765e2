// Pooling, reductions and copies that read and write channel blocks, against the reference loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <string>

#include "saem/backend/cpu/copy_kernel.h"
#include "saem/backend/cpu/kernel_table.h"
#include "saem/backend/cpu/pooling_kernel.h"
#include "saem/backend/cpu/reduction_kernel.h"
#include "saem/backend/cpu/reorder.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

using test::random_tensor;
using Integers = std::vector<std::int64_t>;

constexpr Layout plain{};

Tensor apply(const char* op, Tensors inputs, Attributes attributes = {}) {
  return record(find_op(op), std::move(inputs), std::move(attributes));
}

// Every element another number, so that none can be taken for another.
Tensor numbered(const Shape& shape, DType dtype) {
  Array array(shape, DType::i64);
  const auto data = array.mutable_data<std::int64_t>();
  std::iota(data.begin(), data.end(), 1);
  return array.astype(dtype);
}

using Make = std::function<std::unique_ptr<Kernel>(const Task&)>;

/// The kernel in these layouts gives the reference's numbers, and the same bits on any number of threads.
void expect_agrees(const Tensor& y, std::vector<Layout> inputs, Layout output, double tolerance,
                   const Make& make = cpu::make_node_kernel) {
  std::string text = y.node().op().name + " " + y.node().attributes().to_string();
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    text += " " + y.node().input(static_cast<int>(i)).shape().to_string() + ":" +
            std::to_string(inputs[i].channel_block);
  }
  SCOPED_TRACE(text + " -> " + std::to_string(output.channel_block));
  const Task task = test::task_of(y, std::move(inputs), output);
  const int before = thread_count();
  std::optional<Array> first;
  for (const int threads : {1, 2, 3, 4}) {
    set_thread_count(threads);
    const auto kernel = make(task);
    ASSERT_NE(kernel, nullptr);
    const Array result = test::run_task(*kernel, task).front();
    if (!first) {
      first = result;
      const Array expected = test::reference_value(y.node()).astype(result.dtype());
      EXPECT_LE(test::largest_difference(result, expected), tolerance * test::largest_magnitude(expected));
    }
    EXPECT_TRUE(identical(result, *first)) << threads << " threads";
  }
  set_thread_count(before);
}

Layout some_layout(Generator& g, std::int64_t channels) {
  constexpr Layout layouts[] = {{}, {8}, {16}};
  return layouts[g.integer(channels % 16 == 0 ? 3 : 2)];
}

// (n, d1 ... dk, c), c divisible by 8.
Shape some_pictures(Generator& g) {
  Integers dims{1 + g.integer(3)};
  for (std::int64_t i = 1 + g.integer(3); i > 0; --i) dims.push_back(1 + g.integer(7));
  dims.push_back(8 * (1 + g.integer(6)));
  return Shape(std::span<const std::int64_t>(dims));
}

// ---- pooling ----

struct Pooling {
  Shape x;
  Attributes options;
};

Pooling some_pooling(Generator& g) {
  const std::int64_t spatial = 1 + g.integer(3);
  Integers x{1 + g.integer(20)}, size, strides, low, high;
  for (std::int64_t i = 0; i < spatial; ++i) {
    size.push_back(1 + g.integer(3));
    strides.push_back(1 + g.integer(3));
    low.push_back(g.integer(size.back()));
    high.push_back(g.integer(size.back()));
    x.push_back(std::max<std::int64_t>(1, size.back() - low.back() - high.back()) + g.integer(7));
  }
  x.push_back(8 * (1 + g.integer(9)));
  return {Shape(std::span<const std::int64_t>(x)),
          {{"size", size}, {"strides", strides}, {"padding_low", low}, {"padding_high", high}}};
}

TEST(PoolingLayouts, EachInputAndOutputInAnyLayout) {
  Generator g(81);
  for (int i = 0; i < 40; ++i) {
    const Pooling p = some_pooling(g);
    const auto layout = [&] { return some_layout(g, p.x[-1]); };
    Array values(p.x);
    const bool ties = g.integer(2) == 0;
    for (float& x : values.mutable_data<float>())
      x = ties ? static_cast<float>(g.integer(3)) : static_cast<float>(g.uniform(-1, 1));
    const Tensor x = values;
    expect_agrees(apply("max_pool", {x}, p.options), {layout()}, layout(), 0);
    expect_agrees(apply("max_pool_gather", {x, random_tensor(g, p.x)}, p.options), {layout(), layout()},
                  layout(), 0);
    const Tensor average = apply("average_pool", {x}, p.options);
    expect_agrees(average, {layout()}, layout(), 1e-6);
    const Tensor dy = random_tensor(g, average.shape());
    expect_agrees(apply("max_pool_gradient", {x, dy}, p.options), {layout(), layout()}, layout(), 1e-6);
    Attributes options = p.options;
    options.set("x_shape", p.x);
    expect_agrees(apply("average_pool_gradient", {dy}, options), {layout()}, layout(), 1e-6);
  }
}

// The same as the gradient with what lies under non-positive elements taken away.
TEST(PoolingLayouts, MaskOfRelu) {
  Generator g(82);
  for (int i = 0; i < 30; ++i) {
    const Pooling p = some_pooling(g);
    const Tensor x = random_tensor(g, p.x);
    const Tensor dy = random_tensor(g, apply("max_pool", {x}, p.options).shape());
    const Tensor dx = apply("max_pool_gradient", {x, dy}, p.options);
    const Task task =
        test::task_of(dx, {some_layout(g, p.x[-1]), some_layout(g, p.x[-1])}, some_layout(g, p.x[-1]));
    const Array masked = test::run_task(*cpu::make_pooling_kernel(task, {.mask = true}), task).front();
    const Array whole = test::reference_value(dx.node());
    const auto values = x.node().values().front().data<float>();
    for (std::int64_t e = 0; e < masked.size(); ++e)
      ASSERT_NEAR(masked.at(e), values[static_cast<std::size_t>(e)] > 0 ? whole.at(e) : 0, 1e-5);
  }
}

// One input in two roles: a window of one element, whose gradient is the input itself.
TEST(PoolingLayouts, TheSameArrayTwiceInAGroup) {
  Generator g(83);
  const Integers one{1, 1}, none{0, 0};
  const Attributes options{{"size", one}, {"strides", one}, {"padding_low", none}, {"padding_high", none}};
  const Tensor x = random_tensor(g, {2, 3, 3, 16});
  Task task = test::task_of(apply("max_pool_gradient", {x, x}, options), {plain}, plain);
  task.inputs.pop_back();  // as a group has it
  const Array dx = test::run_task(*cpu::make_pooling_kernel(task, {.mask = true}), task).front();
  for (std::int64_t e = 0; e < dx.size(); ++e)
    ASSERT_EQ(dx.at(e), std::max(0.0, x.node().values().front().at(e)));
}

// ---- reductions ----

TEST(ReductionLayouts, WhatIsLeftIsRowMajor) {
  Generator g(84);
  int covered = 0;
  for (int i = 0; i < 150; ++i) {
    const Shape shape = g.integer(8) == 0 ? Shape{3, 70, 70, 32} : some_pictures(g);
    Integers axes;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (g.integer(3) > 0) axes.push_back(axis);
    }
    const Tensor x = random_array(g, shape, 0, 1).astype(DType::f32);  // nothing cancels in a sum
    for (const char* op : {"sum", "max"}) {
      const Tensor y = apply(op, {x}, {{"axes", axes}});
      const Layout layout{shape[-1] % 16 == 0 ? 16 : 8};
      const bool reduces = cpu::reduces_blocked(y.node());
      if (reduces) {
        expect_agrees(y, {layout}, plain, 1e-6);
      } else {
        EXPECT_EQ(cpu::make_node_kernel(test::task_of(y, {layout}, plain)), nullptr);
      }
      covered += reduces ? 1 : 0;
    }
  }
  EXPECT_GT(covered, 80);
}

TEST(ReductionLayouts, GlobalAverageAndBiasGradientAreCovered) {
  Generator g(85);
  const Tensor x = random_tensor(g, {2, 5, 6, 32});
  EXPECT_TRUE(cpu::reduces_blocked(apply("sum", {x}, {{"axes", Integers{1, 2}}}).node()));
  EXPECT_TRUE(cpu::reduces_blocked(apply("sum", {x}, {{"axes", Integers{0, 1, 2}}}).node()));
  EXPECT_TRUE(cpu::reduces_blocked(apply("sum", {x}, {{"axes", Integers{0, 1, 2, 3}}}).node()));
  EXPECT_FALSE(cpu::reduces_blocked(apply("sum", {x}, {{"axes", Integers{1}}}).node()));
}

// ---- copies ----

DType some_dtype(Generator& g) {
  constexpr DType dtypes[] = {DType::f32, DType::f64, DType::i32, DType::f16};
  return dtypes[g.integer(4)];
}

// The layouts may differ from input to output, but not the blocks' sizes.
void expect_copies(const Tensor& y, Generator& g, std::int64_t block) {
  const auto layout = [&](const Shape& shape) {
    return g.integer(3) > 0 && fits(shape, {block}) ? Layout{block} : plain;
  };
  ASSERT_TRUE(cpu::copies_blocked(y.node(), block));
  std::vector<Layout> inputs;
  for (const Tensor& x : y.node().inputs()) {
    const bool can =
        y.node().op().name != "broadcast_to" || (x.rank() == y.rank() && x.shape()[-1] == y.shape()[-1]);
    inputs.push_back(can ? layout(x.shape()) : plain);
  }
  expect_agrees(y, inputs, layout(y.shape()), 0);
}

TEST(CopyLayouts, OverRandomShapes) {
  Generator g(86);
  for (int i = 0; i < 60; ++i) {
    const Shape shape = some_pictures(g);
    const std::int64_t block = shape[-1] % 16 == 0 && g.integer(2) == 0 ? 16 : 8;
    const int channel = shape.rank() - 1;
    Integers begin, end, step, low, high, interior;
    for (int axis = 0; axis < channel; ++axis) {
      begin.push_back(g.integer(shape[axis]));
      end.push_back(begin.back() + 1 + g.integer(shape[axis] - begin.back()));
      step.push_back(1 + g.integer(3));
      low.push_back(g.integer(3));
      high.push_back(g.integer(3));
      interior.push_back(g.integer(3));
    }
    const std::int64_t first = g.integer(shape[-1] / block);
    begin.push_back(first * block);
    end.push_back(block * (first + 1 + g.integer(shape[-1] / block - first)));
    step.push_back(1);
    low.push_back(block * g.integer(2));
    high.push_back(block * g.integer(2));
    interior.push_back(0);
    const Tensor x = numbered(shape, some_dtype(g));
    expect_copies(apply("slice", {x}, {{"begin", begin}, {"end", end}, {"step", step}}), g, block);
    expect_copies(apply("pad", {x}, {{"low", low}, {"high", high}, {"interior", interior}}), g, block);
    Integers axes = g.permutation(channel - 1);
    for (std::int64_t& axis : axes) ++axis;
    axes.insert(axes.begin(), 0);
    axes.push_back(channel);
    expect_copies(apply("transpose", {x}, {{"axes", axes}}), g, block);
    const int along = static_cast<int>(g.integer(shape.rank()));
    const Tensor other = numbered(shape.with(along, along == channel ? block : 2), x.dtype());
    expect_copies(apply("concat", {x, other, x}, {{"axis", along}}), g, block);
    Shape from = shape.slice(static_cast<int>(g.integer(shape.rank())), shape.rank());
    for (int axis = 0; axis < from.rank(); ++axis) {
      if (g.integer(2) == 0) from = from.with(axis, 1);
    }
    expect_copies(apply("broadcast_to", {numbered(from, x.dtype())}, {{"shape", shape}}), g, block);
  }
}

TEST(CopyLayouts, PartsOfBlocksAreNotCovered) {
  const Tensor x = numbered({2, 3, 3, 32}, DType::f32);
  const Integers none{0, 0, 0, 0}, one{1, 1, 1, 1};
  const auto slice = [&](std::int64_t begin, std::int64_t end) {
    return apply("slice", {x},
                 {{"begin", Integers{0, 0, 0, begin}}, {"end", Integers{2, 3, 3, end}}, {"step", one}});
  };
  EXPECT_FALSE(cpu::copies_blocked(slice(8, 24).node()));
  EXPECT_TRUE(cpu::copies_blocked(slice(8, 24).node(), 8));
  EXPECT_EQ(cpu::make_node_kernel(test::task_of(slice(8, 24), {{16}}, {16})), nullptr);
  EXPECT_FALSE(cpu::copies_blocked(apply("transpose", {x}, {{"axes", Integers{1, 0, 2, 3}}}).node()));
  EXPECT_FALSE(cpu::copies_blocked(
      apply("pad", {x}, {{"low", none}, {"high", Integers{0, 0, 0, 17}}, {"interior", Integers{0, 0, 0, 1}}})
          .node()));
  const Tensor narrow = numbered({2, 3, 3, 8}, DType::f32);
  EXPECT_FALSE(cpu::copies_blocked(apply("concat", {narrow, narrow}, {{"axis", 3}}).node()));
}

// ---- from layout to layout ----

TEST(Reorder, EveryPairOfLayouts) {
  Generator g(87);
  for (int i = 0; i < 60; ++i) {
    const Shape shape = i == 0 ? Shape{0, 3, 16} : i == 1 ? Shape{2, 1000, 48} : some_pictures(g);
    const Layout from = some_layout(g, shape[-1]);
    const Layout to = some_layout(g, shape[-1]);
    const Array x = numbered(shape, some_dtype(g)).node().values().front();
    const Array memory = test::to_layout(x, from);
    Array result = Array::uninitialized(memory_shape(shape, to), x.dtype());
    cpu::Reorder(shape, from, to, item_size(x.dtype())).run(memory.bytes(), result.mutable_bytes());
    EXPECT_TRUE(identical(test::from_layout(result, shape, to), x)) << shape.to_string();
  }
}

}  // namespace
}  // namespace saem
