// Convolutions and their input gradients by Winograd's F(4×4, 3×3) against the reference loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "saem/backend/cpu/winograd/winograd_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

struct Problem {
  Tensor x, kernel, dy;
  ConvOptions options;

  [[nodiscard]] Tensor y() const { return conv(x, kernel, options); }
  [[nodiscard]] Tensor dx() const { return conv_input_gradient(dy, kernel, x.shape(), options); }
};

Problem make_problem(Generator& g, const Shape& x, std::int64_t filters, ConvOptions options) {
  Problem p{
      test::random_tensor(g, x), test::random_tensor(g, {3, 3, x[-1], filters}), {}, std::move(options)};
  p.dy = test::random_tensor(g, p.y().shape());
  return p;
}

// From few tiles of many channels to many tiles of few channels; tiles over all four edges.
Problem random_problem(Generator& g) {
  ConvOptions options;
  for (int axis = 0; axis < 2; ++axis) options.padding.emplace_back(g.integer(4), g.integer(4));
  const bool large = g.integer(2) == 0;
  const Shape x{1 + g.integer(4), 3 + g.integer(large ? 30 : 6), 3 + g.integer(large ? 30 : 6),
                16 * (1 + g.integer(large ? 2 : 6))};
  return make_problem(g, x, 16 * (1 + g.integer(large ? 3 : 9)), options);
}

/// The same node with bfloat16 inputs and a result of this dtype.
Tensor from_bfloat16(const Tensor& y, DType result) {
  Tensors inputs;
  for (const Tensor& input : y.node().inputs())
    inputs.emplace_back(input.node().values().front().astype(DType::bf16));
  auto outputs = y.node().outputs();
  outputs.front().dtype = result;
  return Tensor(std::make_shared<Node>(y.node().op(), y.node().attributes(), inputs, outputs));
}

void expect_close(const Array& value, const Array& expected, const std::string& what) {
  // A bfloat16 result is rounded once more.
  const double tolerance = value.dtype() == DType::bf16 ? 1.0 / 256 : 1e-5;
  EXPECT_LE(test::largest_difference(value, expected), tolerance * test::largest_magnitude(expected)) << what;
}

/// Runs the task on 1, 2 and 4 threads, with a steady kernel and without.
void expect_right(Task task, const Array& expected, cpu::Epilogue epilogue = {}) {
  for (const bool steady : {false, true}) {
    task.steady_inputs.assign(task.inputs.size(), false);
    task.steady_inputs[1] = steady;
    Array first;
    for (const int threads : {1, 2, 4}) {
      set_thread_count(threads);
      const auto kernel = cpu::make_winograd_kernel(task, epilogue);
      ASSERT_NE(kernel, nullptr) << task.to_string();
      const Array value = test::run_task(*kernel, task).front();
      if (threads == 1) {
        first = value;
        expect_close(value, expected, task.to_string() + ", " + kernel->describe());
      } else {
        EXPECT_TRUE(identical(value, first)) << task.to_string() << " on " << threads << " threads";
      }
    }
    set_thread_count(2);
  }
}

Layout random_layout(Generator& g) { return {g.integer(2) == 0 ? 16 : 0}; }

void expect_right_in_any_layout(Generator& g, const Tensor& y) {
  const Array expected = test::reference_value(y.node());
  for (int i = 0; i < 2; ++i) expect_right(test::task_of(y, {random_layout(g)}, random_layout(g)), expected);
}

TEST(Winograd, ForwardAndInputGradientOverRandomShapes) {
  Generator g(41);
  for (int i = 0; i < 24; ++i) {
    const Problem p = random_problem(g);
    expect_right_in_any_layout(g, p.y());
    expect_right_in_any_layout(g, p.dx());
  }
}

TEST(Winograd, FromAndToBfloat16) {
  Generator g(42);
  for (int i = 0; i < 10; ++i) {
    const Problem p = random_problem(g);
    for (const Tensor& t : {p.y(), p.dx()}) {
      expect_right_in_any_layout(g, from_bfloat16(t, DType::f32));
      expect_right_in_any_layout(g, from_bfloat16(t, DType::bf16));
    }
  }
}

// The transforms subtract and add multiples of neighbouring elements, so they round more than direct sums do.
TEST(Winograd, RoundsLittleOverManyChannels) {
  Generator g(43);
  const Problem wide = make_problem(g, {1, 10, 10, 512}, 32, {.padding = {{1, 1}, {1, 1}}});
  expect_right_in_any_layout(g, wide.y());
  const Problem high = make_problem(g, {1, 10, 10, 32}, 512, {.padding = {{1, 1}, {1, 1}}});
  expect_right_in_any_layout(g, high.dx());
}

// Several groups of tiles where the input is transformed first, and where the kernel is.
TEST(Winograd, ManyTilesAndManyChannels) {
  Generator g(44);
  for (const Shape& x : {Shape{2, 33, 34, 16}, Shape{1, 49, 46, 112}}) {
    const Problem p = make_problem(g, x, x[-1] == 16 ? 160 : 16, {.padding = {{1, 1}, {1, 1}}});
    expect_right_in_any_layout(g, p.y());
    expect_right_in_any_layout(g, p.dx());
  }
}

double at(const Tensor& t, std::int64_t i) { return t.node().values().front().at(i); }

/// Gives the task what the epilogue reads, and returns what is then expected.
Array finish(Generator& g, Task& task, cpu::Epilogue epilogue, DType other_type) {
  const Shape shape = task.outputs.front().shape();
  const Tensor bias = test::random_tensor(g, {shape[-1]});
  const Tensor other = test::random_tensor(g, shape).value().astype(other_type);
  if (epilogue.bias) task.inputs.push_back(bias);
  if (epilogue.residual || epilogue.mask) task.inputs.push_back(other);
  task.input_layouts.resize(task.inputs.size());
  if (epilogue.residual || epilogue.mask) task.input_layouts.back() = random_layout(g);
  Array expected = test::reference_value(*task.nodes.front()).astype(DType::f64);
  auto values = expected.mutable_data<double>();
  for (std::size_t k = 0; k < values.size(); ++k) {
    const auto i = static_cast<std::int64_t>(k);
    if (epilogue.bias) values[k] += at(bias, i % shape[-1]);
    if (epilogue.residual) values[k] += at(other, i);
    if (epilogue.relu) values[k] = std::max(0.0, values[k]);
    if (epilogue.mask && !(at(other, i) > 0)) values[k] = 0;
  }
  return expected;
}

TEST(Winograd, Epilogues) {
  Generator g(45);
  for (int i = 0; i < 16; ++i) {
    const Problem p = random_problem(g);
    const bool low = g.integer(2) == 0;
    const DType result = low && g.integer(2) == 0 ? DType::bf16 : DType::f32;
    const DType other = g.integer(2) == 0 ? DType::bf16 : DType::f32;
    for (const cpu::Epilogue epilogue : {cpu::Epilogue{.bias = true},
                                         {.bias = true, .relu = true},
                                         {.bias = true, .residual = true, .relu = true},
                                         {.residual = true},
                                         {.relu = true},
                                         {.mask = true}}) {
      const Tensor plain = epilogue.mask ? p.dx() : p.y();
      const Tensor t = low ? from_bfloat16(plain, result) : plain;
      Task task = test::task_of(t, {random_layout(g)}, random_layout(g));
      const Array expected = finish(g, task, epilogue, other);
      expect_right(task, expected, epilogue);
    }
  }
}

TEST(Winograd, NotANumberStaysThroughRelu) {
  Generator g(46);
  const Problem p = make_problem(g, {1, 8, 8, 16}, 16, {});
  const Array nan = Array::full(p.x.shape(), std::numeric_limits<float>::quiet_NaN());
  const Task task = test::task_of(conv(nan, p.kernel), {}, {});
  const auto kernel = cpu::make_winograd_kernel(task, {.relu = true});
  const Array y = test::run_task(*kernel, task).front();
  for (std::int64_t i = 0; i < y.size(); ++i) ASSERT_TRUE(std::isnan(y.at(i)));
}

TEST(Winograd, IsForThreeByThreeWithStrideOneAlone) {
  Generator g(47);
  const auto is_made = [&](const Shape& x, const Shape& kernel, const ConvOptions& options) {
    const Tensor y = conv(test::random_tensor(g, x), test::random_tensor(g, kernel), options);
    return cpu::make_winograd_kernel(test::task_of(y, {}, {})) != nullptr;
  };
  EXPECT_TRUE(is_made({1, 8, 8, 16}, {3, 3, 16, 32}, {}));
  EXPECT_FALSE(is_made({1, 8, 8, 16}, {5, 3, 16, 32}, {}));
  EXPECT_FALSE(is_made({1, 8, 8, 16}, {3, 3, 16, 32}, {.strides = {1, 2}}));
  EXPECT_FALSE(is_made({1, 8, 8, 16}, {3, 3, 16, 32}, {.dilation = {2, 1}}));
  EXPECT_FALSE(is_made({1, 8, 8, 32}, {3, 3, 16, 32}, {.groups = 2}));
  EXPECT_FALSE(is_made({1, 8, 8, 17}, {3, 3, 17, 32}, {}));
  EXPECT_FALSE(is_made({1, 8, 8, 16}, {3, 3, 16, 33}, {}));
  EXPECT_FALSE(is_made({0, 8, 8, 16}, {3, 3, 16, 32}, {}));
  EXPECT_FALSE(is_made({1, 8, 16}, {3, 16, 32}, {}));
}

}  // namespace
}  // namespace saem
