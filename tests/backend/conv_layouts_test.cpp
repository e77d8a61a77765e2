// Convolutions and their gradients with pictures in channel blocks, alone and with their epilogues.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/backend/cpu/conv_kernel.h"
#include "saem/core/parallel.h"
#include "saem/core/simd.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

struct Problem {
  Tensor x, kernel, dy;
  ConvOptions options;
};

Problem random_problem(Generator& g, bool small_channels) {
  const std::int64_t spatial = 1 + g.integer(3);
  std::vector<std::int64_t> x{1 + g.integer(5)}, kernel;
  ConvOptions options;
  for (std::int64_t i = 0; i < spatial; ++i) {
    kernel.push_back(1 + g.integer(3));
    x.push_back(kernel.back() + 1 + g.integer(8));
    options.strides.push_back(1 + g.integer(2));
    options.padding.emplace_back(g.integer(2), g.integer(2));
  }
  const std::int64_t channels = small_channels ? 1 + g.integer(4) : 16 * (1 + g.integer(3));
  x.push_back(channels);
  kernel.push_back(channels);
  kernel.push_back(16 * (1 + g.integer(4)));
  Problem p{test::random_tensor(g, Shape(std::span<const std::int64_t>(x))),
            test::random_tensor(g, Shape(std::span<const std::int64_t>(kernel))),
            {},
            options};
  p.dy = test::random_tensor(g, conv(p.x, p.kernel, options).shape());
  return p;
}

void expect_close(const Array& value, const Array& expected, const std::string& what) {
  // A bfloat16 result is rounded once more.
  const double tolerance = value.dtype() == DType::bf16 ? 1.0 / 256 : 1e-5;
  EXPECT_LE(test::largest_difference(value, expected), tolerance * test::largest_magnitude(expected) + 1e-6)
      << what;
}

/// Runs the task on 1, 2 and 4 threads, with a steady kernel and without, in each combination of layouts.
void expect_any_layout(Task task, const Array& expected, cpu::Epilogue epilogue = {}) {
  const auto choices = [](const Tensor& t) {
    std::vector<Layout> all{Layout{}};
    if (t.rank() >= 3 && t.shape()[-1] % 16 == 0) all.push_back(Layout{16});
    return all;
  };
  const bool reads_kernel = task.nodes.front()->op().name != "conv_kernel_gradient";
  const bool writes_kernel = !reads_kernel;
  for (const Layout& first : choices(task.inputs[0])) {
    for (const Layout& second : reads_kernel ? std::vector{Layout{}} : choices(task.inputs[1])) {
      for (const Layout& result : writes_kernel ? std::vector{Layout{}} : choices(task.outputs[0])) {
        const bool has_other = epilogue.mask || epilogue.residual;
        for (const Layout& other : has_other ? choices(task.inputs.back()) : std::vector{Layout{}}) {
          task.input_layouts = {first, second};
          task.input_layouts.resize(task.inputs.size());
          if (has_other) task.input_layouts.back() = other;
          task.output_layouts = {result};
          for (const bool steady : {false, true}) {
            task.steady_inputs.assign(task.inputs.size(), false);
            task.steady_inputs[1] = steady && reads_kernel;
            std::vector<Array> values;
            for (const int threads : {1, 2, 4}) {
              set_thread_count(threads);
              const auto kernel = cpu::make_conv_kernel(task, epilogue);
              ASSERT_NE(kernel, nullptr) << task.to_string();
              values.push_back(test::run_task(*kernel, task).front());
            }
            expect_close(values.front(), expected,
                         task.to_string() + " " + std::to_string(first.channel_block) + " " +
                             std::to_string(second.channel_block) + " " +
                             std::to_string(result.channel_block));
            for (const Array& value : values) EXPECT_TRUE(identical(value, values.front()));
          }
          set_thread_count(2);
        }
      }
    }
  }
}

Task single(const Tensor& y) { return test::task_of(y, {}, {}); }

TEST(ConvLayouts, ForwardAndGradients) {
  Generator g(21);
  for (int i = 0; i < 24; ++i) {
    const Problem p = random_problem(g, i % 3 == 0);
    const Tensor y = conv(p.x, p.kernel, p.options);
    const Tensor dx = conv_input_gradient(p.dy, p.kernel, p.x.shape(), p.options);
    const Tensor dkernel = conv_kernel_gradient(p.x, p.dy, p.kernel.shape(), p.options);
    for (const Tensor& t : {y, dx, dkernel}) expect_any_layout(single(t), test::reference_value(t.node()));
  }
}

/// The same node with bfloat16 inputs; its result stays float32.
Tensor from_bfloat16(const Tensor& y) {
  Tensors inputs;
  for (const Tensor& input : y.node().inputs())
    inputs.emplace_back(input.node().values().front().astype(DType::bf16));
  return Tensor(std::make_shared<Node>(y.node().op(), y.node().attributes(), inputs, y.node().outputs()));
}

TEST(ConvLayouts, FromBfloat16) {
  if (!has_bfloat16()) GTEST_SKIP() << "no bfloat16 instructions here";
  Generator g(27);
  for (int i = 0; i < 12; ++i) {
    const Problem p = random_problem(g, i % 3 == 0);
    const Tensor y = conv(p.x, p.kernel, p.options);
    const Tensor dx = conv_input_gradient(p.dy, p.kernel, p.x.shape(), p.options);
    const Tensor dkernel = conv_kernel_gradient(p.x, p.dy, p.kernel.shape(), p.options);
    for (const Tensor& t : {y, dx, dkernel}) {
      const Tensor low = from_bfloat16(t);
      const Array expected = test::reference_value(low.node());
      expect_any_layout(single(low), expected);
      if (t.same_as(dkernel)) continue;
      const Tensor rounded = cast(low, DType::bf16);
      Task task = single(low);
      task.nodes.push_back(rounded.node_ptr());
      task.outputs = {rounded};
      expect_any_layout(task, expected);
    }
  }
}

TEST(ConvLayouts, LargeKernelsArePackedInPieces) {
  Generator g(22);
  const Tensor x = test::random_tensor(g, {2, 7, 7, 256}), kernel = test::random_tensor(g, {3, 3, 256, 320});
  const Tensor y = conv(x, kernel);
  const Tensor dy = test::random_tensor(g, y.shape());
  for (const Tensor& t :
       {y, conv_input_gradient(dy, kernel, x.shape()), conv_kernel_gradient(x, dy, kernel.shape())})
    expect_any_layout(single(t), test::reference_value(t.node()));
}

TEST(ConvLayouts, WinogradKeepsItsLayout) {
  Generator g(23);
  const Tensor x = test::random_tensor(g, {5, 26, 26, 32}), kernel = test::random_tensor(g, {3, 3, 32, 64});
  const Tensor y = conv(x, kernel);
  const Tensor dy = test::random_tensor(g, y.shape());
  for (const Tensor& t :
       {y, conv_input_gradient(dy, kernel, x.shape()), conv_kernel_gradient(x, dy, kernel.shape())})
    expect_any_layout(single(t), test::reference_value(t.node()));
}

TEST(ConvLayouts, BiasAndRelu) {
  Generator g(24);
  for (int i = 0; i < 10; ++i) {
    const Problem p = random_problem(g, i % 3 == 0);
    const Tensor bias = test::random_tensor(g, {p.kernel.shape()[-1]});
    const Tensor head = conv(p.x, p.kernel, p.options);
    const Tensor y = relu(head + bias);
    const Tensor stretched = broadcast_to(bias, head.shape());
    Task task;
    task.nodes = {head.node_ptr(), y.node().input(0).node().input(1).node_ptr(), y.node().input(0).node_ptr(),
                  y.node_ptr()};
    task.inputs = {p.x, p.kernel, bias};
    task.outputs = {y};
    Array expected = test::reference_value(head.node()).astype(DType::f64);
    const Array b = bias.value();
    auto values = expected.mutable_data<double>();
    for (std::size_t k = 0; k < values.size(); ++k)
      values[k] = std::max(0.0, values[k] + b.at(static_cast<std::int64_t>(k) % b.size()));
    expect_any_layout(task, expected, {.bias = true, .relu = true});
  }
}

TEST(ConvLayouts, Residual) {
  Generator g(26);
  for (int i = 0; i < 10; ++i) {
    const Problem p = random_problem(g, i % 3 == 0);
    const bool has_bias = i % 2 == 0;
    const bool has_relu = i % 4 < 2;
    const Tensor bias = test::random_tensor(g, {p.kernel.shape()[-1]});
    const Tensor head = conv(p.x, p.kernel, p.options);
    const Tensor residual = test::random_tensor(g, head.shape());
    Task task = single(head);
    if (has_bias) task.inputs.push_back(bias);
    task.inputs.push_back(residual);
    Array expected = test::reference_value(head.node()).astype(DType::f64);
    const Array b = bias.value();
    const Array r = residual.value();
    auto values = expected.mutable_data<double>();
    for (std::size_t k = 0; k < values.size(); ++k) {
      const auto at = static_cast<std::int64_t>(k);
      values[k] += r.at(at) + (has_bias ? b.at(at % b.size()) : 0);
      if (has_relu) values[k] = std::max(0.0, values[k]);
    }
    expect_any_layout(task, expected, {.bias = has_bias, .residual = true, .relu = has_relu});
  }
}

TEST(ConvLayouts, Mask) {
  Generator g(25);
  for (int i = 0; i < 8; ++i) {
    const Problem p = random_problem(g, i % 4 == 0);
    const Tensor mask = test::random_tensor(g, p.x.shape());
    const Tensor head = conv_input_gradient(p.dy, p.kernel, p.x.shape(), p.options);
    Task task = single(head);
    task.inputs = {p.dy, p.kernel, mask};
    Array expected = test::reference_value(head.node()).astype(DType::f64);
    auto values = expected.mutable_data<double>();
    const Array m = mask.value();
    for (std::size_t k = 0; k < values.size(); ++k)
      values[k] = m.at(static_cast<std::int64_t>(k)) > 0 ? values[k] : 0;
    expect_any_layout(task, expected, {.mask = true});
  }
}

}  // namespace
}  // namespace saem
