#include "saem/report/threshold_curves.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "saem/core/random.h"

namespace saem {
namespace {

using Doubles = std::vector<double>;

// The example in scikit-learn's documentation of roc_curve, roc_auc_score, average_precision_score and
// precision_recall_curve.
TEST(ThresholdCurve, AgreesWithScikitLearnsPublishedExample) {
  const ThresholdCurve c = threshold_curve(Doubles{0.1, 0.4, 0.35, 0.8}, {false, false, true, true});
  EXPECT_EQ(c.thresholds, (Doubles{std::numeric_limits<double>::infinity(), 0.8, 0.4, 0.35, 0.1}));
  EXPECT_EQ(c.false_positive_rates, (Doubles{0, 0, 0.5, 0.5, 1}));
  EXPECT_EQ(c.true_positive_rates, (Doubles{0, 0.5, 0.5, 1, 1}));
  ASSERT_EQ(c.precisions.size(), 5U);
  EXPECT_EQ((Doubles{c.precisions[0], c.precisions[1], c.precisions[2]}), (Doubles{1, 1, 0.5}));
  EXPECT_NEAR(c.precisions[3], 0.66666667, 1e-8);
  EXPECT_EQ(c.precisions[4], 0.5);
  EXPECT_DOUBLE_EQ(c.roc_area(), 0.75);
  EXPECT_NEAR(c.average_precision(), 0.83, 0.005);
}

// average_precision_score's example of several classes: 0.77…, the plain mean.
TEST(ThresholdCurve, AgreesWithScikitLearnsExampleOfSeveralClasses) {
  const Array labels = Array::of(std::vector<std::int64_t>{0, 0, 1, 1, 2, 2});
  const Array scores = Array::of(std::vector<float>{0.7F, 0.2F, 0.1F, 0.4F, 0.3F, 0.3F, 0.1F, 0.8F, 0.1F,
                                                    0.2F, 0.3F, 0.5F, 0.4F, 0.4F, 0.2F, 0.1F, 0.2F, 0.7F},
                                 Shape{6, 3});
  double mean = 0;
  for (std::int64_t c = 0; c < 3; ++c) mean += threshold_curve(labels, scores, c).average_precision() / 3;
  EXPECT_NEAR(mean, 0.775, 0.005);
}

/// The probability that a positive has a higher score than a negative, pair by pair.
double area_by_definition(const Doubles& scores, const std::vector<bool>& positive) {
  double wins = 0, pairs = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    for (std::size_t j = 0; j < scores.size(); ++j) {
      if (!positive[i] || positive[j]) continue;
      ++pairs;
      wins += scores[i] > scores[j] ? 1.0 : scores[i] == scores[j] ? 0.5 : 0.0;
    }
  }
  return wins / pairs;
}

/// For each different score, from above: recall gained times precision.
double precision_by_definition(Doubles scores, const std::vector<bool>& positive) {
  const Doubles all = scores;
  std::sort(scores.begin(), scores.end(), std::greater<>());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  double sum = 0, recall_before = 0, positives = 0;
  for (const bool p : positive) positives += p;
  for (const double threshold : scores) {
    double right = 0, called = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      called += all[i] >= threshold;
      right += all[i] >= threshold && positive[i];
    }
    sum += (right / positives - recall_before) * right / called;
    recall_before = right / positives;
  }
  return sum;
}

TEST(ThresholdCurve, AgreesWithTheDefinitionsAlsoWithTies) {
  Generator random(7);
  for (int round = 0; round < 50; ++round) {
    const std::int64_t different = round % 3 == 0 ? 3 : round % 3 == 1 ? 12 : 1'000'000;
    Doubles scores;
    std::vector<bool> positive;
    for (int i = 0; i < 60; ++i) {
      scores.push_back(static_cast<double>(random.integer(different)) / 8.0);
      positive.push_back(random.uniform() < 0.3);
    }
    positive[0] = true;
    positive[1] = false;
    const ThresholdCurve c = threshold_curve(scores, positive);
    EXPECT_NEAR(c.roc_area(), area_by_definition(scores, positive), 1e-12);
    EXPECT_NEAR(c.average_precision(), precision_by_definition(scores, positive), 1e-12);
    EXPECT_EQ(c.true_positive_rates.back(), 1.0);
    EXPECT_EQ(c.false_positive_rates.back(), 1.0);
  }
}

TEST(ThresholdCurve, AllScoresEqualIsChance) {
  const ThresholdCurve c = threshold_curve(Doubles{0.5, 0.5, 0.5, 0.5}, {true, false, false, false});
  EXPECT_EQ(c.thresholds.size(), 2U);
  EXPECT_DOUBLE_EQ(c.roc_area(), 0.5);
  EXPECT_DOUBLE_EQ(c.average_precision(), 0.25);
}

TEST(ThresholdCurve, OneKindAloneHasNoArea) {
  EXPECT_TRUE(std::isnan(threshold_curve(Doubles{0.1, 0.2}, {true, true}).roc_area()));
  EXPECT_TRUE(std::isnan(threshold_curve(Doubles{0.1, 0.2}, {false, false}).roc_area()));
  EXPECT_TRUE(std::isnan(threshold_curve(Doubles{0.1, 0.2}, {false, false}).average_precision()));
  EXPECT_DOUBLE_EQ(threshold_curve(Doubles{0.1, 0.2}, {true, true}).average_precision(), 1.0);
}

TEST(ThresholdCurve, RefusesWhatDoesNotFit) {
  EXPECT_THROW((void)threshold_curve(Doubles{0.1}, {true, false}), ValueError);
  EXPECT_THROW((void)threshold_curve(Doubles{}, {}), ValueError);
  EXPECT_THROW((void)threshold_curve(Doubles{std::nan("")}, {true}), ValueError);
  const Array labels = Array::of(std::vector<std::int64_t>{0, 1});
  EXPECT_THROW((void)threshold_curve(labels, Array({3, 2}), 0), ShapeError);
  EXPECT_THROW((void)threshold_curve(labels, Array({2, 2}), 2), ValueError);
}

TEST(Thinned, KeepsEndsAndCorners) {
  Doubles x, y;
  for (int i = 0; i <= 1000; ++i) {
    x.push_back(i);
    y.push_back(i < 400 ? 0 : 5);
  }
  const std::vector<std::size_t> kept = thinned(x, y, 4);
  EXPECT_EQ(kept, (std::vector<std::size_t>{0, 399, 400, 1000}));
  EXPECT_EQ(thinned(x, y, 5000).size(), x.size());
  EXPECT_EQ(thinned({}, {}, 10).size(), 0U);
  EXPECT_EQ(thinned({1, 2, 3}, {1, 2, 3}, 0).size(), 2U);
}

}  // namespace
}  // namespace saem
