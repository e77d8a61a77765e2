#include "saem/task/task_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "saem/report/threshold_curves.h"

namespace saem {

namespace {

Predictions taken(const Predictions& p, std::span<const std::int64_t> rows) {
  Predictions some = p;
  for (Array* array : {&some.probabilities, &some.labels, &some.values}) {
    if (array->size() > 0) *array = array->take(rows);
  }
  return some;
}

}  // namespace

std::vector<std::int64_t> answered(const Answers& answers, const Samples& samples) {
  const std::vector<bool> known = answers.known(samples);
  std::vector<std::int64_t> rows;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i]) rows.push_back(static_cast<std::int64_t>(i));
  }
  return rows;
}

double TargetScore::main() const {
  switch (kind) {
    case TargetKind::classes:
      return classification.accuracy;
    case TargetKind::value:
      return values.r2;
    case TargetKind::labels:
      return labels.micro_avg.f1_score;
    case TargetKind::anomaly:
      break;
  }
  if (anomalies.unusual.empty()) return std::numeric_limits<double>::quiet_NaN();
  return threshold_curve(anomalies.scores, anomalies.unusual).roc_area();
}

std::string TargetScore::main_name() const {
  constexpr std::array<const char*, 4> names{"accuracy", "R²", "micro F1", "area under ROC"};
  return names[static_cast<std::size_t>(kind)];
}

TargetScore score_target(const Predictions& all, const Answers& answers, const Samples& every) {
  const std::vector<std::int64_t> rows = answered(answers, every);
  const bool whole = static_cast<std::int64_t>(rows.size()) == every.size();
  if (rows.empty()) {
    fail<ValueError>({fmt::format("{}: '{}'", every.name, all.column),
                      "no example to measure with has an answer", "", "Give some that do."});
  }
  const Predictions p = whole ? all : taken(all, rows);
  const Samples samples = whole ? every : every.take(rows);
  TargetScore score{.column = p.column, .kind = p.kind};
  score.without_answer = every.size() - static_cast<std::int64_t>(rows.size());
  if (p.kind == TargetKind::labels) {
    score.labels = make_label_results(answers.encode(samples).astype(DType::i32), p.probabilities, p.classes);
    return score;
  }
  if (p.kind == TargetKind::anomaly) {
    const std::span<const double> scores = p.values.data<double>();
    score.anomalies = {.scores = {scores.begin(), scores.end()},
                       .unusual = answers.unusual(samples),
                       .threshold = p.threshold};
    return score;
  }
  if (p.kind == TargetKind::value) {
    score.values = make_value_results(answers.values(samples), p.values);
    return score;
  }
  const Array labels = answers.encode(samples);
  score.classification = make_classification_report(labels, p.labels, p.classes);
  score.confusion = confusion_matrix(labels, p.labels, p.classes);
  const std::span<const std::int32_t> truth = labels.data<std::int32_t>(),
                                      guess = p.labels.data<std::int32_t>();
  const std::span<const float> probabilities = p.probabilities.data<float>();
  const std::size_t classes = p.classes.size();
  for (std::size_t i = 0; i < truth.size(); ++i) {
    score.confidences.push_back(probabilities[i * classes + static_cast<std::size_t>(guess[i])]);
    score.correct.push_back(truth[i] == guess[i]);
    const float right = probabilities[i * classes + static_cast<std::size_t>(truth[i])];
    score.loss -= std::log(std::max(static_cast<double>(right), 1e-7)) / static_cast<double>(truth.size());
  }
  return score;
}

}  // namespace saem
