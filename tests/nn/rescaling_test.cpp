#include "saem/nn/rescaling.h"

#include <gtest/gtest.h>

#include <limits>

#include "saem/core/error.h"
#include "tests/nn/support/run_layer.h"

namespace saem {
namespace {

TEST(Rescaling, BringsBytesToAnInterval) {
  Rescaling layer(2.0 / 255, {.offset = -1});
  const Array y = test::run_layer(layer, {Array::of(std::vector<std::uint8_t>{0, 51, 255}, {1, 3})});
  EXPECT_EQ(y.dtype(), DType::f32);
  EXPECT_NEAR(y.at(0), -1, 1e-6);
  EXPECT_NEAR(y.at(1), -0.6, 1e-6);
  EXPECT_NEAR(y.at(2), 1, 1e-6);
  EXPECT_EQ(Rescaling::from_config(layer.config()).config(), layer.config());
}

TEST(Rescaling, RefusesNumbersThatAreNotFinite) {
  EXPECT_THROW(static_cast<void>(Rescaling(std::numeric_limits<double>::infinity())), ValueError);
  EXPECT_THROW(Rescaling(1, {.offset = std::numeric_limits<double>::quiet_NaN()}), ValueError);
}

}  // namespace
}  // namespace saem
