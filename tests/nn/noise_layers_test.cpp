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
