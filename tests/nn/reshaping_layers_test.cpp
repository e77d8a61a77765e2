// Permute, RepeatVector, cropping, padding, upsampling, merging, and activations as layers.
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
using Doubles = std::vector<double>;

TEST(ReshapingLayers, MoveElements) {
  Permute swap({2, 1});
  EXPECT_EQ(elements(run_layer(swap, {counting({1, 2, 3})})), (Doubles{0, 3, 1, 4, 2, 5}));
  EXPECT_THROW(Permute({0, 1}), ValueError);
  Permute three({1, 2, 3});
  EXPECT_THROW((void)run_layer(three, {counting({1, 2, 3})}), ShapeError);
  RepeatVector repeat(2);
  EXPECT_EQ(elements(run_layer(repeat, {counting({2, 2})})), (Doubles{0, 1, 0, 1, 2, 3, 2, 3}));
  EXPECT_THROW(RepeatVector(0), ValueError);
}

TEST(ReshapingLayers, CropAndPad) {
  Cropping1D crop;
  EXPECT_EQ(elements(run_layer(crop, {counting({1, 4, 1})})), (Doubles{1, 2}));
  Cropping2D sides({{0, 1}, {1, 0}});
  EXPECT_EQ(elements(run_layer(sides, {counting({1, 2, 3, 1})})), (Doubles{1, 2}));
  Cropping3D all;
  EXPECT_EQ(elements(run_layer(all, {counting({1, 3, 3, 3, 1})})), (Doubles{13}));
  EXPECT_THROW((void)run_layer(crop, {counting({1, 2, 1})}), ShapeError);
  EXPECT_THROW(Cropping1D(-1), ValueError);
  ZeroPadding1D before({2, 0});
  EXPECT_EQ(elements(run_layer(before, {counting({1, 2, 1})})), (Doubles{0, 0, 0, 1}));
  ZeroPadding3D around({1, 0, 2});
  EXPECT_EQ(run_layer(around, {counting({1, 2, 2, 2, 1})}).shape(), (Shape{1, 4, 2, 6, 1}));
  Cropping2D whole;
  EXPECT_EQ(run_layer(whole, {counting({1, 2, 3, 1})}).shape(), (Shape{1, 2, 3, 1}));
}

TEST(ReshapingLayers, UpSample) {
  UpSampling1D steps(2);
  EXPECT_EQ(elements(run_layer(steps, {counting({1, 2, 1})})), (Doubles{0, 0, 1, 1}));
  UpSampling2D pixels({1, 2});
  EXPECT_EQ(elements(run_layer(pixels, {counting({1, 2, 1, 1})})), (Doubles{0, 0, 1, 1}));
  UpSampling2D lines(2, {.interpolation = "bilinear"});
  EXPECT_EQ(elements(run_layer(lines, {counting({1, 1, 2, 1})})), (Doubles{0, .25, .75, 1, 0, .25, .75, 1}));
  UpSampling3D places;
  EXPECT_EQ(run_layer(places, {counting({1, 1, 2, 3, 1})}).shape(), (Shape{1, 2, 4, 6, 1}));
  EXPECT_THROW(UpSampling2D(2, {.interpolation = "area"}), ValueError);
}

TEST(MergingLayers, CombineElementByElement) {
  const Array a = Array::of(std::vector<float>{1, 5}, {1, 2});
  const Array b = Array::of(std::vector<float>{3, 2}, {1, 2});
  const auto merged = [&](auto layer) { return elements(run_layer(layer, {a, b})); };
  EXPECT_EQ(merged(Subtract()), (Doubles{-2, 3}));
  EXPECT_EQ(merged(Multiply()), (Doubles{3, 10}));
  EXPECT_EQ(merged(Average()), (Doubles{2, 3.5}));
  EXPECT_EQ(merged(Maximum()), (Doubles{3, 5}));
  EXPECT_EQ(merged(Minimum()), (Doubles{1, 2}));
  Subtract three;
  EXPECT_THROW((void)run_layer(three, {a, b, b}), ShapeError);
  Average mean;
  EXPECT_EQ(elements(run_layer(mean, {a, a, b, b})), (Doubles{2, 3.5}));
}

TEST(MergingLayers, StretchAsKerasDoes) {
  Add layer;
  const Array y = run_layer(layer, {counting({2, 3, 4}), counting({2, 1, 4})});
  EXPECT_EQ(y.shape(), (Shape{2, 3, 4}));
  EXPECT_EQ(y.at(23), 23 + 7);
  Multiply scale;  // the shorter one gets an axis after the batch
  EXPECT_EQ(run_layer(scale, {counting({2, 3, 4}), counting({2, 4})}).shape(), (Shape{2, 3, 4}));
  Add wrong;
  EXPECT_THROW((void)run_layer(wrong, {counting({2, 1}), counting({2, 3}), counting({2, 4})}), ShapeError);
}

TEST(Dot, SumsProductsAlongItsAxes) {
  // Keras's examples: x and y of shape (1, 2, 5), axes (1, 2), (1, 5, 2).
  const Array x = counting({1, 5, 2});
  Array y = counting({1, 2, 5});
  for (float& v : y.mutable_data<float>()) v += 10;
  Dot both({1, 2});
  const Array z = run_layer(both, {x, y});
  EXPECT_EQ(z.shape(), (Shape{1, 2, 2}));
  EXPECT_EQ(elements(z), (Doubles{260, 360, 320, 445}));
  Dot rows(1);
  EXPECT_EQ(elements(run_layer(rows, {counting({1, 3}), counting({1, 3})})), (Doubles{5}));
  Dot cosine(-1, {.normalize = true});
  EXPECT_NEAR(run_layer(cosine, {counting({1, 3}), counting({1, 3}, 4)}).item(), 1, 1e-6);
  EXPECT_THROW((void)run_layer(both, {counting({1, 3, 2}), y}), ShapeError);
  EXPECT_THROW(Dot({1, 2, 3}), ValueError);
}

TEST(ActivationLayers, FollowTheirFormulas) {
  const Array x = Array::of(std::vector<float>{-2, 0.5, 4}, {1, 3});
  const auto of = [&](auto layer) { return elements(run_layer(layer, {x})); };
  EXPECT_EQ(of(ReLU()), (Doubles{0, 0.5, 4}));
  EXPECT_EQ(of(ReLU({.max_value = 3, .negative_slope = 0.5, .threshold = 1})), (Doubles{-1.5, -0.25, 3}));
  EXPECT_EQ(of(LeakyReLU({.negative_slope = 0.25})), (Doubles{-0.5, 0.5, 4}));
  EXPECT_NEAR(of(LeakyReLU())[0], -0.6, 1e-6);
  EXPECT_NEAR(of(ELU({.alpha = 2}))[0], 2 * std::expm1(-2), 1e-6);
  EXPECT_NEAR(of(Softmax())[2], std::exp(4) / (std::exp(-2) + std::exp(.5) + std::exp(4)), 1e-6);
  Softmax both({.axis = {1, 2}});
  EXPECT_NEAR(run_layer(both, {Array::full({1, 2, 2}, 5)}).at(0), 0.25, 1e-6);
  EXPECT_THROW(ReLU({.max_value = -1}), ValueError);
}

TEST(PReLU, LearnsASlopePerElementOrPerChannel) {
  PReLU each({.alpha_initializer = Constant(0.5)});
  EXPECT_EQ(elements(run_layer(each, {Array::of(std::vector<float>{-2, 3}, {1, 2})})), (Doubles{-1, 3}));
  PReLU shared({.shared_axes = {1, 2}});
  static_cast<void>(run_layer(shared, {counting({1, 4, 5, 3})}));
  EXPECT_EQ(shared.variables()[0].shape(), (Shape{1, 1, 3}));
  EXPECT_EQ(shared.variables()[0].name(), "p_re_lu/alpha");  // Keras's name
  PReLU wrong({.shared_axes = {3}});
  EXPECT_THROW((void)run_layer(wrong, {counting({1, 4})}), ShapeError);
}

}  // namespace
}  // namespace saem
