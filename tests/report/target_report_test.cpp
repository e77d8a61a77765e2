#include "saem/report/target_report.h"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "saem/core/error.h"

namespace saem {
namespace {

using Labels = std::vector<std::int64_t>;
using Doubles = std::vector<double>;
using Floats = std::vector<float>;

TEST(ClassResults, AreMadeOfLabelsAndProbabilities) {
  const ClassResults r =
      make_class_results(Array::of(Labels{0, 1, 1}),
                         Array::of(Floats{0.9F, 0.1F, 0.6F, 0.4F, 0.2F, 0.8F}, {3, 2}), {"no", "yes"});
  EXPECT_NEAR(r.classification.accuracy, 2.0 / 3.0, 1e-12);
  EXPECT_EQ(r.correct, (std::vector<bool>{true, false, true}));
  EXPECT_EQ(r.confidences, (Floats{0.9F, 0.6F, 0.8F}));
  EXPECT_NEAR(*r.loss, -(std::log(0.9) + std::log(0.4) + std::log(0.8)) / 3, 1e-6);
  EXPECT_THROW((void)make_class_results(Array::of(Labels{0, 1}), Array({3, 2}), {"a", "b"}), ShapeError);
  EXPECT_THROW((void)make_class_results(Array::of(Labels{0, 2}), Array({2, 2}), {"a", "b"}), ValueError);
}

TEST(ValueResults, AreTheUsualFormulas) {
  // scikit-learn's documentation of r2_score: 0.948…; mean_absolute_error: 0.5; mean squared error: 0.375.
  const ValueResults r =
      make_value_results(Array::of(Doubles{3, -0.5, 2, 7}), Array::of(Doubles{2.5, 0.0, 2, 8}));
  EXPECT_NEAR(r.r2, 0.948, 0.0009);
  EXPECT_DOUBLE_EQ(r.mean_absolute_error, 0.5);
  EXPECT_DOUBLE_EQ(r.root_mean_squared_error, std::sqrt(0.375));
  EXPECT_THROW((void)make_value_results(Array::of(Doubles{1}), Array::of(Doubles{1, 2})), ShapeError);
  EXPECT_THROW((void)make_value_results(Array::of(Doubles{}), Array::of(Doubles{})), ValueError);
}

TEST(LabelResults, CountEachLabelAndAllTogether) {
  // true: {a}, {a, b}, {};   said: {a}, {b}, {a}
  const LabelResults r =
      make_label_results(Array::of(Labels{1, 0, 1, 1, 0, 0}, {3, 2}),
                         Array::of(Floats{0.9F, 0.1F, 0.2F, 0.8F, 0.6F, 0.3F}, {3, 2}), {"a", "b"});
  EXPECT_DOUBLE_EQ(r.labels[0].precision, 0.5);
  EXPECT_DOUBLE_EQ(r.labels[0].recall, 0.5);
  EXPECT_EQ(r.labels[0].support, 2);
  EXPECT_DOUBLE_EQ(r.labels[1].f1_score, 1.0);
  EXPECT_DOUBLE_EQ(r.micro_avg.precision, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(r.micro_avg.recall, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(r.macro_avg.f1_score, 0.75);
  EXPECT_DOUBLE_EQ(r.weighted_avg.f1_score, 2.0 / 3.0);
  EXPECT_DOUBLE_EQ(r.samples_avg.precision, 2.0 / 3.0);  // 1 of 1, 1 of 1, 0 of 1
  EXPECT_DOUBLE_EQ(r.samples_avg.recall, 0.5);           // 1 of 1, 1 of 2, 0 of 0
  EXPECT_DOUBLE_EQ(r.samples_avg.f1_score, (1 + 2.0 / 3.0) / 3.0);
  EXPECT_DOUBLE_EQ(r.exact_matches, 1.0 / 3.0);
  EXPECT_EQ(r.to_string(),
            "              precision    recall  f1-score   support\n\n"
            "           a       0.50      0.50      0.50         2\n"
            "           b       1.00      1.00      1.00         1\n\n"
            "   micro avg       0.67      0.67      0.67         3\n"
            "   macro avg       0.75      0.75      0.75         3\n"
            "weighted avg       0.67      0.67      0.67         3\n"
            " samples avg       0.67      0.50      0.56         3\n");
  EXPECT_EQ(r.accuracies, (Doubles{1.0 / 3.0, 1.0}));
  EXPECT_EQ(r.thresholds, (Doubles{0.5, 0.5}));
  EXPECT_THROW((void)make_label_results(Array({2, 2}, DType::i64), Array({2, 3}), {"a", "b"}), ShapeError);
  EXPECT_THROW((void)make_label_results(Array({2, 2}, DType::i64), Array({2, 2}), {"a", "b"}, {.1, .2, .3}),
               ShapeError);
}

TEST(ScoresByGroup, TheWorstComeFirst) {
  const GroupScores g = scores_by_group("sex", {"f", "m", "f", "m", "m", ""}, {1, 0, 1, 1, 0, 1}, false);
  ASSERT_EQ(g.groups.size(), 3U);
  EXPECT_EQ(g.groups[0].value, "m");
  EXPECT_EQ(g.groups[0].examples, 3);
  EXPECT_NEAR(g.groups[0].score, 1.0 / 3.0, 1e-12);
  const GroupScores errors = scores_by_group("sex", {"a", "b", "c"}, {1, 3, 2}, true, 2);
  EXPECT_EQ(errors.groups[0].value, "b");
  EXPECT_EQ(errors.left_out, 1);
  EXPECT_THROW((void)scores_by_group("sex", {"f"}, {}, false), ValueError);
}

TEST(TargetJson, HasScoresAndThinCurves) {
  Labels labels;
  Floats p;
  for (int i = 0; i < 1000; ++i) {
    labels.push_back(i % 3 == 0);
    const float yes = static_cast<float>((i * 37) % 1000) / 1000.0F;
    p.insert(p.end(), {1.0F - yes, yes});
  }
  TargetReport t{.column = "answer"};
  t.classes = make_class_results(Array::of(labels), Array::of(p, {1000, 2}), {"no", "yes"});
  t.baselines = {{"majority", 0.6}};
  t.groups = {scores_by_group("g", {"x"}, {1}, false)};
  t.importance = {{"a", 0.2, 0.01}};
  t.importance_permutations = 3;
  t.importance_left_out = 7;
  t.folds = {0.5, 0.7};
  t.honest_score = 0.4;
  const nlohmann::ordered_json json = to_json(t);
  EXPECT_EQ(json["target"], "answer");
  EXPECT_EQ(json["kind"], "classes");
  EXPECT_EQ(json["classification_report"]["yes"]["support"], 334.0);
  EXPECT_EQ(json["curves"].size(), 2U);
  EXPECT_LE(json["curves"][1]["roc"]["true_positive_rate"].size(), 100U);
  EXPECT_EQ(json["curves"][1]["roc"]["true_positive_rate"].back(), 1.0);
  EXPECT_EQ(json["confusion_matrix"]["labels"][1], "yes");
  EXPECT_TRUE(json["calibration"].contains("expected_error"));
  EXPECT_EQ(json["groups"][0]["values"][0]["value"], "x");
  EXPECT_EQ(json["importance"]["columns"][0]["drop"], 0.2);
  EXPECT_EQ(json["importance"]["left_out"], 7);
  EXPECT_EQ(json["by_blocks"], 0.4);
  EXPECT_EQ(json["folds"].size(), 2U);
}

TEST(TargetJson, OtherKindsSayWhatTheyAre) {
  TargetReport t;
  EXPECT_EQ(to_json(t).size(), 1U);
  EXPECT_TRUE(std::isnan(t.main_score()));
  EXPECT_EQ(t.examples(), 0);
  t.values = make_value_results(Array::of(Doubles{1, 2}), Array::of(Doubles{1, 2}));
  EXPECT_EQ(to_json(t)["r2"], 1.0);
  t.values.reset();
  t.anomalies = AnomalyResults{.scores = {1, 2, 3}, .unusual = {false, false, true}, .threshold = 2.5};
  EXPECT_EQ(to_json(t)["called_unusual"], 1);
  EXPECT_DOUBLE_EQ(t.main_score(), 1.0);
  t.anomalies.reset();
  t.labels = make_label_results(Array({1, 1}, DType::i64), Array({1, 1}), {"a"});
  EXPECT_EQ(to_json(t)["kind"], "labels");
}

}  // namespace
}  // namespace saem
