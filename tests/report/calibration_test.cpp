#include "saem/report/calibration.h"

#include <gtest/gtest.h>

#include <limits>

#include "saem/core/error.h"

namespace saem {
namespace {

TEST(Calibration, BinsAndErrorByHand) {
  const Calibration c = calibrate({0.95F, 0.9F, 1.0F, 0.75F, 0.2F}, {true, false, true, true, false});
  ASSERT_EQ(c.bins.size(), 6U);
  EXPECT_EQ(c.bins[0].count, 1);  // [0, 0.5)
  EXPECT_EQ(c.bins[3].count, 1);  // [0.7, 0.8)
  EXPECT_EQ(c.bins[5].count, 3);  // [0.9, 1]
  EXPECT_EQ(c.sure_count, 3);
  EXPECT_DOUBLE_EQ(c.sure_accuracy, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(c.accuracy, 0.6);
  EXPECT_NEAR(c.mean_confidence, 3.8 / 5.0, 1e-6);
  // 3/5 · |2/3 - 2.85/3| + 1/5 · |1 - 0.75| + 1/5 · |0 - 0.2|
  EXPECT_NEAR(c.expected_error, 0.6 * (0.95 - 2.0 / 3.0) + 0.2 * 0.25 + 0.2 * 0.2, 1e-6);
}

TEST(Calibration, EdgesBelongToTheUpperBin) {
  const Calibration c = calibrate({0.0F, 0.5F, 0.6F, 0.7F, 0.8F, 0.9F}, std::vector<bool>(6, true));
  for (const auto& bin : c.bins) EXPECT_EQ(bin.count, 1) << bin.from;
}

TEST(Calibration, RefusesWhatIsNotAProbability) {
  EXPECT_THROW((void)calibrate({0.5F}, {}), ValueError);
  EXPECT_THROW((void)calibrate({}, {}), ValueError);
  EXPECT_THROW((void)calibrate({-0.1F}, {true}), ValueError);
  EXPECT_THROW((void)calibrate({1.1F}, {true}), ValueError);
  EXPECT_THROW((void)calibrate({std::numeric_limits<float>::quiet_NaN()}, {true}), ValueError);
  EXPECT_EQ(calibrate({1.00001F}, {true}).sure_count, 1);  // the rounding error of a softmax
}

}  // namespace
}  // namespace saem
