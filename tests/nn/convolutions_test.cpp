// Conv3D, the transposed, depthwise and separable convolutions: shapes and counts as Keras publishes them,
// and values against sums written out here.
#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

struct Built {
  Shape shape;
  std::int64_t parameters;
};

template <class L>
Built built(const L& layer, const Shape& example) {
  const Symbol y = layer(Input(example));
  return {y.shape(), layer.parameter_count()};
}

TEST(Convolutions, ShapesAndParameterCountsAreKeras) {
  // Each was computed with the published formulas of Keras 3's documentation.
  const Built conv3d = built(Conv3D(2, 3), {28, 28, 28, 1});
  EXPECT_EQ(conv3d.shape, (Shape{-1, 26, 26, 26, 2}));
  EXPECT_EQ(conv3d.parameters, 3 * 3 * 3 * 2 + 2);
  const Built depthwise = built(DepthwiseConv2D(3, {.depth_multiplier = 3}), {10, 10, 12});
  EXPECT_EQ(depthwise.shape, (Shape{-1, 8, 8, 36}));
  EXPECT_EQ(depthwise.parameters, 3 * 3 * 12 * 3 + 36);
  const Built separable = built(SeparableConv2D(64, 3), {32, 32, 3});
  EXPECT_EQ(separable.shape, (Shape{-1, 30, 30, 64}));
  EXPECT_EQ(separable.parameters, 3 * 3 * 3 + 3 * 64 + 64);  // 283
  const Built up = built(Conv2DTranspose(32, 2, {.strides = 2}), {10, 8, 128});
  EXPECT_EQ(up.shape, (Shape{-1, 20, 16, 32}));
  EXPECT_EQ(up.parameters, 2 * 2 * 32 * 128 + 32);
}

TEST(Convolutions, TransposedExtentsFollowKerasRules) {
  const auto steps = [](std::int64_t kernel, const Conv1DTransposeOptions& options) {
    return built(Conv1DTranspose(1, kernel, options), {5, 2}).shape[1];
  };
  EXPECT_EQ(steps(3, {}), 7);
  EXPECT_EQ(steps(3, {.strides = 2}), 11);
  EXPECT_EQ(steps(2, {.strides = 3}), 15);  // never shorter than the input times the stride
  EXPECT_EQ(steps(3, {.strides = 2, .padding = "same"}), 10);
  EXPECT_EQ(steps(3, {.strides = 2, .output_padding = 0}), 11);
  EXPECT_EQ(steps(3, {.strides = 2, .output_padding = 1}), 12);
  EXPECT_EQ(steps(3, {.strides = 2, .padding = "same", .output_padding = 1}), 10);
  EXPECT_EQ(steps(3, {.dilation_rate = 2}), 9);
  EXPECT_THROW(Conv1DTranspose(1, 3, {.strides = 2, .output_padding = 2}), ValueError);
  EXPECT_THROW(Conv1DTranspose(1, 3, {.padding = "causal"}), ValueError);
}

TEST(Convolutions, ATransposedOneAddsTheKernelAtEachPlace) {
  Conv1DTranspose layer(1, 3, {.strides = 2});
  // Input 1, 10 at places 0 and 2; kernel 1, 2, 3.
  const Array y = run_layer(layer, {Array::of(std::vector<float>{1, 10}, {1, 2, 1})},
                            {Array::of(std::vector<float>{1, 2, 3}, {3, 1, 1}), Array::full({1}, 100)});
  EXPECT_EQ(elements(y), (std::vector<double>{101, 102, 113, 120, 130}));
}

TEST(Convolutions, ADepthwiseOneKeepsChannelsApart) {
  DepthwiseConv1D layer(2, {.depth_multiplier = 2});
  const Array x = Array::of(std::vector<float>{1, 2, 3, 4, 5, 6}, {1, 3, 2});
  // kernel[tap][channel][multiplier]
  const Array kernel = Array::of(std::vector<float>{1, 0, 0, 1, 0, 1, 1, 0}, {2, 2, 2});
  const Array y = run_layer(layer, {x}, {kernel, Array(Shape{4})});
  EXPECT_EQ(y.shape(), (Shape{1, 2, 4}));
  // channel 0: x[t], x[t+1]; channel 1: x[t+1], x[t]
  EXPECT_EQ(elements(y), (std::vector<double>{1, 3, 4, 2, 3, 5, 6, 4}));
}

TEST(Convolutions, ASeparableOneIsADepthwiseOneAndThenDense) {
  SeparableConv1D layer(1, 2, {.activation = "relu"});
  const Array x = Array::of(std::vector<float>{1, 2, 3, 4, 5, 6}, {1, 3, 2});
  const Array y = run_layer(layer, {x},
                            {Array::of(std::vector<float>{1, 0, 0, 1}, {2, 2, 1}),
                             Array::of(std::vector<float>{10, -1}, {1, 2, 1}), Array::full({1}, -30)});
  // depthwise: (x0[t], x1[t+1]) = (1, 4), (3, 6) → 10·1 - 4 - 30 < 0, 10·3 - 6 - 30 < 0
  EXPECT_EQ(elements(y), (std::vector<double>{0, 0}));
  EXPECT_EQ(layer.variables()[0].name(), "separable_conv1d/depthwise_kernel");
  EXPECT_EQ(layer.variables()[1].name(), "separable_conv1d/pointwise_kernel");
}

TEST(Convolutions, CausalIsForSequencesOnly) {
  EXPECT_EQ(built(SeparableConv1D(3, 2, {.padding = "causal"}), {5, 2}).shape, (Shape{-1, 5, 3}));
  EXPECT_THROW(SeparableConv2D(3, 2, {.padding = "causal"}), ValueError);
  EXPECT_THROW(Conv3D(3, 2, {.padding = "causal"}), ValueError);
}

TEST(Convolutions, VolumesThatDoNotFitAreRefused) {
  const std::string message = test::thrown_message<ShapeError>([] { (void)Conv3D(2, 3)(Input({4, 4, 1})); });
  EXPECT_EQ(message,
            "Conv3D cannot take this input: expected volumes (batch, depth, height, width, channels), "
            "received rank 4\n"
            "(input (batch, 4, 4, 1) from Input).\n"
            "Put Reshape({4, 4, 1, 1}) in front of it: volumes have a channel axis.");
}

TEST(Pooling3D, TakesTheLargestOrTheAverageOfEachWindow) {
  MaxPooling3D largest;
  const Array x = counting({1, 2, 2, 2, 1});
  EXPECT_EQ(elements(run_layer(largest, {x})), (std::vector<double>{7}));
  AveragePooling3D average(2, {.strides = 1, .padding = "same"});
  EXPECT_EQ(elements(run_layer(average, {x})), (std::vector<double>{3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7}));
  GlobalAveragePooling3D mean;
  EXPECT_EQ(elements(run_layer(mean, {x})), (std::vector<double>{3.5}));
  GlobalMaxPooling3D top({.keepdims = true});
  EXPECT_EQ(run_layer(top, {x}).shape(), (Shape{1, 1, 1, 1, 1}));
}

TEST(AdaptivePooling, HasTheOutputThatWasAskedFor) {
  AdaptiveAveragePooling1D average(2);
  EXPECT_EQ(elements(run_layer(average, {counting({1, 5, 1})})), (std::vector<double>{1, 3}));
  AdaptiveMaxPooling2D largest({1, 2});
  EXPECT_EQ(elements(run_layer(largest, {counting({1, 2, 3, 1})})), (std::vector<double>{4, 5}));
  EXPECT_THROW(AdaptiveMaxPooling1D(0), ValueError);
}

}  // namespace
}  // namespace saem
