// Resizing, CenterCrop and the layers that change pictures at random.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/layers.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/reduction.h"
#include "saem/ops/resize.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/model.h"
#include "tests/core/support/thrown_message.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;
using test::thrown_message;
using Doubles = std::vector<double>;

Array noise(const Shape& shape, double low = 0, double high = 255, std::uint64_t seed = 5) {
  Generator g(seed);
  Array x = Array::uninitialized(shape, DType::f32);
  for (float& each : x.mutable_data<float>()) each = static_cast<float>(g.uniform(low, high));
  return x;
}

Array trained(Layer& layer, const Array& x) { return run_layer(layer, {x}, {}, /*training=*/true); }

double difference(const Array& a, const Array& b) {
  EXPECT_EQ(a.shape(), b.shape());
  double worst = 0;
  for (std::int64_t i = 0; i < std::min(a.size(), b.size()); ++i)
    worst = std::max(worst, std::abs(a.at(i) - b.at(i)));
  return worst;
}

Array picture(const Array& batch, std::int64_t i) { return batch.rows(i, i + 1); }

// ---- Resizing and CenterCrop ----

TEST(Resizing, IsResize) {
  const Array x = noise({2, 6, 9, 3});
  for (const char* name : {"nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"}) {
    Resizing layer(4, 5, {.interpolation = name});
    EXPECT_EQ(run_layer(layer, {x}).shape(), (Shape{2, 4, 5, 3})) << name;
  }
  Resizing plain(4, 5);
  EXPECT_EQ(difference(run_layer(plain, {x}), resize(x, {4, 5}).value()), 0);
  Resizing smooth(3, 3, {.antialias = true});
  EXPECT_EQ(difference(run_layer(smooth, {x}), resize(x, {3, 3}, {.antialias = true}).value()), 0);
  Resizing first(4, 5, {.data_format = "channels_first"});
  EXPECT_EQ(run_layer(first, {noise({2, 3, 6, 9})}).shape(), (Shape{2, 3, 4, 5}));
}

TEST(Resizing, KeepsProportionsIfAsked) {
  const Array x = counting({1, 2, 4, 1});  // 0 1 2 3 / 4 5 6 7
  Resizing crop(2, 2, {.crop_to_aspect_ratio = true});
  EXPECT_EQ(elements(run_layer(crop, {x})), (Doubles{1, 2, 5, 6}));
  Resizing pad(4, 4, {.interpolation = "nearest", .pad_to_aspect_ratio = true, .fill_value = 9});
  EXPECT_EQ(elements(run_layer(pad, {x})), (Doubles{9, 9, 9, 9, 0, 1, 2, 3, 4, 5, 6, 7, 9, 9, 9, 9}));
}

TEST(Resizing, IntegersAreRoundedAndStayIntegers) {
  Resizing layer(1, 1);
  const Array y = run_layer(layer, {Array::of(std::vector<std::uint8_t>{255, 254, 254, 255}, {1, 2, 2, 1})});
  EXPECT_EQ(y.dtype(), DType::u8);
  EXPECT_EQ(y.at(0), 254);  // 254.5, halves to even
}

TEST(Resizing, RefusesWhatDoesNotGoTogether) {
  EXPECT_EQ(thrown_message<ValueError>([] { Resizing(0, 3); }),
            "Resizing: expected height of 1 or more, received 0.\nIt is the number of rows of the output.");
  EXPECT_THROW(Resizing(3, 3, {.interpolation = "area"}), ValueError);
  EXPECT_THROW(Resizing(3, 3, {.fill_mode = "reflect"}), ValueError);
  EXPECT_THROW(Resizing(3, 3, {.crop_to_aspect_ratio = true, .pad_to_aspect_ratio = true}), ValueError);
  Resizing layer(3, 3);
  EXPECT_THROW((void)run_layer(layer, {noise({2, 3})}), ShapeError);
}

TEST(CenterCrop, TakesTheMiddleOrTheLargestOneOfItsProportions) {
  const Array x = counting({1, 3, 5, 1});
  CenterCrop layer(1, 3);
  EXPECT_EQ(elements(run_layer(layer, {x})), (Doubles{6, 7, 8}));
  CenterCrop odd(2, 2);
  EXPECT_EQ(elements(run_layer(odd, {x})), (Doubles{1, 2, 6, 7}));
  CenterCrop larger(6, 6);
  const Array y = run_layer(larger, {x});
  EXPECT_EQ(difference(y, resize(slice(x, {0, 0, 1, 0}, {1, 3, 4, 1}), {6, 6}).value()), 0);
}

// ---- what random layers have in common ----

std::vector<AnyLayer> random_layers() {
  const RandomColorOptions unit{.value_range = {0, 1}};
  return {RandomFlip(),
          RandomRotation(0.3),
          RandomRotation(0.3, {.fill_mode = "wrap"}),
          RandomTranslation(0.3, {-0.2, 0.4}, {.fill_mode = "constant"}),
          RandomZoom(0.3, 0.2, {.fill_mode = "nearest", .interpolation = "nearest"}),
          RandomShear(0.4, 0.4),
          RandomPerspective(0.8),
          RandomBrightness(0.3, unit),
          RandomContrast(0.5, unit),
          RandomHue(0.5, unit),
          RandomSaturation({0.2, 0.9}, unit),
          RandomColorDegeneration(0.8, unit),
          RandomInvert(0.5, unit),
          RandomPosterization(3, unit),
          RandomSharpness(0.8, unit),
          RandomGrayscale(0.5),
          RandomColorJitter({.value_range = {0, 1},
                             .brightness_factor = 0.2,
                             .contrast_factor = 0.2,
                             .saturation_factor = {{0.3, 0.7}},
                             .hue_factor = 0.1}),
          Solarization(0.2, 0.5, unit),
          RandomErasing(0.7, {.value_range = {0, 1}}),
          RandomGaussianBlur(0.7, {.sigma = {0.5, 1.0}, .value_range = {0, 1}})};
}

TEST(RandomPictures, ChangeEachPictureByItselfOnlyWhileTraining) {
  // One picture eight times: what is drawn for each differs.
  const Array one = noise({1, 8, 9, 3}, 0, 1);
  const Array x = tile(one, {8, 1, 1, 1}).value();
  for (const AnyLayer& layer : random_layers()) {
    SCOPED_TRACE(layer->class_name());
    EXPECT_EQ(difference(run_layer(*layer, {x}), x), 0) << "outside training";
    const Array y = trained(*layer, x);
    EXPECT_EQ(y.shape(), x.shape());
    EXPECT_TRUE(identical(trained(*layer, x), y)) << "the same draws again";
    for (std::int64_t i = 0; i < y.size(); ++i) ASSERT_TRUE(std::isfinite(y.at(i)));
    bool differs = false;
    for (std::int64_t i = 1; i < 8; ++i) differs = differs || difference(picture(y, 0), picture(y, i)) > 1e-3;
    EXPECT_TRUE(differs);
    EXPECT_GT(difference(y, x), 1e-3);
  }
}

TEST(RandomPictures, ChannelsFirstIsTheSameTransposed) {
  const Array x = noise({3, 6, 7, 3}, 0, 1);
  const Array first = moveaxis(x, -1, 1).value();
  for (const AnyLayer& layer : random_layers()) {
    Attributes config = layer->config();
    config.set("data_format", "channels_first");
    const AnyLayer other = make_layer(layer->class_name(), config);
    EXPECT_LE(difference(moveaxis(trained(*other, first), 1, -1).value(), trained(*layer, x)), 1e-6)
        << layer->class_name();
  }
}

TEST(RandomPictures, AreDifferentiable) {
  for (const AnyLayer& layer : random_layers()) {
    const Array x = noise({2, 5, 6, 3}, 0.2, 0.8);
    static_cast<void>(trained(*layer, x));
    RandomState random(1);
    CallContext context{.training = true, .random = &random};
    const Tensor input = x;
    const Array g = grad(sum(layer->apply({input}, context)), input).value();
    for (std::int64_t i = 0; i < g.size(); ++i) ASSERT_TRUE(std::isfinite(g.at(i))) << layer->class_name();
  }
}

TEST(RandomPictures, RefuseFactorsOutsideTheirRange) {
  EXPECT_EQ(thrown_message<ValueError>([] { RandomRotation(1.5); }),
            "RandomRotation: expected a factor from -1 to 1, received 1.5.\n"
            "It is one number, or both ends of a range: 0.2, or {0.1, 0.3}.");
  EXPECT_THROW(RandomContrast(-0.1), ValueError);
  EXPECT_THROW(RandomZoom(-1.0), ValueError);
  EXPECT_THROW(RandomPosterization(9), ValueError);
  EXPECT_THROW(RandomFlip("diagonal"), ValueError);
  EXPECT_THROW(RandomRotation(0.1, {.fill_mode = "mirror"}), ValueError);
  EXPECT_THROW(RandomRotation(0.1, {.interpolation = "bicubic"}), ValueError);
  EXPECT_THROW(RandomBrightness(0.1, {.value_range = {1, 0}}), ValueError);
  EXPECT_THROW(RandomGaussianBlur(1, {.kernel_size = 4}), ValueError);
  EXPECT_THROW((void)make_layer("RandomRotation", {{"factor", "0.1, 0.2, 0.3"}}), ValueError);
  RandomHue hue(0.1);
  EXPECT_THROW((void)run_layer(hue, {noise({1, 4, 4, 1})}), ShapeError);
}

// ---- geometry ----

TEST(RandomFlip, MirrorsAboutHalfOfThePictures) {
  const Array x = noise({200, 3, 4, 1});
  const Array mirrored = flip(x, {2}).value();
  RandomFlip layer("horizontal");
  const Array y = trained(layer, x);
  int flipped = 0;
  for (std::int64_t i = 0; i < 200; ++i) {
    const bool is_flipped = identical(picture(y, i), picture(mirrored, i));
    EXPECT_TRUE(is_flipped || identical(picture(y, i), picture(x, i)));
    flipped += is_flipped ? 1 : 0;
  }
  EXPECT_NEAR(flipped, 100, 30);
}

TEST(RandomCrop, TakesAPartOfEachPictureFromAPlaceOfItsOwn) {
  const Array x = counting({1, 5, 6, 1});
  const Array many = tile(x, {50, 1, 1, 1}).value();
  RandomCrop layer(3, 4);
  const Array y = trained(layer, many);
  std::vector<int> corners(30, 0);
  for (std::int64_t i = 0; i < 50; ++i) {
    const Array part = picture(y, i);
    const auto corner = static_cast<std::int64_t>(part.at(0));
    for (std::int64_t row = 0; row < 3; ++row)
      for (std::int64_t column = 0; column < 4; ++column)
        ASSERT_EQ(part.at(row * 4 + column), static_cast<double>(corner + 6 * row + column));
    ++corners[static_cast<std::size_t>(corner)];
  }
  EXPECT_EQ(30 - std::ranges::count(corners, 0), 9);  // 3 × 3 places
  EXPECT_EQ(run_layer(layer, {x}).shape(), (Shape{1, 3, 4, 1}));
  RandomCrop larger(9, 9);
  EXPECT_EQ(trained(larger, x).shape(), (Shape{1, 9, 9, 1}));
}

TEST(RandomRotation, TurnsCounterClockwise) {
  const Array x = noise({1, 5, 5, 2});
  for (const char* mode : {"reflect", "nearest", "wrap", "constant"}) {
    RandomRotation quarter({0.25, 0.25}, {.fill_mode = mode});
    EXPECT_LE(difference(trained(quarter, x), rot90(x, 1, 1, 2).value()), 2e-3) << mode;
    RandomRotation half({0.5, 0.5}, {.fill_mode = mode, .interpolation = "nearest"});
    EXPECT_LE(difference(trained(half, x), rot90(x, 2, 1, 2).value()), 1e-3) << mode;
    RandomRotation none({0, 0}, {.fill_mode = mode});
    EXPECT_LE(difference(trained(none, x), x), 2e-3) << mode;
  }
}

TEST(RandomTranslation, MovesDownAndToTheRight) {
  const Array x = Array::of(std::vector<float>{1, 2, 3, 4}, {1, 1, 4, 1});
  const auto moved = [&](const char* mode) {
    RandomTranslation layer({0, 0}, {0.25, 0.25}, {.fill_mode = mode, .fill_value = 9});
    Doubles y = elements(trained(layer, x));
    for (double& each : y) each = std::round(each * 1e3) / 1e3;
    return y;
  };
  EXPECT_EQ(moved("reflect"), (Doubles{1, 1, 2, 3}));
  EXPECT_EQ(moved("nearest"), (Doubles{1, 1, 2, 3}));
  EXPECT_EQ(moved("wrap"), (Doubles{4, 1, 2, 3}));
  EXPECT_EQ(moved("constant"), (Doubles{9, 1, 2, 3}));
  const Array column = Array::of(std::vector<float>{1, 2, 3, 4}, {1, 4, 1, 1});
  RandomTranslation down({0.5, 0.5}, {0, 0}, {.fill_mode = "constant"});
  EXPECT_EQ(elements(trained(down, column)), (Doubles{0, 0, 1, 2}));
}

TEST(RandomPerspective, TakesCornersToCorners) {
  // Without any movement it is the picture itself, by the same equations.
  const Array x = noise({2, 6, 5, 2});
  RandomPerspective still({1, 1}, {.scale = 0});
  EXPECT_LE(difference(trained(still, x), x), 0.05);
  RandomPerspective never({0, 0});
  EXPECT_LE(difference(trained(never, x), x), 2e-3);
  // The first corner stays where it is, however the others move.
  RandomPerspective moved({1, 1}, {.scale = 0.5});
  const Array y = trained(moved, x);
  for (const std::int64_t i : {0, 1, 60, 61}) EXPECT_NEAR(y.at(i), x.at(i), 0.5) << i;
  EXPECT_GT(difference(y, x), 1);
  EXPECT_EQ(difference(trained(moved, noise({2, 1, 5, 2})), noise({2, 1, 5, 2})) < 2e-3, true);
  EXPECT_THROW(RandomPerspective(1, {.scale = 2}), ValueError);
}

TEST(RandomPictures, TrainTheSameAgainInAModel) {
  const auto run = [] {
    Sequential model{Input({8, 9, 3}),    RandomFlip(), RandomRotation(0.1),
                     RandomContrast(0.2), Flatten(),    Dense(1)};
    model.set_seed(3);
    model.compile({.optimizer = "sgd", .loss = "mse"});
    const History history = model.fit(noise({12, 8, 9, 3}, 0, 1), noise({12, 1}, 0, 1),
                                      {.batch_size = 5, .epochs = 2, .verbose = 0});
    return history.history.at("loss");
  };
  EXPECT_EQ(run(), run());
}

TEST(RandomZoom, PositiveIsFurtherAway) {
  Array x(Shape{1, 9, 9, 1});
  for (std::int64_t i = 0; i < 81; ++i) x.mutable_data<float>()[static_cast<std::size_t>(i)] = 1;
  const auto sum_of = [&](double factor) {
    RandomZoom layer({factor, factor}, {.fill_mode = "constant"});
    return sum(trained(layer, x)).value().item();
  };
  EXPECT_LT(sum_of(0.5), 50);
  EXPECT_NEAR(sum_of(0), 81, 1e-3);
  EXPECT_NEAR(sum_of(-0.5), 81, 1e-3);
}

}  // namespace
}  // namespace saem
