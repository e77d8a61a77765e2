// What programs read of a target: for report.json.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "saem/report/calibration.h"
#include "saem/report/target_report.h"
#include "saem/report/threshold_curves.h"

namespace saem {
namespace {

using ReportJson = nlohmann::ordered_json;

constexpr std::size_t points_in_json = 100, curves_in_json = 20;

/// JSON has no NaN.
ReportJson number_or_null(double value) { return std::isfinite(value) ? ReportJson(value) : ReportJson(); }

ReportJson curve_json(const std::string& name, const ThresholdCurve& c) {
  ReportJson json{{"name", name},
                  {"examples", c.positives},
                  {"roc_auc", number_or_null(c.roc_area())},
                  {"average_precision", number_or_null(c.average_precision())}};
  if (c.positives == 0 || c.negatives == 0) return json;
  ReportJson fpr = ReportJson::array(), tpr = fpr, recall = fpr, precision = fpr;
  for (const std::size_t i : thinned(c.false_positive_rates, c.true_positive_rates, points_in_json)) {
    fpr.push_back(c.false_positive_rates[i]);
    tpr.push_back(c.true_positive_rates[i]);
  }
  for (const std::size_t i : thinned(c.true_positive_rates, c.precisions, points_in_json)) {
    recall.push_back(c.true_positive_rates[i]);
    precision.push_back(c.precisions[i]);
  }
  json["roc"] = {{"false_positive_rate", fpr}, {"true_positive_rate", tpr}};
  json["precision_recall"] = {{"recall", recall}, {"precision", precision}};
  return json;
}

ReportJson class_json(const ClassResults& r) {
  ReportJson json{{"kind", "classes"}, {"accuracy", r.classification.accuracy}};
  if (r.loss) json["loss"] = number_or_null(*r.loss);
  json["classification_report"] = ReportJson::parse(r.classification.to_json());
  if (!r.confusion.class_names.empty()) {
    ReportJson rows = ReportJson::array();
    const std::size_t classes = r.confusion.class_names.size();
    for (std::size_t row = 0; row < classes; ++row) {
      const auto counts = r.confusion.values().subspan(row * classes, classes);
      rows.push_back(std::vector<std::int64_t>(counts.begin(), counts.end()));
    }
    json["confusion_matrix"] = {{"labels", r.confusion.class_names}, {"counts", rows}};
  }
  if (r.probabilities.size() > 0) {
    json["curves"] = ReportJson::array();
    const std::size_t classes = std::min(r.classification.class_names.size(), curves_in_json);
    for (std::size_t i = 0; i < classes; ++i)
      json["curves"].push_back(
          curve_json(r.classification.class_names[i],
                     threshold_curve(r.labels, r.probabilities, static_cast<std::int64_t>(i))));
  }
  if (!r.confidences.empty()) {
    const Calibration c = calibrate(r.confidences, r.correct);
    ReportJson bins = ReportJson::array();
    for (const ReliabilityBin& b : c.bins)
      bins.push_back({{"from", b.from},
                      {"to", b.to},
                      {"count", b.count},
                      {"mean_confidence", b.mean_confidence},
                      {"accuracy", b.accuracy}});
    json["calibration"] = {
        {"expected_error", c.expected_error}, {"mean_confidence", c.mean_confidence}, {"bins", bins}};
  }
  return json;
}

ReportJson scores_json(const ClassScores& s) {
  return {{"precision", s.precision}, {"recall", s.recall}, {"f1-score", s.f1_score}, {"support", s.support}};
}

ReportJson label_json(const LabelResults& r) {
  ReportJson json{{"kind", "labels"},
                  {"micro_f1", r.micro_avg.f1_score},
                  {"macro_f1", r.macro_avg.f1_score},
                  {"exact_matches", r.exact_matches},
                  {"micro avg", scores_json(r.micro_avg)},
                  {"macro avg", scores_json(r.macro_avg)},
                  {"weighted avg", scores_json(r.weighted_avg)},
                  {"samples avg", scores_json(r.samples_avg)},
                  {"labels", ReportJson::array()}};
  for (std::size_t i = 0; i < r.labels.size(); ++i) {
    ReportJson label{{"name", r.names[i]}, {"accuracy", r.accuracies[i]}, {"threshold", r.thresholds[i]}};
    label.update(scores_json(r.labels[i]));
    json["labels"].push_back(label);
  }
  return json;
}

ReportJson anomaly_json(const AnomalyResults& a) {
  const auto called = std::ranges::count_if(a.scores, [&](double s) { return s > a.threshold; });
  ReportJson json{{"kind", "anomalies"}, {"threshold", a.threshold}, {"called_unusual", called}};
  if (a.unusual.empty()) return json;
  const ThresholdCurve curve = threshold_curve(a.scores, a.unusual);
  json["roc_area"] = number_or_null(curve.roc_area());
  json["average_precision"] = number_or_null(curve.average_precision());
  json["curves"] = {curve_json("unusual", curve)};
  return json;
}

ReportJson insight_json(const TargetReport& t) {
  ReportJson json = ReportJson::object();
  if (!t.baselines.empty()) {
    json["baselines"] = ReportJson::array();
    for (const BaselineScore& b : t.baselines)
      json["baselines"].push_back({{"name", b.name}, {"score", b.score}});
  }
  for (const GroupScores& g : t.groups) {
    ReportJson groups = ReportJson::array();
    for (const auto& group : g.groups)
      groups.push_back(
          {{"value", group.value}, {"examples", group.examples}, {"score", number_or_null(group.score)}});
    json["groups"].push_back({{"column", g.column},
                              {"score", t.values   ? "mean_absolute_error"
                                        : t.labels ? "label_accuracy"
                                                   : "accuracy"},
                              {"values", groups},
                              {"left_out", g.left_out}});
  }
  if (!t.importance.empty()) {
    ReportJson columns = ReportJson::array();
    for (const Importance& i : t.importance)
      columns.push_back({{"column", i.column}, {"drop", i.drop}, {"deviation", i.deviation}});
    json["importance"] = {{"examples", t.importance_examples},
                          {"permutations", t.importance_permutations},
                          {"columns", columns},
                          {"left_out", t.importance_left_out}};
  }
  if (t.honest_score) json["by_blocks"] = *t.honest_score;
  if (!t.folds.empty()) json["folds"] = t.folds;
  return json;
}

}  // namespace

nlohmann::ordered_json to_json(const TargetReport& t) {
  ReportJson json{{"target", t.column}};
  if (t.classes) json.update(class_json(*t.classes));
  if (t.values) {
    json["kind"] = "value";
    json["r2"] = t.values->r2;
    json["mean_absolute_error"] = t.values->mean_absolute_error;
    json["root_mean_squared_error"] = t.values->root_mean_squared_error;
  }
  if (t.labels) json.update(label_json(*t.labels));
  if (t.anomalies) json.update(anomaly_json(*t.anomalies));
  json.update(insight_json(t));
  return json;
}

}  // namespace saem
