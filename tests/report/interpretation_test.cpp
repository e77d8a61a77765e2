#include "saem/report/interpretation.h"

#include <gtest/gtest.h>

#include <cmath>

namespace saem::detail {
namespace {

using Labels = std::vector<std::int64_t>;

TEST(ReadCurves, TellsLearningFromMemorising) {
  const std::vector<double> falling = {1.0, 0.8, 0.6, 0.4};
  const auto kind = [&](const std::vector<double>& validation) {
    return read_curves({{"loss", falling}, {"val_loss", validation}}).kind;
  };
  EXPECT_EQ(kind({1.0, 0.9, 0.8, 0.7}), Learning::improving);
  EXPECT_EQ(kind({1.0, 0.9, 1.0, 1.2}), Learning::overfitting);
  EXPECT_EQ(kind({1.0, 0.9, 0.92, 0.93}), Learning::levelled_off);
  EXPECT_EQ(kind({}), Learning::unknown);
  EXPECT_EQ(read_curves({}).kind, Learning::unknown);
  EXPECT_EQ(read_curves({{"loss", falling}, {"val_loss", {1.0, 0.9, 1.0, 1.2}}}).best_epoch, 1U);
}

TEST(ReadCurves, IgnoresValuesThatAreNotFinite) {
  const double nan = std::nan("");
  EXPECT_EQ(read_curves({{"loss", {1, 1, 1}}, {"val_loss", {nan, 0.5, nan}}}).best_epoch, 1U);
  EXPECT_FALSE(read_curves({{"loss", {1, 1}}, {"val_loss", {nan, nan}}}).best_epoch.has_value());
}

// Published example: 10 of 10 gives 0.722 … 1; 0 of 0 says nothing.
TEST(WilsonInterval, KnownValues) {
  EXPECT_NEAR(wilson_interval(10, 10).first, 0.7225, 1e-4);
  EXPECT_DOUBLE_EQ(wilson_interval(10, 10).second, 1.0);
  EXPECT_NEAR(wilson_interval(50, 100).first, 0.4038, 1e-4);
  EXPECT_NEAR(wilson_interval(50, 100).second, 0.5962, 1e-4);
  EXPECT_EQ(wilson_interval(0, 0), (std::pair{0.0, 1.0}));
}

TEST(DescribeCalibration, JudgesInWords) {
  Calibration c;
  c.sure_count = 8356;
  c.sure_accuracy = 8123.0 / 8356.0;
  c.mean_confidence = 0.95;
  c.accuracy = 0.90;
  const std::string text = describe_calibration(c, "pictures");
  EXPECT_NE(text.find("right in 97.2\u00A0% of cases (8,123 of 8,356 pictures)"), std::string::npos) << text;
  EXPECT_NE(text.find("trusts itself too much"), std::string::npos) << text;
  c.sure_count = 0;
  c.mean_confidence = 0.90;
  const std::string modest = describe_calibration(c, "pictures");
  EXPECT_NE(modest.find("never 90\u00A0% sure"), std::string::npos) << modest;
  EXPECT_NE(modest.find("at its word"), std::string::npos) << modest;
}

struct AdviceTest : ::testing::Test {
  std::string all(double accuracy, double baseline) {
    std::string text;
    for (const auto& sentence : advise({history, confusion, calibration, accuracy, baseline, "pictures"}))
      text += sentence + "\n";
    return text;
  }
  bool says(const std::string& part, double accuracy = 0.8) {
    return all(accuracy, 0.5).find(part) != std::string::npos;
  }
  HistoryMap history;
  ConfusionMatrix confusion;
  std::optional<Calibration> calibration;
};

TEST_F(AdviceTest, NothingKnownNothingSaid) { EXPECT_EQ(all(0.8, 0.5), ""); }

TEST_F(AdviceTest, NoBetterThanGuessing) {
  EXPECT_NE(all(0.5, 0.5).find("no better than"), std::string::npos);
}

TEST_F(AdviceTest, NamesThePairThatIsMixedUp) {
  confusion = confusion_matrix(Array::of(Labels{0, 0, 1, 1, 2, 2}), Array::of(Labels{0, 1, 1, 0, 2, 0}),
                               {"shirt", "coat", "bag"});
  EXPECT_TRUE(says("67\u00A0% of all mistakes mix up “shirt” and “coat”")) << all(0.5, 0.3);
}

TEST_F(AdviceTest, FollowsTheCurves) {
  history = {{"loss", {1, .9}}, {"val_loss", {1, .9}}};
  EXPECT_TRUE(says("train for more epochs"));
  history = {{"loss", {1, .9, .8}}, {"val_loss", {1, .9, 1.2}}};
  EXPECT_TRUE(says("memorise after epoch 2"));
  history = {{"loss", {1, .9, .8}}, {"val_loss", {1, .9, .9}}, {"accuracy", {.99}}, {"val_accuracy", {.8}}};
  EXPECT_TRUE(says("much better than new ones"));
  history = {{"loss", {1, .9, .8}}, {"val_loss", {1, .9, .9}}, {"accuracy", {.8}}, {"val_accuracy", {.8}}};
  EXPECT_TRUE(says("larger model"));
}

TEST_F(AdviceTest, WarnsOfFalseConfidence) {
  calibration = Calibration{};
  calibration->mean_confidence = 0.99;
  calibration->accuracy = 0.8;
  EXPECT_TRUE(says("surer than it should be"));
}

}  // namespace
}  // namespace saem::detail
