// Metrics of yes-or-no answers, against counts by loops.
#include "saem/train/threshold_metrics.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/train/auc_metric.h"
#include "saem/train/fbeta_metrics.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/metric_checks.h"

namespace saem {
namespace {

using namespace testing_support;

constexpr std::int64_t n = 45;

struct Tally {
  double tp = 0, fp = 0, tn = 0, fn = 0;
  void add(bool label, bool answer, double w) { (label ? answer ? tp : fn : answer ? fp : tn) += w; }
  double precision() const { return tp + fp > 0 ? tp / (tp + fp) : 0; }
  double recall() const { return tp + fn > 0 ? tp / (tp + fn) : 0; }
  double specificity() const { return tn + fp > 0 ? tn / (tn + fp) : 0; }
};

// Whether column j is among the k largest of a row; of equal ones the first counts.
bool in_top(const Row& row, std::size_t j, int k) {
  int before = 0;
  for (std::size_t i = 0; i < row.size(); ++i)
    before += row[i] > row[j] || (row[i] == row[j] && i < j) ? 1 : 0;
  return before < k;
}

Tally tally(const Watched& d, double threshold, int top_k = 0, int class_id = -1) {
  Tally t;
  for (std::int64_t i = 0; i < d.p.shape()[0]; ++i) {
    const Row y = row_of(d.y, i), p = row_of(d.p, i);
    for (std::size_t j = 0; j < p.size(); ++j) {
      if (class_id >= 0 && j != static_cast<std::size_t>(class_id)) continue;
      t.add(y[j] != 0, p[j] > threshold && (top_k == 0 || in_top(p, j, top_k)), weight_of(d, i));
    }
  }
  return t;
}

std::vector<Watched> data() {
  const Array y = random_labels({n, 4}, 2, 1).astype(DType::f32);
  return weighted_or_not(y, uniform_f64({n, 4}, 2, 0, 1).astype(DType::f32));
}

TEST(ThresholdMetricsTest, CountRightAndWrongAnswers) {
  for (const Watched& d : data()) {
    for (const double threshold : {0.3, 0.5, 0.8}) {
      const metrics::ThresholdOptions options{.thresholds = {threshold}};
      const Tally t = tally(d, threshold);
      EXPECT_NEAR(in_batches(metrics::TruePositives(options), d).result(), t.tp, 1e-4);
      EXPECT_NEAR(in_batches(metrics::FalsePositives(options), d).result(), t.fp, 1e-4);
      EXPECT_NEAR(in_batches(metrics::TrueNegatives(options), d).result(), t.tn, 1e-4);
      EXPECT_NEAR(in_batches(metrics::FalseNegatives(options), d).result(), t.fn, 1e-4);
      EXPECT_NEAR(in_batches(metrics::Precision(options), d).result(), t.precision(), 1e-6);
      EXPECT_NEAR(in_batches(metrics::Recall(options), d).result(), t.recall(), 1e-6);
    }
    EXPECT_NEAR(in_batches("precision", d).result(), tally(d, 0.5).precision(), 1e-6);
  }
}

TEST(ThresholdMetricsTest, GiveOneNumberPerThreshold) {
  for (const Watched& d : data()) {
    const MetricState state = in_batches(metrics::Recall({.thresholds = {0.2, 0.9}}), d);
    ASSERT_EQ(state.results().shape(), (Shape{2}));
    EXPECT_NEAR(state.results().at(0), tally(d, 0.2).recall(), 1e-6);
    EXPECT_NEAR(state.results().at(1), tally(d, 0.9).recall(), 1e-6);
    EXPECT_NEAR(state.result(), (state.results().at(0) + state.results().at(1)) / 2, 1e-12);
  }
}

TEST(ThresholdMetricsTest, LookAtTheBestAnswersOrOneClass) {
  for (const Watched& d : data()) {
    EXPECT_NEAR(in_batches(metrics::Precision({.top_k = 2}), d).result(), tally(d, -1, 2).precision(), 1e-6);
    EXPECT_NEAR(in_batches(metrics::Recall({.thresholds = {0.6}, .top_k = 2, .class_id = 3}), d).result(),
                tally(d, 0.6, 2, 3).recall(), 1e-6);
    EXPECT_NEAR(in_batches(metrics::Precision({.class_id = 1}), d).result(), tally(d, 0.5, 0, 1).precision(),
                1e-6);
  }
  // Of equal scores the first is taken.
  const Watched ties{f32({0, 1, 1}, {1, 3}), f32({0.5F, 0.5F, 0.5F}, {1, 3})};
  EXPECT_EQ(in_batches(metrics::TruePositives({.top_k = 2}), ties).result(), 1);
}

TEST(ThresholdMetricsTest, TakeClassNumbers) {
  const Array labels = random_labels({n}, 4, 3);
  const Array p = uniform_f64({n, 4}, 4).astype(DType::f32);
  const Watched one_hot{one_hot_rows(labels, 4), p};
  EXPECT_EQ(in_batches(metrics::Recall(), {labels, p}).result(),
            in_batches(metrics::Recall(), one_hot).result());
  EXPECT_EQ(in_batches("f1_score", {labels, p}).result(), in_batches("f1_score", one_hot).result());
}

TEST(ThresholdMetricsTest, AreZeroWithoutAnswers) {
  const Watched none{f32({0, 0}, {2}), f32({0.1F, 0.2F}, {2, 1})};
  EXPECT_EQ(in_batches(metrics::Precision(), none).result(), 0);
  EXPECT_EQ(in_batches(metrics::Recall(), none).result(), 0);
  EXPECT_EQ(MetricState(metrics::Recall()).result(), 0);
}

TEST(ThresholdMetricsTest, RefuseWhatDoesNotFit) {
  EXPECT_EQ(message_of<ValueError>([] { metrics::Precision({.thresholds = {1.5}}); }),
            "precision: expected thresholds in [0, 1], received 1.5.\nChoose a number in that range.");
  EXPECT_THROW(metrics::Precision({.top_k = 0}), ValueError);
  EXPECT_EQ(
      message_of<ValueError>([] {
        MetricState(metrics::Recall({.class_id = 7})).update_state(f32({0, 1}, {1, 2}), f32({0, 1}, {1, 2}));
      }),
      "recall: class_id 7 does not exist: the predictions have 2 classes.\nClasses count from 0.");
  EXPECT_EQ(message_of<ShapeError>([] {
              MetricState(metrics::Recall()).update_state(f32({0, 1, 1}, {1, 3}), f32({0, 1}, {1, 2}));
            }),
            "recall: expected labels as class numbers or in the predictions' shape (1, 2), received (1, 3).\n"
            "Give one class number per row, or one column per class.");
}

// ---- one rate under a condition on another ----

TEST(ConstrainedMetricsTest, TryAllThresholds) {
  for (const Watched& d : data()) {
    for (const int count : {1, 5, 200}) {
      for (const double least : {0.2, 0.5, 0.9}) {
        double sensitivity = 0, specificity = 0, precision = 0, recall = 0;
        for (int i = 0; i < count; ++i) {
          const double threshold = count == 1 ? 0.5 : static_cast<double>(i) / (count - 1);
          const Tally t = tally(d, static_cast<double>(static_cast<float>(threshold)));
          if (t.specificity() >= least) sensitivity = std::max(sensitivity, t.recall());
          if (t.recall() >= least) specificity = std::max(specificity, t.specificity());
          if (t.recall() >= least) precision = std::max(precision, t.precision());
          if (t.precision() >= least) recall = std::max(recall, t.recall());
        }
        const metrics::ConstraintOptions options{.num_thresholds = count};
        EXPECT_NEAR(in_batches(metrics::SensitivityAtSpecificity(least, options), d).result(), sensitivity,
                    1e-6);
        EXPECT_NEAR(in_batches(metrics::SpecificityAtSensitivity(least, options), d).result(), specificity,
                    1e-6);
        EXPECT_NEAR(in_batches(metrics::PrecisionAtRecall(least, options), d).result(), precision, 1e-6);
        EXPECT_NEAR(in_batches(metrics::RecallAtPrecision(least, options), d).result(), recall, 1e-6);
      }
    }
  }
  EXPECT_EQ(
      message_of<ValueError>([] { metrics::RecallAtPrecision(1.5); }),
      "recall_at_precision: expected precision in [0, 1], received 1.5.\nChoose a number in that range.");
}

// ---- F scores ----

TEST(FBetaTest, FollowsItsFormula) {
  for (const Watched& d : data()) {
    for (const double beta : {0.5, 1.0, 2.0}) {
      for (const bool has_threshold : {false, true}) {
        std::vector<Tally> classes(4);
        Tally together;
        for (std::int64_t i = 0; i < n; ++i) {
          const Row y = row_of(d.y, i), p = row_of(d.p, i);
          for (std::size_t j = 0; j < 4; ++j) {
            const bool answer = has_threshold ? p[j] > 0.4F : in_top(p, j, 1);
            classes[j].add(y[j] != 0, answer, weight_of(d, i));
            together.add(y[j] != 0, answer, weight_of(d, i));
          }
        }
        const auto score = [beta](const Tally& t) {
          const double b = beta * beta;
          return (1 + b) * t.tp / ((1 + b) * t.tp + b * t.fn + t.fp);
        };
        double macro = 0, weighted = 0, support = 0;
        metrics::FBetaOptions options{.beta = beta};
        if (has_threshold) options.threshold = 0.4;
        const Array each = in_batches(metrics::FBetaScore(options), d).results();
        ASSERT_EQ(each.shape(), (Shape{4}));
        for (std::size_t j = 0; j < 4; ++j) {
          EXPECT_NEAR(each.at(static_cast<std::int64_t>(j)), score(classes[j]), 1e-6);
          macro += score(classes[j]) / 4;
          weighted += score(classes[j]) * (classes[j].tp + classes[j].fn);
          support += classes[j].tp + classes[j].fn;
        }
        const auto average = [&](const char* kind) {
          options.average = kind;
          return in_batches(metrics::FBetaScore(options), d).result();
        };
        EXPECT_NEAR(average("none"), macro, 1e-6);
        EXPECT_NEAR(average("macro"), macro, 1e-6);
        EXPECT_NEAR(average("micro"), score(together), 1e-6);
        EXPECT_NEAR(average("weighted"), weighted / support, 1e-6);
      }
    }
  }
}

TEST(FBetaTest, RefusesWhatDoesNotFit) {
  EXPECT_EQ(message_of<ValueError>([] { metrics::F1Score({.average = "marco"}); }),
            "f1_score: there is no average 'marco'\n(known: none, micro, macro, weighted).\n"
            "Did you mean 'macro'?");
  EXPECT_THROW(metrics::FBetaScore({.beta = 0}), ValueError);
  EXPECT_THROW(metrics::F1Score({.threshold = 0}), ValueError);
  EXPECT_THROW(MetricState("f1_score").update_state(f32({0, 1}, {2}), f32({0, 1}, {2})), ShapeError);
}

}  // namespace
}  // namespace saem
