#include "saem/report/calibration.h"

#include <gtest/gtest.h>

#include <limits>

#include "saem/core/error.h"

namespace saem {
namespace {

TEST(Calibration, BinsAndErrorByHand) {
  const Calibration c = calibrate({0.95F, 0.9F, 1.0F, 0.75F, 0.2F}, {true, false, true, true, false});
  ASSERT_EQ(c.bins.size(), 10U);
  EXPECT_EQ(c.bins[2].count, 1);  // [0.2, 0.3)
  EXPECT_EQ(c.bins[7].count, 1);  // [0.7, 0.8)
  EXPECT_EQ(c.bins[9].count, 3);  // [0.9, 1]
  EXPECT_EQ(c.sure_count, 3);
  EXPECT_DOUBLE_EQ(c.sure_accuracy, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(c.accuracy, 0.6);
  EXPECT_NEAR(c.mean_confidence, 3.8 / 5.0, 1e-6);
  // 3/5 · |2/3 - 2.85/3| + 1/5 · |1 - 0.75| + 1/5 · |0 - 0.2|
  EXPECT_NEAR(c.expected_error, 0.6 * (0.95 - 2.0 / 3.0) + 0.2 * 0.25 + 0.2 * 0.2, 1e-6);
}

TEST(Calibration, TooSureAndTooLittleDoNotCancelBelowOneHalf) {
  // 0.45 sure and never right, 0.15 sure and always right: in one bin the two would nearly cancel.
  const Calibration c = calibrate({0.45F, 0.45F, 0.15F, 0.15F}, {false, false, true, true});
  EXPECT_NEAR(c.expected_error, 0.5 * 0.45 + 0.5 * 0.85, 1e-6);
}

TEST(Calibration, EdgesBelongToTheUpperBin) {
  const Calibration c =
      calibrate({0.0F, 0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 0.6F, 0.7F, 0.8F, 0.9F}, std::vector<bool>(10, true));
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
