#include "saem/nn/dropout.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::run_layer;

TEST(Dropout, IsTheIdentityInInference) {
  Dropout layer(0.9);
  const Array x = test::counting({3, 5});
  EXPECT_TRUE(identical(run_layer(layer, {x}), x));
}

TEST(Dropout, DropsTheShareAndScalesTheRest) {
  Dropout layer(0.25);
  const Array y = run_layer(layer, {Array::full({100, 100}, 3)}, {}, /*training=*/true);
  std::int64_t dropped = 0;
  for (const float v : y.data<float>()) {
    EXPECT_TRUE(v == 0.0F || v == 4.0F) << v;
    if (v == 0.0F) ++dropped;
  }
  EXPECT_NEAR(static_cast<double>(dropped) / 10000, 0.25, 0.02);
}

TEST(Dropout, EachCallDrawsAnew) {
  Dropout layer(0.5);
  const Array x = Array::full({10, 10}, 1);
  (void)run_layer(layer, {x});
  RandomState random(4);
  CallContext context{.training = true, .random = &random};
  const Array first = layer.apply({x}, context).value();
  const Array second = layer.apply({x}, context).value();
  EXPECT_FALSE(identical(first, second));
  random.reset(4);
  EXPECT_TRUE(identical(layer.apply({x}, context).value(), first));
}

TEST(Dropout, RefusesBadRatesAndTrainingWithoutRandomNumbers) {
  EXPECT_THROW(Dropout(1), ValueError);
  EXPECT_THROW(Dropout(-0.1), ValueError);
  EXPECT_THROW(Dropout(std::nan("")), ValueError);
  Dropout layer(0.5);
  (void)run_layer(layer, {Array(Shape{1, 1})});
  CallContext context{.training = true};
  EXPECT_THROW((void)layer.apply({Array(Shape{1, 1})}, context), ValueError);
}

}  // namespace
}  // namespace saem
