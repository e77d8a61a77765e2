#include "saem/nn/dense.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

using test::counting;
using test::elements;
using test::run_layer;

TEST(Dense, ComputesWhatItsFormulaSays) {
  Dense layer(2, {.activation = "relu"});
  const Array y = run_layer(
      layer, {counting({2, 3})},
      {Array::of(std::vector<float>{1, -1, 2, 0, 3, 1}, {3, 2}), Array::of(std::vector<float>{0.5F, -4})});
  // (0, 1, 2)·K = (8, 2); (3, 4, 5)·K = (26, 2)
  EXPECT_EQ(elements(y), (std::vector<double>{8.5, 0, 26.5, 0}));
}

TEST(Dense, WorksOnTheLastAxisOfAPicture) {
  Dense layer(7);
  EXPECT_EQ(run_layer(layer, {counting({2, 4, 5, 3})}).shape(), (Shape{2, 4, 5, 7}));
  EXPECT_EQ(layer.parameter_count(), 3 * 7 + 7);
}

TEST(Dense, InitialWeightsAreKerasDefaults) {
  Dense layer(50);
  (void)run_layer(layer, {counting({1, 100})});
  const double limit = std::sqrt(6.0 / 150);
  for (const float w : layer.variables()[0].value().data<float>()) EXPECT_LE(std::abs(w), limit * (1 + 1e-6));
  EXPECT_TRUE(identical(layer.variables()[1].value(), Array(Shape{50})));
}

TEST(Dense, ConfigMakesTheSameLayer) {
  const Dense layer(
      5, {.activation = "tanh", .use_bias = false, .kernel_initializer = "ones", .bias_initializer = "ones"});
  EXPECT_EQ(Dense::from_config(layer.config()).config(), layer.config());
}

TEST(Dense, RefusesBadUnits) {
  EXPECT_THROW(Dense(0), ValueError);
  EXPECT_THROW(Dense(-3), ValueError);
  EXPECT_THROW(Dense(std::int64_t{1} << 40), ValueError);
}

}  // namespace
}  // namespace saem
