// The layers that change values of pictures, against their definitions.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/core/random.h"
#include "saem/nn/color_spaces.h"
#include "saem/nn/layers.h"
#include "saem/ops/shape_ops.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::elements;
using test::run_layer;
using Doubles = std::vector<double>;

Array pixels(const std::vector<float>& values, const Shape& shape) { return Array::of(values, shape); }
Doubles trained_values(Layer& layer, const Array& x) {
  Doubles y = elements(run_layer(layer, {x}, {}, /*training=*/true));
  for (double& each : y) each = std::round(each * 1e4) / 1e4;
  return y;
}

TEST(ColorSpaces, HueSaturationValueAndBack) {
  // Red, yellow, green, cyan, blue, magenta, grey, black, half of orange.
  const Array x =
      pixels({1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, .5F, .5F, .5F, 0, 0, 0, .5F, .25F, 0},
             {1, 1, 9, 3});
  const detail::Hsv hsv = detail::hsv_of(x);
  const Doubles hue = elements(hsv.hue.value());
  const Doubles expected = {0, 1. / 6, 2. / 6, 3. / 6, 4. / 6, 5. / 6, 0, 0, 1. / 12};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(hue[i], expected[i], 1e-6) << i;
  EXPECT_EQ(elements(hsv.saturation.value()), (Doubles{1, 1, 1, 1, 1, 1, 0, 0, 1}));
  EXPECT_EQ(elements(hsv.value.value()), (Doubles{1, 1, 1, 1, 1, 1, .5, 0, .5}));
  const Array back = detail::rgb_of(hsv).value();
  for (std::int64_t i = 0; i < x.size(); ++i) EXPECT_NEAR(back.at(i), x.at(i), 1e-6) << i;
  Generator g(3);
  Array any = Array::uninitialized({50, 2, 2, 3}, DType::f32);
  for (float& each : any.mutable_data<float>()) each = static_cast<float>(g.uniform());
  const Array again = detail::rgb_of(detail::hsv_of(any)).value();
  for (std::int64_t i = 0; i < any.size(); ++i) EXPECT_NEAR(again.at(i), any.at(i), 1e-5) << i;
}

TEST(RandomBrightness, AddsAShareOfTheRangeAndStaysWithin) {
  RandomBrightness layer({0.2, 0.2});
  EXPECT_EQ(trained_values(layer, pixels({0, 100, 250}, {1, 1, 1, 3})), (Doubles{51, 151, 255}));
  RandomBrightness unit({-0.5, -0.5}, {.value_range = {-1, 1}});
  EXPECT_EQ(trained_values(unit, pixels({1, 0, -0.5F}, {1, 1, 1, 3})), (Doubles{0, -1, -1}));
}

TEST(RandomContrast, KeepsTheMeanOfEachChannel) {
  const Array x = pixels({0.2F, 0.5F, 0.6F, 0.7F}, {1, 2, 1, 2});  // channels (0.2, 0.6) and (0.5, 0.7)
  RandomContrast layer({0.5, 0.5}, {.value_range = {0, 1}});
  for (int i = 0; i < 20; ++i) {
    const Doubles y = trained_values(layer, x);
    const double times = (y[2] - y[0]) / 0.4;
    EXPECT_GE(times, 0.5 - 1e-3);
    EXPECT_LE(times, 1.5 + 1e-3);
    EXPECT_NEAR(y[0] + y[2], 0.8, 1e-3);
    EXPECT_NEAR(y[3] - y[1], 0.2 * times, 1e-3);
  }
}

TEST(RandomSaturation, ZeroIsGreyAndAHalfIsNoChange) {
  const Array x = pixels({0.8F, 0.2F, 0.4F}, {1, 1, 1, 3});
  RandomSaturation grey({0, 0}, {.value_range = {0, 1}});
  EXPECT_EQ(trained_values(grey, x), (Doubles{0.8, 0.8, 0.8}));
  RandomSaturation same({0.5, 0.5}, {.value_range = {0, 1}});
  EXPECT_EQ(trained_values(same, x), (Doubles{0.8, 0.2, 0.4}));
  RandomSaturation pure({1, 1}, {.value_range = {0, 1}});
  EXPECT_EQ(trained_values(pure, x)[1], 0);
}

TEST(RandomHue, GoesHalfAroundTheCircle) {
  const Array x = pixels({255, 0, 0}, {1, 1, 1, 3});
  RandomHue half({1, 1});
  EXPECT_EQ(trained_values(half, x), (Doubles{0, 255, 255}));
  RandomHue none({0, 0});
  EXPECT_EQ(trained_values(none, x), (Doubles{255, 0, 0}));
}

TEST(RandomColorDegeneration, MixesWithGrey) {
  const Array x = pixels({100, 200, 50}, {1, 1, 1, 3});
  constexpr double grey = 0.2989 * 100 + 0.587 * 200 + 0.114 * 50;
  RandomColorDegeneration half({0.5, 0.5});
  const Doubles y = trained_values(half, x);
  EXPECT_NEAR(y[0], (100 + grey) / 2, 1e-3);
  EXPECT_NEAR(y[1], (200 + grey) / 2, 1e-3);
  RandomGrayscale all(1);
  for (const double each : trained_values(all, x)) EXPECT_NEAR(each, grey, 1e-3);
}

TEST(RandomInvert, MakesNegatives) {
  RandomInvert layer;
  // One number stands for a range from 0 on: half of the pictures, on average.
  RandomInvert always({1, 1}, {.value_range = {-1, 1}});
  EXPECT_EQ(trained_values(always, pixels({-1, 0.25F, 1}, {1, 1, 1, 3})), (Doubles{1, -0.25, -1}));
  EXPECT_EQ(layer.config().real("factor"), 1);
}

TEST(RandomPosterization, KeepsTheUpperBits) {
  const Array x = pixels({0, 1, 31, 32, 100, 255}, {1, 2, 3, 1});
  RandomPosterization three({3, 3});
  EXPECT_EQ(trained_values(three, x), (Doubles{0, 0, 0, 32, 96, 224}));
  RandomPosterization all({8, 8});
  EXPECT_EQ(trained_values(all, x), (Doubles{0, 1, 31, 32, 100, 255}));
}

TEST(RandomSharpness, HalfIsNoChangeAndZeroSmooths) {
  Array x(Shape{1, 3, 3, 1});
  x.mutable_data<float>()[4] = 13;
  RandomSharpness same({0.5, 0.5});
  EXPECT_EQ(trained_values(same, x), elements(x));
  RandomSharpness smooth({0, 0});
  EXPECT_EQ(trained_values(smooth, x), (Doubles{1, 1, 1, 1, 5, 1, 1, 1, 1}));
  RandomSharpness sharp({1, 1});
  EXPECT_EQ(trained_values(sharp, x)[4], 21);
}

TEST(Solarization, MakesNegativesOfWhatIsNotBelowTheThreshold) {
  Solarization layer({0.2, 0.2}, {0.6, 0.6}, {.value_range = {0, 100}});
  EXPECT_EQ(trained_values(layer, pixels({0, 30, 50, 100}, {1, 2, 2, 1})), (Doubles{20, 50, 30, 0}));
}

TEST(AutoContrast, StretchesEachChannelOverTheRange) {
  AutoContrast layer;
  const Array x = pixels({10, 7, 20, 7, 15, 7, 10, 7}, {1, 2, 2, 2});
  const Array y = run_layer(layer, {x});
  EXPECT_EQ(elements(y), (Doubles{0, 7, 255, 7, 127.5, 7, 0, 7}));
}

TEST(Equalization, MakesValuesAboutAsFrequent) {
  // Counts 2, 1, 1 of the values 10, 20, 30: the table is 0, (3 - 2) / (4 - 2), (4 - 2) / (4 - 2) of 255.
  Equalization layer;
  const Array x = pixels({10, 10, 20, 30}, {1, 2, 2, 1});
  EXPECT_EQ(trained_values(layer, x), (Doubles{0, 0, 128, 255}));
  EXPECT_EQ(elements(run_layer(layer, {x})), elements(x));
  EXPECT_EQ(trained_values(layer, pixels({7, 7, 7, 7}, {1, 2, 2, 1})), (Doubles{7, 7, 7, 7}));
}

TEST(RandomErasing, ErasesARectangleOfTheRightSize) {
  Array x(Shape{20, 10, 10, 1});
  for (float& each : x.mutable_data<float>()) each = 1;
  RandomErasing layer({1, 1}, {.scale = {0.25, 0.25}, .fill_value = 0});
  const Array y = run_layer(layer, {x}, {}, true);
  for (std::int64_t i = 0; i < 20; ++i) {
    double left = 0;
    for (std::int64_t j = 0; j < 100; ++j) left += y.at(i * 100 + j);
    EXPECT_NEAR(left, 75, 11) << i;  // 5 × 5, one more or less where a place falls between pixels
  }
}

TEST(RandomGaussianBlur, IsANormalCurveInBothDirections) {
  Array x(Shape{1, 3, 3, 1});
  x.mutable_data<float>()[4] = 100;
  RandomGaussianBlur layer({1, 1}, {.sigma = {1, 1}});
  const Doubles y = trained_values(layer, x);
  const double side = std::exp(-0.5);
  const double all = 1 + 2 * side;
  EXPECT_NEAR(y[4], 100 / all / all, 1e-2);
  EXPECT_NEAR(y[3], 100 * side / all / all, 1e-2);
  EXPECT_NEAR(y[0], 100 * side * side / all / all, 1e-2);
}

}  // namespace
}  // namespace saem
