#include "saem/ops/conv_transpose.h"

#include <gtest/gtest.h>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "tests/ops/support/expect.h"
#include "tests/ops/support/op_tester.h"

namespace saem::testing {
namespace {

using Integers = std::vector<std::int64_t>;

/// The definition: each element of x adds kernel times itself to the result. Three spatial axes.
std::vector<double> scattered(const Array& x, const Array& kernel, const Shape& y,
                              const ConvTransposeOptions& o) {
  std::vector<double> result(static_cast<std::size_t>(y.count()), 0.0);
  const std::int64_t channels = x.shape()[-1];
  const std::int64_t group_filters = kernel.shape()[-2];
  const std::int64_t group_channels = channels / o.groups;
  const Shape& d = x.shape();
  const Shape& k = kernel.shape();
  const auto place = [&](int axis, std::int64_t i, std::int64_t tap) {
    return i * o.strides[axis] + tap * o.dilation[axis] - o.padding[axis].first;
  };
  for (std::int64_t i = 0; i < x.size(); ++i) {
    const std::int64_t c = i % channels;
    const std::int64_t i2 = i / channels % d[3];
    const std::int64_t i1 = i / channels / d[3] % d[2];
    const std::int64_t i0 = i / channels / d[3] / d[2] % d[1];
    const std::int64_t n = i / channels / d[3] / d[2] / d[1];
    for (std::int64_t j = 0; j < kernel.size() / channels; ++j) {
      const std::int64_t f = j % group_filters;
      const std::int64_t y2 = place(2, i2, j / group_filters % k[2]);
      const std::int64_t y1 = place(1, i1, j / group_filters / k[2] % k[1]);
      const std::int64_t y0 = place(0, i0, j / group_filters / k[2] / k[1]);
      if (y0 < 0 || y0 >= y[1] || y1 < 0 || y1 >= y[2] || y2 < 0 || y2 >= y[3]) continue;
      const std::int64_t filter = c / group_channels * group_filters + f;
      result[(((n * y[1] + y0) * y[2] + y1) * y[3] + y2) * y[4] + filter] +=
          x.at(i) * kernel.at(j * channels + c);
    }
  }
  return result;
}

TEST(ConvTranspose, ByHand) {
  const Tensor x = tensor({1, 2, 1}, {1, 10});
  const Tensor kernel = tensor({3, 1, 1}, {1, 2, 3});
  expect_values(conv_transpose(x, kernel), {1, 4, 1}, {1, 12, 23, 30});
  expect_values(conv_transpose(x, kernel, {.strides = {2}}), {1, 5, 1}, {1, 2, 13, 20, 30});
  expect_values(conv_transpose(x, kernel, {.strides = {2}, .padding = {{1, 0}}, .output_padding = {1}}),
                {1, 5, 1}, {2, 13, 20, 30, 0});
  expect_values(conv_transpose(x, kernel, {.dilation = {2}}), {1, 6, 1}, {1, 10, 2, 20, 3, 30});
}

TEST(ConvTranspose, TwoDimensionsByHand) {
  const Tensor y = conv_transpose(tensor({1, 1, 2, 1}, {1, 10}), tensor({2, 2, 1, 1}, {1, 2, 3, 4}));
  expect_values(y, {1, 2, 3, 1}, {1, 12, 20, 3, 34, 40});
}

/// A random geometry, and its result against the definition.
void check_random_case(std::uint64_t seed) {
  Generator g(seed);
  ConvTransposeOptions o;
  o.groups = 1 + g.integer(2);
  Integers x = {1 + g.integer(2)};
  Integers kernel;
  for (int axis = 0; axis < 3; ++axis) {
    x.push_back(1 + g.integer(3));
    kernel.push_back(1 + g.integer(3));
    o.strides.push_back(1 + g.integer(3));
    o.dilation.push_back(1 + g.integer(2));
    o.output_padding.push_back(g.integer(o.strides.back()));
    const std::int64_t whole =
        (x.back() - 1) * o.strides.back() + o.dilation.back() * (kernel.back() - 1) + 1;
    const std::int64_t low = g.integer(std::min<std::int64_t>(whole, 3));
    o.padding.emplace_back(low, g.integer(std::min<std::int64_t>(whole - low, 3)));
  }
  x.push_back(o.groups * (1 + g.integer(3)));
  kernel.insert(kernel.end(), {1 + g.integer(3), x.back()});
  const Array a = random_array(g, Shape(std::span<const std::int64_t>(x))).astype(DType::f32);
  const Array b = random_array(g, Shape(std::span<const std::int64_t>(kernel))).astype(DType::f32);
  const Tensor y = conv_transpose(a, b, o);
  Shape expected = a.shape().with(-1, kernel[3] * o.groups);
  for (int axis = 0; axis < 3; ++axis) {
    expected = expected.with(axis + 1, (x[axis + 1] - 1) * o.strides[axis] +
                                           o.dilation[axis] * (kernel[axis] - 1) + 1 - o.padding[axis].first -
                                           o.padding[axis].second + o.output_padding[axis]);
  }
  ASSERT_EQ(y.shape(), expected);
  const Array found = y.value();
  const std::vector<double> wanted = scattered(a, b, expected, o);
  for (std::int64_t i = 0; i < found.size(); ++i)
    ASSERT_NEAR(found.at(i), wanted[i], 1e-4) << "seed " << seed;
}

TEST(ConvTranspose, IsItsDefinition) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) check_random_case(seed);
}

// keras.src.backend.common.backend_utils: the result's extents, and how many elements it cuts at each end.
TEST(ConvTranspose, KerasExtents) {
  for (std::int64_t d = 1; d <= 4; ++d) {
    for (std::int64_t k = 1; k <= 5; ++k) {
      for (std::int64_t stride = 1; stride <= 4; ++stride) {
        for (std::int64_t dilation = 1; dilation <= 2; ++dilation) {
          const std::int64_t span = dilation * (k - 1) + 1;
          const auto extent = [&](TransposedExtent rule, std::optional<Integers> more) {
            const ConvTransposeOptions o =
                conv_transpose_options(rule, Integers{k}, Integers{stride}, Integers{dilation}, more);
            return conv_transpose(zeros({1, d, 1}), zeros({k, 1, 1}), o).shape()[1];
          };
          EXPECT_EQ(extent(TransposedExtent::same, {}), d * stride);
          EXPECT_EQ(extent(TransposedExtent::valid, {}), (d - 1) * stride + std::max(span, stride));
          for (std::int64_t more = 0; more < stride; ++more) {
            EXPECT_EQ(extent(TransposedExtent::valid, Integers{more}), (d - 1) * stride + span + more);
            if ((d - 1) * stride + span % 2 + more < 1) continue;
            EXPECT_EQ(extent(TransposedExtent::same, Integers{more}), (d - 1) * stride + span % 2 + more);
          }
        }
      }
    }
  }
}

TEST(ConvTranspose, SameCutsTheOddElementAtTheEnd) {
  const ConvTransposeOptions o = conv_transpose_options(TransposedExtent::same, Integers{3}, Integers{2});
  EXPECT_EQ(o.padding, (PaddingPairs{{0, 1}}));
  const ConvTransposeOptions gap = conv_transpose_options(TransposedExtent::same, Integers{2}, Integers{3});
  EXPECT_EQ(gap.padding, (PaddingPairs{{0, 0}}));
  EXPECT_EQ(gap.output_padding, (Integers{1}));
}

TEST(ConvTranspose, IsConvsGradient) {
  Generator g(3);
  const Tensor x = random_array(g, {2, 7, 6, 3}).astype(DType::f32);
  const Tensor kernel = random_array(g, {3, 2, 3, 4}).astype(DType::f32);
  const Tensor y = conv(x, kernel, {.strides = {2, 2}});
  const Tensor dy = random_array(g, y.shape()).astype(DType::f32);
  const Array expected = grad(y, x, dy).value();
  const Array found = conv_transpose(dy, kernel, {.strides = {2, 2}}).value();
  ASSERT_EQ(found.shape(), expected.shape());
  for (std::int64_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found.at(i), expected.at(i), 1e-5);
  // And its own gradient is conv.
  const Tensor v = random_array(g, x.shape()).astype(DType::f32);
  const Array back = grad(conv_transpose(dy, kernel, {.strides = {2, 2}}), dy, v).value();
  const Array forward = conv(v, kernel, {.strides = {2, 2}}).value();
  for (std::int64_t i = 0; i < back.size(); ++i) EXPECT_NEAR(back.at(i), forward.at(i), 1e-5);
}

// Volumes large enough that the fast backend's library takes them, and odd enough to be awkward.
TEST(Convolution, ThreeDimensionsOnTheFastBackend) {
  struct Case {
    Shape x, kernel;
    Attributes attributes;
  };
  const auto options = [](Integers strides, Integers low, Integers high, Integers dilation,
                          std::int64_t groups) -> Attributes {
    return {{"strides", strides},
            {"padding_low", low},
            {"padding_high", high},
            {"dilation", dilation},
            {"groups", groups}};
  };
  const std::vector<Case> cases = {
      {{2, 6, 7, 5, 16}, {3, 3, 3, 16, 32}, options({1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 1)},
      {{3, 7, 6, 9, 3}, {3, 2, 3, 3, 5}, options({2, 1, 3}, {0, 1, 2}, {1, 0, 1}, {1, 2, 1}, 1)},
      {{2, 5, 6, 7, 32}, {3, 3, 3, 1, 32}, options({1, 2, 1}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, 32)},
      {{1, 5, 5, 5, 8}, {2, 2, 2, 4, 6}, options({2, 2, 2}, {0, 0, 0}, {1, 1, 1}, {1, 1, 1}, 2)},
  };
  Generator g(8);
  for (const Case& c : cases) {
    Sample sample{.inputs = {random_array(g, c.x), random_array(g, c.kernel)}, .attributes = c.attributes};
    EXPECT_EQ(check_backends(find_op("conv"), sample), "");
    const Shape y = record(find_op("conv"), {sample.inputs[0], sample.inputs[1]}, c.attributes).shape();
    Sample to_input{.inputs = {random_array(g, y), sample.inputs[1]}, .attributes = c.attributes};
    to_input.attributes.set("x_shape", c.x);
    EXPECT_EQ(check_backends(find_op("conv_input_gradient"), to_input), "");
    Sample to_kernel{.inputs = {sample.inputs[0], random_array(g, y)}, .attributes = c.attributes};
    to_kernel.attributes.set("kernel_shape", c.kernel);
    EXPECT_EQ(check_backends(find_op("conv_kernel_gradient"), to_kernel), "");
    const Attributes pool = {{"size", Integers{2, 3, 2}},
                             {"strides", Integers{2, 1, 1}},
                             {"padding_low", Integers{0, 1, 1}},
                             {"padding_high", Integers{1, 1, 0}}};
    const Sample volume{.inputs = {sample.inputs[0]}, .attributes = pool};
    EXPECT_EQ(check_backends(find_op("max_pool"), volume), "");
    EXPECT_EQ(check_backends(find_op("average_pool"), volume), "");
  }
}

TEST(DepthwiseConv, KerasOrderOfChannels) {
  const Tensor x = tensor({1, 1, 2}, {1, 10});
  expect_values(depthwise_conv(x, tensor({1, 2, 2}, {1, 2, 3, 4})), {1, 1, 4}, {1, 2, 30, 40});
  expect_values(separable_conv(x, tensor({1, 2, 1}, {2, 3}), tensor({1, 2, 1}, {1, 100})), {1, 1, 1}, {3002});
}

TEST(DepthwiseConv, ThreeDimensions) {
  Generator g(4);
  const Array x = random_array(g, {1, 3, 4, 3, 2}).astype(DType::f32);
  const Array kernel = random_array(g, {2, 2, 2, 2, 1}).astype(DType::f32);
  const Tensor y = depthwise_conv(x, kernel);
  ASSERT_EQ(y.shape(), (Shape{1, 2, 3, 2, 2}));
  for (std::int64_t c = 0; c < 2; ++c) {
    const Tensor alone = conv(slice(x, {0, 0, 0, 0, c}, {1, 3, 4, 3, c + 1}),
                              slice(kernel, {0, 0, 0, c, 0}, {2, 2, 2, c + 1, 1}));
    const Array values = slice(y, {0, 0, 0, 0, c}, {1, 2, 3, 2, c + 1}).value();
    for (std::int64_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values.at(i), alone.value().at(i), 1e-5);
  }
}

TEST(ConvTranspose, Messages) {
  EXPECT_EQ(message_of<ShapeError>([] {
              static_cast<void>(conv_transpose(zeros({1, 4, 4, 3}), zeros({3, 3, 3, 8})));
            }),
            "conv_transpose: the input has 3 channels but the kernel expects 8\n"
            "(input (1, 4, 4, 3), kernel (3, 3, 3, 8)).\n"
            "Give a kernel of shape (3, 3, 3, 3): filters come before channels here.");
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(conv_transpose(zeros({1, 4, 1}), zeros({3, 1, 1}), {.output_padding = {1}}));
            }).find("expected an output_padding below the stride, received 1 with a stride of 1"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(conv_transpose(zeros({1, 1, 1}), zeros({3, 1, 1}), {.padding = {{2, 1}}}));
            }).find("nothing is left of spatial axis 0: 3 elements would be cut off"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(conv_transpose(zeros({1, 4}), zeros({3, 1, 1})));
            }).find("received ranks 2 and 3"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(conv_transpose(zeros({1, 4, 1}), zeros({3, 1, 1}), {.strides = {1, 1}}));
            }).find("expected 1 numbers for strides"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(conv_transpose(zeros({1, 4, 4}), zeros({3, 1, 4}), {.groups = 3}));
            }).find("cannot be split into 3 groups"),
            std::string::npos);
  EXPECT_NE(
      message_of<ShapeError>([] {
        static_cast<void>(depthwise_conv(zeros({1, 4, 4}), zeros({3, 1, 4})));
      }).find("depthwise_conv: a kernel of shape (3, 1, 4) does not go with an input of shape (1, 4, 4)"),
      std::string::npos);
}

}  // namespace
}  // namespace saem::testing
