#include "saem/ops/convolution.h"

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Convolution, OneDimensionByHand) {
  // x = 1 2 4 8, kernel = 1 1: neighbours are added.
  const Tensor x = tensor({1, 4, 1}, {1, 2, 4, 8});
  const Tensor kernel = tensor({2, 1, 1}, {1, 1});
  expect_values(conv(x, kernel), {1, 3, 1}, {3, 6, 12});
  expect_values(conv(x, kernel, {.strides = {2}}), {1, 2, 1}, {3, 12});
  expect_values(conv(x, kernel, {.padding = {{1, 0}}}), {1, 4, 1}, {1, 3, 6, 12});
  expect_values(conv(x, kernel, {.padding = {{0, 1}}}), {1, 4, 1}, {3, 6, 12, 8});
  expect_values(conv(x, kernel, {.dilation = {2}}), {1, 2, 1}, {5, 10});
}

TEST(Convolution, DoesNotMirrorTheKernel) {
  expect_values(conv(tensor({1, 2, 1}, {2, 3}), tensor({2, 1, 1}, {10, 1})), {1, 1, 1}, {23});
}

TEST(Convolution, TwoDimensionsWithStrideAndDilationByHand) {
  // The 5 × 5 image holds 0 … 24. A 3 × 3 kernel of ones with dilation 2 covers it once: rows 0, 2, 4 and
  // columns 0, 2, 4.
  const Tensor x = counting({1, 5, 5, 1});
  const Tensor ones_kernel = ones({3, 3, 1, 1});
  expect_values(conv(x, ones_kernel, {.dilation = {2, 2}}), {1, 1, 1, 1}, {108});
  // Stride 2 without dilation: 3 × 3 blocks around 6, 8, 16 and 18.
  expect_values(conv(x, ones_kernel, {.strides = {2, 2}}), {1, 2, 2, 1}, {54, 72, 144, 162});
  // One zero all around: the corner window sees 0, 1, 5, 6.
  const Array padded = conv(x, ones_kernel, {.strides = {2, 2}, .padding = {{1, 1}, {1, 1}}}).value();
  EXPECT_EQ(padded.shape(), (Shape{1, 3, 3, 1}));
  EXPECT_EQ(padded.at(0), 12);
  EXPECT_EQ(padded.at(4), 108);
}

TEST(Convolution, ChannelsAndFilters) {
  // Two channels (1, 10) into three filters that take the first, the second, and the sum.
  const Tensor x = tensor({1, 1, 2}, {1, 10});
  const Tensor kernel = tensor({1, 2, 3}, {1, 0, 1, 0, 1, 1});
  expect_values(conv(x, kernel), {1, 1, 3}, {1, 10, 11});
}

TEST(Convolution, GroupsAreIndependent) {
  // Depthwise: each channel has its own factor; two filters per group in the second case.
  const Tensor x = tensor({1, 1, 2}, {1, 10});
  expect_values(conv(x, tensor({1, 1, 2}, {2, 3}), {.groups = 2}), {1, 1, 2}, {2, 30});
  expect_values(conv(x, tensor({1, 1, 4}, {1, 2, 3, 4}), {.groups = 2}), {1, 1, 4}, {1, 2, 30, 40});
}

TEST(Convolution, ThreeDimensionsByHand) {
  const Tensor x = counting({1, 2, 2, 2, 1});
  expect_values(conv(x, ones({2, 2, 2, 1, 1})), {1, 1, 1, 1, 1}, {28});
}

TEST(Convolution, GradientsByHand) {
  const Tensor x = tensor({1, 3, 1}, {1, 2, 4});
  const Tensor kernel = tensor({2, 1, 1}, {10, 1});
  const Tensor dy = tensor({1, 2, 1}, {1, 100});
  expect_values(conv_input_gradient(dy, kernel, {1, 3, 1}), {1, 3, 1}, {10, 1001, 100});
  expect_values(conv_kernel_gradient(x, dy, {2, 1, 1}), {2, 1, 1}, {201, 402});
  const Tensors both = gradients(conv(x, kernel), std::vector<Tensor>{x, kernel}, dy);
  expect_values(both[0], {1, 3, 1}, {10, 1001, 100});
  expect_values(both[1], {2, 1, 1}, {201, 402});
}

TEST(Convolution, InputGradientIsTransposedConvolution) {
  // Stride 2 spreads the two inputs to places 0 … 1 and 2 … 3; the fifth place is reached by no window.
  expect_values(
      conv_input_gradient(tensor({1, 2, 1}, {1, 10}), tensor({2, 1, 1}, {1, 2}), {1, 5, 1}, {.strides = {2}}),
      {1, 5, 1}, {1, 2, 10, 20, 0});
}

TEST(Convolution, SamePaddingHasStrideDividedExtents) {
  const std::vector<std::int64_t> three = {3};
  const std::vector<std::int64_t> two = {2};
  const std::vector<std::int64_t> one = {1};
  EXPECT_EQ(same_padding({1, 7, 1}, three, one, one), (PaddingPairs{{1, 1}}));
  EXPECT_EQ(same_padding({1, 7, 1}, two, one, one), (PaddingPairs{{0, 1}}));  // the odd zero at the end
  EXPECT_EQ(same_padding({1, 224, 1}, three, two, one),
            (PaddingPairs{{0, 1}}));  // as Keras pads ResNet's first layers
  EXPECT_EQ(same_padding({1, 7, 1}, three, two, two), (PaddingPairs{{2, 2}}));
  EXPECT_EQ(same_padding({1, 8, 1}, one, two, one), (PaddingPairs{{0, 0}}));
  EXPECT_EQ(same_padding({Shape::unknown, 7, 1}, three, {}, {}), (PaddingPairs{{1, 1}}));
  for (std::int64_t extent = 1; extent <= 12; ++extent) {
    for (std::int64_t kernel = 1; kernel <= 5; ++kernel) {
      for (std::int64_t stride = 1; stride <= 4; ++stride) {
        const Shape shape = {1, extent, 1};
        const PaddingPairs padding = same_padding(shape, std::vector{kernel}, std::vector{stride}, {});
        const Tensor y = conv(zeros(shape), zeros({kernel, 1, 1}), {.strides = {stride}, .padding = padding});
        EXPECT_EQ(y.shape()[1], (extent + stride - 1) / stride) << extent << " " << kernel << " " << stride;
      }
    }
  }
}

TEST(Convolution, MessageForWrongChannels) {
  EXPECT_EQ(message_of<ShapeError>([] {
              static_cast<void>(conv(zeros({8, 28, 28, 1}), zeros({3, 3, 3, 32})));
            }),
            "conv: the input has 1 channels but the kernel expects 3\n"
            "(inputs (8, 28, 28, 1), (3, 3, 3, 32); dilation=(1, 1), groups=1, padding_high=(0, 0), "
            "padding_low=(0, 0), "
            "strides=(1, 1)).\n"
            "Give an input whose last axis is 3, or a kernel of shape (3, 3, 1, 32).");
}

TEST(Convolution, MessageForWindowLargerThanTheInput) {
  const std::string message = message_of<ShapeError>([] {
    static_cast<void>(conv(zeros({1, 2, 9, 1}), zeros({3, 3, 1, 1})));
  });
  EXPECT_NE(
      message.find(
          "conv: the window spans 3 elements but the input has only 2 on spatial axis 0, padding included"),
      std::string::npos)
      << message;
  EXPECT_NE(message.find("Use a smaller window, more padding, or a larger input."), std::string::npos)
      << message;
}

TEST(Convolution, RefusesWhatDoesNotFit) {
  const Tensor x = zeros({1, 5, 5, 4});
  const Tensor kernel = zeros({3, 3, 4, 6});
  const auto refused = [&](const Tensor& a, const Tensor& b, const ConvOptions& options) {
    return message_of<ShapeError>([&] { static_cast<void>(conv(a, b, options)); });
  };
  EXPECT_NE(refused(zeros({5, 5, 4}), kernel, {}).find("the input has rank 3 but the kernel has rank 4"),
            std::string::npos);
  EXPECT_NE(refused(zeros({5, 4}), zeros({5, 4}), {}).find("1 to 3 spatial axes"), std::string::npos);
  EXPECT_NE(refused(x, kernel, {.strides = {0, 1}}).find("expected strides of 1 or more, received 0"),
            std::string::npos);
  EXPECT_NE(refused(x, kernel, {.strides = {2}}).find("expected 2 numbers for strides"), std::string::npos);
  EXPECT_NE(refused(x, kernel, {.padding = {{-1, 0}, {0, 0}}})
                .find("expected padding_low of 0 or more, received -1"),
            std::string::npos);
  EXPECT_NE(
      refused(x, kernel, {.dilation = {1, std::int64_t{1} << 62}}).find("expected dilation of 1 or more"),
      std::string::npos);
  EXPECT_NE(refused(x, kernel, {.groups = 3}).find("4 channels and 6 filters cannot be split into 3 groups"),
            std::string::npos);
  EXPECT_NE(refused(x, kernel, {.groups = 0}).find("cannot be split into 0 groups"), std::string::npos);
  EXPECT_NE(refused(x, kernel, {.groups = 2}).find("the kernel expects 4 in each of 2 groups"),
            std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(conv(zeros({1, 3, 1}, DType::u8), zeros({1, 1, 1}, DType::u8)));
            }).find("floating"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(conv_input_gradient(zeros({1, 3, 3, 6}), kernel, {1, 6, 6, 4}));
            }).find("expected dy of shape (1, 4, 4, 6), received (1, 3, 3, 6)"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
