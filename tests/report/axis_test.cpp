#include "saem/report/axis.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace saem::detail {
namespace {

using Texts = std::vector<std::string>;

TEST(Axis, RoundNumbers) {
  EXPECT_EQ(make_axis(0.03, 0.97, 5).labels, (Texts{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(make_axis(0.81, 0.93, 5).labels, (Texts{"0.80", "0.85", "0.90", "0.95"}));
  EXPECT_EQ(make_axis(-3.0, 3.0, 3).labels, (Texts{"-4", "-2", "0", "2", "4"}));
  EXPECT_EQ(make_axis(0.0, 2.5e7, 5).labels.back(), "2.5e+07");
}

TEST(Axis, WholeNumbersForEpochs) {
  EXPECT_EQ(make_axis(1, 4, 8, true).labels, (Texts{"1", "2", "3", "4"}));
  EXPECT_EQ(make_axis(1, 12, 8, true).labels, (Texts{"0", "2", "4", "6", "8", "10", "12"}));
  EXPECT_EQ(make_axis(1, 1, 8, true).labels, (Texts{"1", "2"}));
}

TEST(Axis, EqualEndsAreWidened) {
  const Axis a = make_axis(0.5, 0.5, 5);
  EXPECT_LT(a.low, 0.5);
  EXPECT_GT(a.high, 0.5);
  EXPECT_LT(make_axis(0.0, 0.0, 5).low, make_axis(0.0, 0.0, 5).high);
}

TEST(Axis, CoversAnyRangeWithFewTicks) {
  std::mt19937 bits(3);
  std::uniform_real_distribution<double> exponent(-320.0, 308.0), sign(-1.0, 1.0);
  for (int i = 0; i < 20000; ++i) {
    double low = std::copysign(std::pow(10.0, exponent(bits)), sign(bits));
    double high = std::copysign(std::pow(10.0, exponent(bits)), sign(bits));
    if (i % 3 == 0) high = low * (1.0 + 1e-8 * sign(bits));
    const Axis a = make_axis(low, high, 5);
    if (low > high) std::swap(low, high);
    ASSERT_GE(a.ticks.size(), 2U) << low << ' ' << high;
    ASSERT_LE(a.ticks.size(), 8U) << low << ' ' << high;
    ASSERT_LT(a.low, a.high) << low << ' ' << high;
    if (std::abs(low) > 1e300 || std::abs(high) > 1e300) continue;  // such values are drawn at the limit
    ASSERT_GE(a.position(low), -1e-6) << low << ' ' << high;
    ASSERT_LE(a.position(high), 1.0 + 1e-6) << low << ' ' << high;
  }
}

}  // namespace
}  // namespace saem::detail
