#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/backend/cpu/onednn/conv_kernel.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "saem/ops/convolution.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

using test::expect_kernel_agrees;
using test::expect_kernel_gives;
using test::random_tensor;
using Integers = std::vector<std::int64_t>;

struct ConvCase {
  Shape x, kernel, y;
  ConvOptions options;
};

// Any of: 1 to 3 dimensions, stride, dilation, padding that differs by side, groups (also one per channel).
ConvCase random_conv(Generator& g) {
  ConvCase c;
  const std::int64_t spatial = 1 + g.integer(3);
  c.options.groups = g.integer(3) == 0 ? 1 + g.integer(4) : 1;
  const std::int64_t channels = c.options.groups * (1 + g.integer(g.integer(2) == 0 ? 3 : 20));
  const std::int64_t filters = c.options.groups * (1 + g.integer(g.integer(2) == 0 ? 3 : 40));
  Integers x{1 + g.integer(6)};
  Integers kernel;
  Integers y{x[0]};
  for (std::int64_t i = 0; i < spatial; ++i) {
    const std::int64_t size = 1 + g.integer(4);
    const std::int64_t stride = 1 + g.integer(3);
    const std::int64_t dilation = 1 + g.integer(2);
    const std::int64_t low = g.integer(3);
    const std::int64_t high = g.integer(3);
    const std::int64_t reach = dilation * (size - 1) + 1;
    const std::int64_t extent = std::max<std::int64_t>(1, reach - low - high) + g.integer(8);
    kernel.push_back(size);
    x.push_back(extent);
    y.push_back((extent + low + high - reach) / stride + 1);
    c.options.strides.push_back(stride);
    c.options.dilation.push_back(dilation);
    c.options.padding.emplace_back(low, high);
  }
  x.push_back(channels);
  kernel.push_back(channels / c.options.groups);
  kernel.push_back(filters);
  y.push_back(filters);
  c.x = Shape(std::span<const std::int64_t>(x));
  c.kernel = Shape(std::span<const std::int64_t>(kernel));
  c.y = Shape(std::span<const std::int64_t>(y));
  return c;
}

// Places of x, kernel and y that meet in one product, as flat indices. Written for this test, from the
// formula in convolution.h, with none of the library's helpers.
template <class F>
void for_each_product(const ConvCase& c, F&& f) {
  const int spatial = c.x.rank() - 2;
  const std::int64_t group_channels = c.kernel[-2];
  const std::int64_t group_filters = c.kernel[-1] / c.options.groups;
  const auto digit = [](std::int64_t& flat, std::int64_t extent) {
    const std::int64_t d = flat % extent;
    flat /= extent;
    return d;
  };
  for (std::int64_t y = 0; y < c.y.count(); ++y) {
    for (std::int64_t k = 0; k < c.kernel.count() / c.kernel[-1];
         ++k) {  // all but the filter, which y decides
      std::int64_t y_rest = y;
      std::int64_t k_rest = k;
      const std::int64_t filter = digit(y_rest, c.y[-1]);
      const std::int64_t channel = digit(k_rest, group_channels);
      std::int64_t x = 0;
      std::int64_t step = 1;
      bool inside = true;
      for (int i = spatial - 1; i >= 0; --i) {
        const std::int64_t at = digit(y_rest, c.y[i + 1]) * c.options.strides[i] +
                                digit(k_rest, c.kernel[i]) * c.options.dilation[i] -
                                c.options.padding[i].first;
        inside = inside && at >= 0 && at < c.x[i + 1];
        x += at * step;
        step *= c.x[i + 1];
      }
      if (!inside) continue;
      x = (y_rest * step + x) * c.x[-1] + filter / group_filters * group_channels + channel;
      f(x, k * c.kernel[-1] + filter, y);
    }
  }
}

Array wide(const Tensor& t) { return t.value().astype(DType::f64); }

struct ConvValues {
  Array y, dx, dkernel;  // of x, kernel and dy
};
ConvValues expected_values(const ConvCase& c, const Tensor& x, const Tensor& kernel, const Tensor& dy) {
  ConvValues v{Array(c.y, DType::f64), Array(c.x, DType::f64), Array(c.kernel, DType::f64)};
  const Array wide_x = wide(x), wide_kernel = wide(kernel), wide_dy = wide(dy);
  const auto from_x = wide_x.data<double>(), from_kernel = wide_kernel.data<double>(),
             from_dy = wide_dy.data<double>();
  const auto y = v.y.mutable_data<double>(), dx = v.dx.mutable_data<double>(),
             dk = v.dkernel.mutable_data<double>();
  for_each_product(c, [&](std::int64_t i, std::int64_t k, std::int64_t o) {
    y[o] += from_x[i] * from_kernel[k];
    dx[i] += from_dy[o] * from_kernel[k];
    dk[k] += from_x[i] * from_dy[o];
  });
  return v;
}

cpu::Epilogue with_bias_and_relu() { return {.bias = true, .relu = true}; }

TEST(OneDnn, ConvolutionAndItsGradientsOverRandomShapes) {
  Generator g(11);
  for (int i = 0; i < 40; ++i) {
    const ConvCase c = random_conv(g);
    const Tensor x = random_tensor(g, c.x), kernel = random_tensor(g, c.kernel), dy = random_tensor(g, c.y);
    const ConvValues expected = expected_values(c, x, kernel, dy);
    expect_kernel_gives(conv(x, kernel, c.options), expected.y, 2e-6);
    expect_kernel_gives(conv_input_gradient(dy, kernel, c.x, c.options), expected.dx, 2e-6);
    expect_kernel_gives(conv_kernel_gradient(x, dy, c.kernel, c.options), expected.dkernel, 2e-6);
  }
}

// Large enough to be cut into slices, with a smaller last one.
TEST(OneDnn, ConvolutionOfManyPictures) {
  Generator g(12);
  for (const std::int64_t batch : {1, 3, 37}) {
    const ConvCase c{
        {batch, 20, 19, 12}, {3, 3, 12, 20}, {batch, 18, 17, 20}, {{1, 1}, {{0, 0}, {0, 0}}, {1, 1}, 1}};
    const Tensor x = random_tensor(g, c.x), kernel = random_tensor(g, c.kernel), dy = random_tensor(g, c.y);
    const ConvValues expected = expected_values(c, x, kernel, dy);
    expect_kernel_gives(conv(x, kernel), expected.y, 2e-6);
    expect_kernel_gives(conv_input_gradient(dy, kernel, c.x), expected.dx, 2e-6);
    expect_kernel_gives(conv_kernel_gradient(x, dy, c.kernel), expected.dkernel, 2e-6);
  }
}

// Few large pictures: the library divides the work inside a picture.
TEST(OneDnn, ConvolutionOfOneLargePicture) {
  Generator g(16);
  for (const std::int64_t batch : {1, 2}) {
    const ConvCase c{
        {batch, 42, 41, 24}, {3, 3, 24, 32}, {batch, 40, 39, 32}, {{1, 1}, {{0, 0}, {0, 0}}, {1, 1}, 1}};
    const Tensor x = random_tensor(g, c.x), kernel = random_tensor(g, c.kernel), dy = random_tensor(g, c.y);
    const ConvValues expected = expected_values(c, x, kernel, dy);
    expect_kernel_gives(conv(x, kernel), expected.y, 2e-6);
    expect_kernel_gives(conv_input_gradient(dy, kernel, c.x), expected.dx, 2e-6);
    expect_kernel_gives(conv_kernel_gradient(x, dy, c.kernel), expected.dkernel, 2e-6);
  }
  const ConvCase strided{
      {1, 60, 60, 40}, {1, 1, 40, 80}, {1, 30, 30, 80}, {{2, 2}, {{0, 0}, {0, 0}}, {1, 1}, 1}};
  const ConvCase grouped{
      {1, 50, 50, 32}, {3, 3, 16, 32}, {1, 50, 50, 32}, {{1, 1}, {{1, 1}, {1, 1}}, {1, 1}, 2}};
  for (const ConvCase& c : {strided, grouped}) {
    const Tensor x = random_tensor(g, c.x), kernel = random_tensor(g, c.kernel), dy = random_tensor(g, c.y);
    const ConvValues expected = expected_values(c, x, kernel, dy);
    expect_kernel_gives(conv(x, kernel, c.options), expected.y, 2e-6);
    expect_kernel_gives(conv_input_gradient(dy, kernel, c.x, c.options), expected.dx, 2e-6);
    expect_kernel_gives(conv_kernel_gradient(x, dy, c.kernel, c.options), expected.dkernel, 2e-6);
  }
}

void add_bias_and_relu(Array& y, const Tensor& bias) {
  const auto values = y.mutable_data<double>();
  const Array b = wide(bias);
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = std::max(0.0, values[i] + b.at(static_cast<std::int64_t>(i) % b.size()));
  }
}

TEST(OneDnn, ConvolutionWithBiasAndRelu) {
  Generator g(14);
  for (int i = 0; i < 30; ++i) {
    const ConvCase c = random_conv(g);
    const Tensor x = random_tensor(g, c.x), kernel = random_tensor(g, c.kernel),
                 bias = random_tensor(g, {c.y[-1]});
    Array expected = expected_values(c, x, kernel, random_tensor(g, c.y)).y;
    add_bias_and_relu(expected, bias);
    const Tensor y = conv(x, kernel, c.options);
    Task task = test::task_of(y, {}, {});
    task.inputs.push_back(bias);
    task.input_layouts.clear();
    task.output_layouts.clear();
    const auto make = [&](const Node&) { return cpu::make_onednn_conv_kernel(task, with_bias_and_relu()); };
    expect_kernel_gives(y, expected, 1e-5, make, {x, kernel, bias});
  }
}

TEST(OneDnn, ConvolutionOfNothing) {
  Generator g(15);
  const Tensor x = random_tensor(g, {0, 8, 8, 3}), kernel = random_tensor(g, {3, 3, 3, 4}),
               dy = random_tensor(g, {0, 6, 6, 4});
  expect_kernel_gives(conv(x, kernel), Array({0, 6, 6, 4}), 0);
  expect_kernel_gives(conv_input_gradient(dy, kernel, x.shape()), Array(x.shape()), 0);
  expect_kernel_gives(conv_kernel_gradient(x, dy, kernel.shape()), Array(kernel.shape()),
                      0);  // zeros, not NaN
}

TEST(OneDnn, OtherDtypesAreLeftToTheReference) {
  const Tensor x = Array({1, 4, 4, 2}, DType::f64), kernel = Array({3, 3, 2, 2}, DType::f64);
  EXPECT_EQ(cpu::make_onednn_conv_kernel(test::task_of(conv(x, kernel), {}, {})), nullptr);
}

}  // namespace
}  // namespace saem
