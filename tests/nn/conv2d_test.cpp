#include "saem/nn/conv_layers.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

Shape output_shape(Conv2D layer, const Shape& input) {
  return layer.ensure_built(std::vector<TensorType>{{DType::f32, input}}).shape;
}

TEST(Conv2D, ComputesWhatItsFormulaSays) {
  Conv2D layer(1, 2, {.activation = "relu"});
  // Each window's sum is weighted 1, 2, 3, 4; the bias makes the first ones negative.
  const Array y = run_layer(layer, {counting({1, 3, 3, 1})},
                            {Array::of(std::vector<float>{1, 2, 3, 4}, {2, 2, 1, 1}), Array::full({1}, -30)});
  // 0·1 + 1·2 + 3·3 + 4·4 = 27 → 0;  27 + 10 = 37 → 7; one row further + 30
  EXPECT_EQ(elements(y), (std::vector<double>{0, 7, 27, 37}));
}

TEST(Conv2D, OutputShapes) {
  EXPECT_EQ(output_shape(Conv2D(32, 3), {-1, 28, 28, 1}), (Shape{-1, 26, 26, 32}));
  EXPECT_EQ(output_shape(Conv2D(8, {3, 5}, {.padding = "same"}), {-1, 28, 20, 3}), (Shape{-1, 28, 20, 8}));
  EXPECT_EQ(output_shape(Conv2D(8, 3, {.strides = 2}), {-1, 28, 27, 3}), (Shape{-1, 13, 13, 8}));
  EXPECT_EQ(output_shape(Conv2D(8, 3, {.strides = {2, 3}, .padding = "same"}), {-1, 28, 27, 3}),
            (Shape{-1, 14, 9, 8}));
  EXPECT_EQ(output_shape(Conv2D(8, 3, {.dilation_rate = 3}), {-1, 28, 27, 3}), (Shape{-1, 22, 21, 8}));
}

TEST(Conv2D, WeightShapesNamesAndCounts) {
  Conv2D layer(8, {3, 5}, {.groups = 2, .name = "stem"});
  EXPECT_EQ(output_shape(layer, {-1, 9, 9, 6}), (Shape{-1, 7, 5, 8}));
  ASSERT_EQ(layer.variables().size(), 2U);
  EXPECT_EQ(layer.variables()[0].name(), "stem/kernel");
  EXPECT_EQ(layer.variables()[0].shape(), (Shape{3, 5, 3, 8}));
  EXPECT_EQ(layer.variables()[1].name(), "stem/bias");
  EXPECT_EQ(layer.variables()[1].shape(), Shape{8});
  EXPECT_EQ(layer.parameter_count(), 3 * 5 * 3 * 8 + 8);

  Conv2D without(8, 3, {.use_bias = false});
  EXPECT_EQ(output_shape(without, {-1, 9, 9, 6}), (Shape{-1, 7, 7, 8}));
  EXPECT_EQ(without.variables().size(), 1U);
}

TEST(Conv2D, SamePaddingPutsTheOddZeroAtTheEnd) {
  Conv2D layer(1, 2, {.padding = "same", .use_bias = false});
  const Array y = run_layer(layer, {counting({1, 2, 2, 1})}, {Array::full({2, 2, 1, 1}, 1)});
  EXPECT_EQ(elements(y), (std::vector<double>{6, 4, 5, 3}));
}

TEST(Conv2D, ConfigMakesTheSameLayer) {
  const Conv2D layer(8, {3, 5},
                     {.strides = {2, 1},
                      .padding = "same",
                      .dilation_rate = {1, 2},
                      .groups = 2,
                      .activation = "gelu",
                      .use_bias = false,
                      .kernel_initializer = "he_normal",
                      .bias_initializer = "ones"});
  EXPECT_EQ(Conv2D::from_config(layer.config()).config(), layer.config());
}

TEST(Conv2D, RefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(Conv2D(0, 3), ValueError);
  EXPECT_THROW(Conv2D(4, 0), ValueError);
  EXPECT_THROW(Conv2D(4, {3, -1}), ValueError);
  EXPECT_THROW(Conv2D(4, 3, {.strides = 0}), ValueError);
  EXPECT_THROW(Conv2D(4, 3, {.dilation_rate = 0}), ValueError);
  EXPECT_THROW(Conv2D(4, 3, {.groups = 0}), ValueError);
  EXPECT_THROW(Conv2D(4, 3, {.groups = 3}), ValueError);
  EXPECT_THROW(Conv2D(4, 3, {.kernel_initializer = "x"}), ValueError);
  EXPECT_THROW(Conv2D(4, 3, {.bias_initializer = "x"}), ValueError);
  EXPECT_THROW(Conv2D(std::int64_t{1} << 40, 3), ValueError);
}

}  // namespace
}  // namespace saem
