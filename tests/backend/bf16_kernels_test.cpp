// Pooling, moments and copies of bfloat16, in all layouts, against the reference loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "saem/backend/cpu/copy_kernel.h"
#include "saem/backend/cpu/kernel_table.h"
#include "saem/backend/cpu/moments_kernel.h"
#include "saem/backend/cpu/pooling_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;
constexpr double rounding = 1.0 / 256 + 1e-6;  // of a float32 sum to the nearest bfloat16

Tensor random_bf16(Generator& g, const Shape& shape, double low = -1, double high = 1) {
  return random_array(g, shape, low, high).astype(DType::bf16);
}

Tensor apply(const char* op, Tensors inputs, Attributes attributes) {
  return record(find_op(op), std::move(inputs), std::move(attributes));
}

Layout some_layout(Generator& g, const Shape& shape) {
  constexpr Layout layouts[] = {{}, {8}, {16}};
  const Layout layout = layouts[g.integer(3)];
  return layout.is_plain() || fits(shape, layout) ? layout : Layout{};
}

/// What the kernel makes of the task, the same on any number of threads.
std::vector<Array> run_on_threads(const Task& task, cpu::Epilogue epilogue = {}) {
  std::optional<std::vector<Array>> first;
  const int before = thread_count();
  for (const int threads : {1, 2, 4}) {
    set_thread_count(threads);
    const auto kernel =
        epilogue.mask ? cpu::make_pooling_kernel(task, epilogue) : cpu::make_node_kernel(task);
    if (kernel == nullptr) {
      ADD_FAILURE() << "no kernel";
      return {};
    }
    const std::vector<Array> results = test::run_task(*kernel, task);
    if (!first) first = results;
    for (std::size_t i = 0; i < results.size(); ++i)
      EXPECT_TRUE(identical(results[i], (*first)[i])) << threads << " threads";
  }
  set_thread_count(before);
  return *first;
}

/// A task in some layouts.
Task some_task(const Tensor& y, Generator& g) {
  std::vector<Layout> inputs;
  for (const Tensor& x : y.node().inputs()) inputs.push_back(some_layout(g, x.shape()));
  return test::task_of(y, inputs, some_layout(g, y.shape()));
}

void expect_agrees(const Task& task, double tolerance) {
  const Node& node = *task.nodes[0];
  SCOPED_TRACE(node.op().name + " " + node.attributes().to_string() + " " +
               node.input(0).shape().to_string());
  const Array result = run_on_threads(task).at(0);
  ASSERT_EQ(result.dtype(), DType::bf16);
  const Array expected = test::reference_value(node);
  EXPECT_LE(test::largest_difference(result, expected), tolerance * test::largest_magnitude(expected));
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
  x.push_back(g.integer(3) == 0 ? 1 + g.integer(40) : 8 * (1 + g.integer(9)));
  return {Shape(std::span<const std::int64_t>(x)),
          {{"size", size}, {"strides", strides}, {"padding_low", low}, {"padding_high", high}}};
}

bool is_disjoint(const Pooling& p) {
  const Integers& size = p.options.integers("size");
  const Integers& strides = p.options.integers("strides");
  return std::ranges::equal(strides, size, [](auto stride, auto length) { return stride >= length; });
}

TEST(Bf16Pooling, AgreesWithTheReference) {
  Generator g(91);
  for (int i = 0; i < 60; ++i) {
    const Pooling p = some_pooling(g);
    const bool ties = g.integer(2) == 0;
    const Tensor x = ties ? Tensor(random_array(g, p.x, 0, 3).astype(DType::i32).astype(DType::bf16))
                          : random_bf16(g, p.x);
    expect_agrees(some_task(apply("max_pool", {x}, p.options), g), 0);
    const Tensor v = random_bf16(g, p.x);
    expect_agrees(some_task(apply("max_pool_gather", {x, v}, p.options), g), 0);
    const Tensor average = apply("average_pool", {x}, p.options);
    expect_agrees(some_task(average, g), rounding);
    const Tensor dy = random_bf16(g, average.shape());
    expect_agrees(some_task(apply("max_pool_gradient", {x, dy}, p.options), g),
                  is_disjoint(p) ? 0 : rounding);
    Attributes options = p.options;
    options.set("x_shape", p.x);
    expect_agrees(some_task(apply("average_pool_gradient", {dy}, options), g), rounding);
  }
}

TEST(Bf16Pooling, MaskOfRelu) {
  Generator g(92);
  for (int i = 0; i < 30; ++i) {
    const Pooling p = some_pooling(g);
    const Tensor x = random_bf16(g, p.x);
    const Tensor dy = random_bf16(g, apply("max_pool", {x}, p.options).shape());
    const Task task = some_task(apply("max_pool_gradient", {x, dy}, p.options), g);
    const Array masked = run_on_threads(task, {.mask = true}).at(0);
    const Array whole = test::reference_value(*task.nodes[0]);
    const Array& values = x.node().values().front();
    const double bound = rounding * test::largest_magnitude(whole);
    for (std::int64_t e = 0; e < masked.size(); ++e)
      ASSERT_NEAR(masked.at(e), values.at(e) > 0 ? whole.at(e) : 0, bound);
  }
}

// 600 windows have one place in common: sums of bfloat16 would end at 256.
TEST(Bf16Pooling, SumsAreRoundedOnce) {
  constexpr std::int64_t size = 600;
  for (const std::int64_t channels : {1, 16, 70}) {
    Array x({1, 2 * size - 1, channels});
    for (std::int64_t c = 0; c < channels; ++c)
      x.mutable_data<float>()[static_cast<std::size_t>((size - 1) * channels + c)] = 1;
    const Tensor dy = Array::full({1, size, channels}, 1).astype(DType::bf16);
    Attributes options{{"size", Integers{size}},
                       {"strides", Integers{1}},
                       {"padding_low", Integers{0}},
                       {"padding_high", Integers{0}}};
    const Tensor dx = apply("max_pool_gradient", {Tensor(x.astype(DType::bf16)), dy}, options);
    const Array result = run_on_threads(test::task_of(dx, {}, {})).at(0);
    for (std::int64_t e = 0; e < result.size(); ++e)
      ASSERT_EQ(result.at(e), e / channels == size - 1 ? size : 0);
    options.set("x_shape", x.shape());
    const Tensor share = apply("average_pool_gradient", {dy}, options);
    EXPECT_NEAR(run_on_threads(test::task_of(share, {}, {})).at(0).at((size - 1) * channels), 1, rounding);
  }
}

TEST(Bf16Pooling, ANaNIsTheLargest) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  Array x({1, 4, 1});
  std::ranges::copy(std::vector{1.0F, nan, 3.0F, 2.0F}, x.mutable_data<float>().begin());
  const Attributes options{{"size", Integers{2}},
                           {"strides", Integers{2}},
                           {"padding_low", Integers{0}},
                           {"padding_high", Integers{0}}};
  const Tensor low = x.astype(DType::bf16);
  for (const char* op : {"max_pool", "average_pool"}) {
    const Array y = run_on_threads(test::task_of(apply(op, {low}, options), {}, {})).at(0);
    EXPECT_TRUE(std::isnan(y.at(0)));
    EXPECT_EQ(y.at(1), op[0] == 'm' ? 3 : 2.5);
  }
}

TEST(Bf16Pooling, MixedDtypesAreLeftToTheReference) {
  Generator g(93);
  const Attributes options{{"size", Integers{1}},
                           {"strides", Integers{1}},
                           {"padding_low", Integers{0}},
                           {"padding_high", Integers{0}}};
  const Shape shape{1, 4, 8};
  const auto node = std::make_shared<Node>(find_op("max_pool_gradient"), options,
                                           Tensors{test::random_tensor(g, shape), random_bf16(g, shape)},
                                           std::vector<TensorType>{{DType::bf16, shape}});
  EXPECT_EQ(cpu::make_node_kernel(test::task_of(Tensor(node, 0), {}, {})), nullptr);
}

// ---- moments ----

TEST(Bf16Moments, AreFloat32) {
  Generator g(94);
  for (int i = 0; i < 40; ++i) {
    const std::int64_t channels = g.integer(2) == 0 ? 1 + g.integer(100) : 16 * (1 + g.integer(6));
    const Shape shape{1 + g.integer(8), 1 + g.integer(40), 1 + g.integer(20), channels};
    const Tensor x = random_bf16(g, shape, -1, 3);
    const Integers axes = i % 8 == 7 ? Integers{3} : Integers{0, 1, 2};
    const Tensor rule = record_all(find_op("moments"), {x}, {{"axes", axes}})[0];
    const auto node = std::make_shared<Node>(rule.node().op(), rule.node().attributes(), rule.node().inputs(),
                                             std::vector<TensorType>(2, {DType::f32, rule.shape()}));
    Task task = test::task_of(Tensor(node, 0), {}, {});
    task.outputs.emplace_back(node, 1);
    task.output_layouts.resize(2);
    ASSERT_EQ(cpu::moments_read_blocks(*node), axes.size() == 3);
    if (axes.size() == 3) task.input_layouts[0] = some_layout(g, shape);
    const std::vector<Array> results = run_on_threads(task);
    const std::vector<Array> inputs{x.node().values().front().astype(DType::f64)};
    std::vector<Array> expected(2, Array(rule.shape(), DType::f64));
    expected[1] = Array(rule.shape(), DType::f64);
    ReferenceCall call{node->attributes(), inputs, expected};
    node->op().reference.run(call);
    for (std::size_t o = 0; o < 2; ++o) {
      ASSERT_EQ(results.at(o).dtype(), DType::f32);
      EXPECT_LE(test::largest_difference(results[o], expected[o]), 4e-6) << shape.to_string();
    }
  }
}

// ---- copies ----

TEST(Bf16Copies, MoveEveryBit) {
  Generator g(95);
  for (int i = 0; i < 40; ++i) {
    const Shape shape{1 + g.integer(3), 1 + g.integer(7), 1 + g.integer(7), 16 * (1 + g.integer(3))};
    const Tensor x = random_bf16(g, shape);
    const Integers begin{0, g.integer(shape[1]), g.integer(shape[2]), 0};
    const Integers end{shape[0], shape[1], shape[2], 16};
    const Integers low{0, g.integer(3), g.integer(3), 0}, high{0, g.integer(3), g.integer(3), 16};
    const Tensor row = random_bf16(g, {shape[-1]});
    const auto layout = [&](const Tensor& t) {
      return t.rank() == 4 && g.integer(2) == 0 ? Layout{16} : Layout{};
    };
    for (const Tensor& y :
         {apply("slice", {x}, {{"begin", begin}, {"end", end}, {"step", Integers{1, 1, 1, 1}}}),
          apply("pad", {x}, {{"low", low}, {"high", high}, {"interior", Integers(4, 0)}}),
          apply("transpose", {x}, {{"axes", Integers{0, 2, 1, 3}}}), apply("concat", {x, x}, {{"axis", 3}}),
          apply("broadcast_to", {row}, {{"shape", shape}})}) {
      std::vector<Layout> inputs;
      for (const Tensor& input : y.node().inputs()) inputs.push_back(layout(input));
      ASSERT_TRUE(cpu::copies_blocked(y.node()));
      expect_agrees(test::task_of(y, inputs, layout(y)), 0);
    }
  }
}

}  // namespace
}  // namespace saem
