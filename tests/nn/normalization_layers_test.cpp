#include "saem/nn/normalization_layers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/nn/layers.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

void expect_near(const Array& y, const std::vector<double>& expected, double tolerance = 1e-5) {
  ASSERT_EQ(y.size(), static_cast<std::int64_t>(expected.size()));
  for (std::int64_t i = 0; i < y.size(); ++i)
    EXPECT_NEAR(y.at(i), expected[static_cast<std::size_t>(i)], tolerance) << i;
}

TEST(LayerNormalization, NormalizesEachExample) {
  LayerNormalization layer({.epsilon = 0});
  const double one = std::sqrt(1.5);
  expect_near(run_layer(layer, {Array::of(std::vector<float>{1, 2, 3, 10, 20, 30}, {2, 3})}),
              {-one, 0, one, -one, 0, one});
  expect_near(run_layer(layer, {Array::of(std::vector<float>{1, 2, 3}, {1, 3})},
                        {Array::full({3}, 2), Array::full({3}, 5)}),
              {5 - 2 * one, 5, 5 + 2 * one});
}

TEST(LayerNormalization, OverSeveralAxes) {
  LayerNormalization layer({.axis = {2, 1}, .epsilon = 0, .center = false});
  const Array y = run_layer(layer, {counting({1, 2, 2, 3})});
  EXPECT_EQ(layer.variables().size(), 1U);
  EXPECT_EQ(layer.variables()[0].shape(), (Shape{2, 2}));
  // Channel 0 is 0, 3, 6, 9: mean 4.5, variance 11.25.
  EXPECT_NEAR(y.at(0), -4.5 / std::sqrt(11.25), 1e-5);
  EXPECT_NEAR(y.at(9), 4.5 / std::sqrt(11.25), 1e-5);
}

TEST(GroupNormalization, NormalizesRunsOfChannels) {
  GroupNormalization layer({.groups = 2, .epsilon = 0});
  expect_near(run_layer(layer, {Array::of(std::vector<float>{1, 3, 10, 30}, {1, 1, 4})}), {-1, 1, -1, 1});
  EXPECT_EQ(layer.parameter_count(), 8);
  GroupNormalization each({.groups = -1, .epsilon = 0});
  expect_near(run_layer(each, {Array::of(std::vector<float>{1, 10, 3, 30}, {1, 2, 2})}), {-1, -1, 1, 1});
  GroupNormalization first({.groups = 1, .axis = 1, .epsilon = 0});
  expect_near(run_layer(first, {Array::of(std::vector<float>{1, 3, 1, 3}, {1, 2, 2})}), {-1, 1, -1, 1});
  GroupNormalization none({.groups = 3});
  EXPECT_THROW((void)run_layer(none, {counting({1, 2, 4})}), ShapeError);
  EXPECT_THROW(GroupNormalization({.groups = 0}), ValueError);
}

TEST(RMSNormalization, DividesByTheRootOfTheMeanSquare) {
  RMSNormalization layer({.epsilon = 0});
  expect_near(run_layer(layer, {Array::of(std::vector<float>{3, 4}, {1, 2})}),
              {3 / std::sqrt(12.5), 4 / std::sqrt(12.5)});
  EXPECT_EQ(layer.variables()[0].name(), "rms_normalization/scale");
}

TEST(UnitNormalization, HasLengthOne) {
  UnitNormalization layer;
  expect_near(run_layer(layer, {Array::of(std::vector<float>{3, 4, 0, 0}, {2, 2})}), {0.6, 0.8, 0, 0});
  UnitNormalization all({.axis = {1, 2}});
  expect_near(run_layer(all, {Array::full({1, 2, 2}, 7)}), {0.5, 0.5, 0.5, 0.5});
}

TEST(NormalizationLayers, RefuseAxesThatAreNotThere) {
  LayerNormalization outside({.axis = 3});
  EXPECT_THROW((void)run_layer(outside, {counting({1, 2})}), ShapeError);
  LayerNormalization over_batch({.axis = 0});
  EXPECT_THROW((void)run_layer(over_batch, {counting({1, 2})}), ShapeError);
  UnitNormalization twice({.axis = {1, -1}});
  EXPECT_THROW((void)run_layer(twice, {counting({1, 2})}), ShapeError);
}

TEST(BatchNormalizationAxis, IsWhereTheChannelsAre) {
  BatchNormalization layer({.axis = 1, .epsilon = 0});
  expect_near(run_layer(layer, {Array::of(std::vector<float>{1, 3, 10, 30}, {1, 2, 2})}, {}, true),
              {-1, 1, -1, 1});
  EXPECT_EQ(layer.variables()[0].shape(), (Shape{2}));
}

TEST(SpectralNormalization, DividesTheKernelByItsLargestSingularValue) {
  Dense dense(2, {.use_bias = false});
  SpectralNormalization layer(dense, {.power_iterations = 30, .name = "s"});
  const Array x = Array::of(std::vector<float>{1, 0, 0, 1}, {2, 2});
  // diag(3, 2): its largest singular value is 3.
  const Array kernel = Array::of(std::vector<float>{3, 0, 0, 2}, {2, 2});
  const Array u = Array::of(std::vector<float>{0.6F, 0.8F}, {1, 2});
  expect_near(run_layer(layer, {x}, {kernel, u}, true), {1, 0, 0, 2.0 / 3}, 1e-5);
  EXPECT_EQ(layer.variables()[0].name(), "s/dense/kernel");
  EXPECT_EQ(layer.variables()[1].name(), "s/vector_u");
  EXPECT_FALSE(layer.variables()[1].trainable());
  expect_near(run_layer(layer, {x}, {kernel, u}, false), {3, 0, 0, 2});
  expect_near(run_layer(layer, {x}, {Array(Shape{2, 2}), u}, true), {0, 0, 0, 0});
  layer.set_name("other");
  EXPECT_EQ(dense.name(), "other/dense");
  EXPECT_EQ(layer.variables()[0].name(), "other/dense/kernel");
}

TEST(SpectralNormalization, NeedsAKernel) {
  SpectralNormalization layer{Flatten()};
  EXPECT_THROW((void)run_layer(layer, {counting({1, 2})}), ValueError);
  EXPECT_THROW(SpectralNormalization(Dense(1), {.power_iterations = 0}), ValueError);
}

}  // namespace
}  // namespace saem
