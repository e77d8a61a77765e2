#include "saem/nn/conv_layers.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

Shape output_shape(Conv1D layer, const Shape& input) {
  return layer.ensure_built(std::vector<TensorType>{{DType::f32, input}}).shape;
}

TEST(Conv1D, ComputesWhatItsFormulaSays) {
  Conv1D layer(1, 2, {.activation = "relu"});
  const Array y = run_layer(layer, {counting({1, 4, 1})},
                            {Array::of(std::vector<float>{1, 2}, {2, 1, 1}), Array::full({1}, -3)});
  EXPECT_EQ(elements(y), (std::vector<double>{0, 2, 5}));  // 0 + 2, 1 + 4, 2 + 6, less 3
}

TEST(Conv1D, CausalOutputsSeeNoLaterStep) {
  const Array kernel = Array::of(std::vector<float>{1, 10, 100}, {3, 1, 1});
  Conv1D layer(1, 3, {.padding = "causal", .use_bias = false});
  EXPECT_EQ(elements(run_layer(layer, {counting({1, 4, 1})}, {kernel})),
            (std::vector<double>{0, 100, 210, 321}));
  Conv1D dilated(1, 3, {.padding = "causal", .dilation_rate = 2, .use_bias = false});
  EXPECT_EQ(elements(run_layer(dilated, {counting({1, 5, 1})}, {kernel})),
            (std::vector<double>{0, 100, 200, 310, 420}));
  Conv1D wide(1, 3, {.padding = "causal", .use_bias = false});  // a kernel that is longer than the sequence
  EXPECT_EQ(elements(run_layer(wide, {counting({1, 2, 1})}, {kernel})), (std::vector<double>{0, 100}));
}

TEST(Conv1D, OutputShapes) {
  EXPECT_EQ(output_shape(Conv1D(32, 3), {-1, 28, 2}), (Shape{-1, 26, 32}));
  EXPECT_EQ(output_shape(Conv1D(8, 5, {.strides = 2, .padding = "same"}), {-1, 27, 3}), (Shape{-1, 14, 8}));
  EXPECT_EQ(output_shape(Conv1D(8, 5, {.strides = 2, .padding = "causal"}), {-1, 27, 3}), (Shape{-1, 14, 8}));
  EXPECT_EQ(output_shape(Conv1D(8, 3, {.dilation_rate = 3}), {-1, 28, 3}), (Shape{-1, 22, 8}));
}

TEST(Conv1D, IsConv2DOverOneRow) {
  const Array x = counting({2, 9, 4}, 0.1);
  const Array kernel = counting({3, 2, 6}, 0.01);
  const Array bias = counting({6});
  Conv1D one(6, 3, {.strides = 2, .padding = "same", .groups = 2});
  Conv2D two(6, {1, 3}, {.strides = {1, 2}, .padding = "same", .groups = 2});
  const Array expected = run_layer(two, {x.reshape({2, 1, 9, 4})}, {kernel.reshape({1, 3, 2, 6}), bias});
  const Array y = run_layer(one, {x}, {kernel, bias});
  EXPECT_EQ(y.shape(), (Shape{2, 5, 6}));
  for (std::int64_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y.at(i), expected.at(i), 1e-5);
}

TEST(Conv1D, CausalGradient) {
  Conv1D layer(1, 2, {.padding = "causal", .use_bias = false});
  const Tensor x = counting({1, 3, 1});
  static_cast<void>(run_layer(layer, {x.value()}, {Array::of(std::vector<float>{2, 3}, {2, 1, 1})}));
  CallContext context;
  // Each step but the last goes into its own output, times 3, and the next one, times 2.
  EXPECT_EQ(elements(grad(sum(layer.apply({x}, context)), x).value()), (std::vector<double>{5, 5, 3}));
}

TEST(Conv1D, WeightShapesNamesAndCounts) {
  Conv1D layer(8, 5, {.groups = 2, .name = "stem"});
  EXPECT_EQ(output_shape(layer, {-1, 9, 6}), (Shape{-1, 5, 8}));
  ASSERT_EQ(layer.variables().size(), 2U);
  EXPECT_EQ(layer.variables()[0].name(), "stem/kernel");
  EXPECT_EQ(layer.variables()[0].shape(), (Shape{5, 3, 8}));
  EXPECT_EQ(layer.variables()[1].name(), "stem/bias");
  EXPECT_EQ(layer.parameter_count(), 5 * 3 * 8 + 8);
  EXPECT_EQ(Conv1D(1, 1).name(), "conv1d");
}

TEST(Conv1D, ConfigMakesTheSameLayer) {
  const Conv1D layer(8, 5,
                     {.strides = 2,
                      .padding = "causal",
                      .dilation_rate = 3,
                      .groups = 2,
                      .activation = "gelu",
                      .use_bias = false,
                      .kernel_initializer = "he_normal",
                      .bias_initializer = "ones"});
  EXPECT_EQ(Conv1D::from_config(layer.config()).config(), layer.config());
  EXPECT_EQ(layer.config().integers("kernel_size"), std::vector<std::int64_t>{5});
  EXPECT_THROW(static_cast<void>(Conv1D::from_config(Conv2D(8, 5).config())), ValueError);
}

TEST(Conv1D, RefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(Conv1D(0, 3), ValueError);
  EXPECT_THROW(Conv1D(4, 0), ValueError);
  EXPECT_THROW(Conv1D(4, 3, {.strides = 0}), ValueError);
  EXPECT_THROW(Conv1D(4, 3, {.padding = "full"}), ValueError);
  EXPECT_THROW(Conv1D(4, 3, {.dilation_rate = -1}), ValueError);
  EXPECT_THROW(Conv1D(4, 3, {.groups = 3}), ValueError);
  EXPECT_THROW(Conv2D(4, 3, {.padding = "causal"}), ValueError);
}

}  // namespace
}  // namespace saem
