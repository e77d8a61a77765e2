#include "saem/nn/noise_layers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::run_layer;

struct Moments {
  double mean = 0, variance = 0;
};
Moments moments(const Array& x) {
  Moments m;
  for (const float v : x.data<float>()) m.mean += v;
  m.mean /= static_cast<double>(x.size());
  for (const float v : x.data<float>()) m.variance += (v - m.mean) * (v - m.mean);
  m.variance /= static_cast<double>(x.size());
  return m;
}

TEST(GaussianNoise, AddsNormalNumbersInTraining) {
  GaussianNoise layer(0.5);
  const Array x = Array::full({100, 200}, 3);
  EXPECT_TRUE(identical(run_layer(layer, {x}), x));
  const Moments m = moments(run_layer(layer, {x}, {}, true));
  EXPECT_NEAR(m.mean, 3, 0.02);
  EXPECT_NEAR(m.variance, 0.25, 0.01);
  EXPECT_THROW(GaussianNoise(-1), ValueError);
}

TEST(GaussianDropout, HasTheVarianceOfDropout) {
  GaussianDropout layer(0.2);
  const Array x = Array::full({100, 200}, 2);
  EXPECT_TRUE(identical(run_layer(layer, {x}), x));
  const Moments m = moments(run_layer(layer, {x}, {}, true));
  EXPECT_NEAR(m.mean, 2, 0.03);
  EXPECT_NEAR(m.variance, 4 * 0.25, 0.04);
}

TEST(AlphaDropout, KeepsMeanZeroAndVarianceOne) {
  Generator g(1);
  Array x(Shape{200, 200});
  for (float& v : x.mutable_data<float>()) v = static_cast<float>(g.normal());
  AlphaDropout layer(0.3);
  EXPECT_TRUE(identical(run_layer(layer, {x}), x));
  const Moments m = moments(run_layer(layer, {x}, {}, true));
  EXPECT_NEAR(m.mean, 0, 0.02);
  EXPECT_NEAR(m.variance, 1, 0.02);
}

/// What a layer makes of ones in two training steps of a model with this seed.
template <class L>
std::vector<Array> two_steps(L layer, std::uint64_t model_seed) {
  const Tensor x = Array::full({4, 5, 6}, 1);
  static_cast<void>(layer.ensure_built(std::vector<TensorType>{{DType::f32, {-1, 5, 6}}}));
  RandomState random(model_seed);
  CallContext context{.training = true, .random = &random};
  const Array first = layer.apply({x}, context).value();
  return {first, layer.apply({x}, context).value()};
}

template <class L>
void expect_own_seed(const L& one, const L& same, const L& other, const L& none) {
  const std::vector<Array> steps = two_steps(one, 1);
  EXPECT_FALSE(identical(steps[0], steps[1]));
  EXPECT_TRUE(identical(steps[0], two_steps(same, 2)[0]));
  EXPECT_TRUE(identical(steps[1], two_steps(same, 2)[1]));
  EXPECT_FALSE(identical(steps[0], two_steps(other, 1)[0]));
  EXPECT_FALSE(identical(two_steps(none, 1)[0], two_steps(none, 2)[0]));
  EXPECT_EQ(L::from_config(one.config()).config(), one.config());
}

TEST(NoiseLayers, ASeedOfTheirOwnTakesThePlaceOfTheModels) {
  expect_own_seed<Dropout>(Dropout(0.5, {.seed = 7}), Dropout(0.5, {.seed = 7}), Dropout(0.5, {.seed = 8}),
                           Dropout(0.5));
  expect_own_seed<GaussianNoise>(GaussianNoise(1, {.seed = 7}), GaussianNoise(1, {.seed = 7}),
                                 GaussianNoise(1, {.seed = 8}), GaussianNoise(1));
  expect_own_seed<GaussianDropout>(GaussianDropout(0.5, {.seed = 7}), GaussianDropout(0.5, {.seed = 7}),
                                   GaussianDropout(0.5, {.seed = 8}), GaussianDropout(0.5));
  expect_own_seed<AlphaDropout>(AlphaDropout(0.5, {.seed = 7}), AlphaDropout(0.5, {.seed = 7}),
                                AlphaDropout(0.5, {.seed = 8}), AlphaDropout(0.5));
  expect_own_seed<SpatialDropout1D>(SpatialDropout1D(0.5, {.seed = 7}), SpatialDropout1D(0.5, {.seed = 7}),
                                    SpatialDropout1D(0.5, {.seed = 8}), SpatialDropout1D(0.5));
}

TEST(SpatialDropout, DropsWholeChannels) {
  SpatialDropout2D layer(0.5);
  const Array y = run_layer(layer, {Array::full({2, 3, 4, 50}, 1)}, {}, true);
  int dropped = 0;
  for (std::int64_t n = 0; n < 2; ++n) {
    for (std::int64_t c = 0; c < 50; ++c) {
      const double first = y.at(n * 600 + c);
      EXPECT_TRUE(first == 0 || first == 2);
      if (first == 0) ++dropped;
      for (std::int64_t p = 1; p < 12; ++p) EXPECT_EQ(y.at(n * 600 + p * 50 + c), first);
    }
  }
  EXPECT_NEAR(dropped, 50, 20);
  SpatialDropout1D wrong(0.5);
  EXPECT_THROW((void)run_layer(wrong, {Array::full({2, 3}, 1)}), ShapeError);
}

TEST(DropoutNoiseShape, SharesTheMaskAlongAxesOfOne) {
  Dropout layer(0.5, {.noise_shape = {-1, 1, -1}});
  const Array y = run_layer(layer, {Array::full({4, 5, 6}, 1)}, {}, true);
  for (std::int64_t n = 0; n < 4; ++n) {
    for (std::int64_t c = 0; c < 6; ++c) {
      for (std::int64_t t = 1; t < 5; ++t) EXPECT_EQ(y.at(n * 30 + t * 6 + c), y.at(n * 30 + c));
    }
  }
  Dropout wrong(0.5, {.noise_shape = {-1, 2, -1}});
  EXPECT_THROW((void)run_layer(wrong, {Array::full({4, 5, 6}, 1)}), ShapeError);
}

}  // namespace
}  // namespace saem
