#include "saem/task/task_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"

namespace saem {

ValueScore score_values(const Array& truth, const Array& predicted) {
  const std::span<const double> t = truth.data<double>(), p = predicted.data<double>();
  if (t.size() != p.size()) {
    fail<ShapeError>(
        {"score_values",
         fmt::format("expected as many predictions as values, {}, received {}", t.size(), p.size()), "", ""});
  }
  if (t.empty()) fail<ValueError>({"score_values", "there are no values", "", ""});
  const auto n = static_cast<double>(t.size());
  double mean = 0, absolute = 0, squares = 0, spread = 0;
  for (const double x : t) mean += x / n;
  for (std::size_t i = 0; i < t.size(); ++i) {
    absolute += std::abs(p[i] - t[i]) / n;
    squares += (p[i] - t[i]) * (p[i] - t[i]) / n;
    spread += (t[i] - mean) * (t[i] - mean) / n;
  }
  return {absolute, std::sqrt(squares), spread > 0 ? 1 - squares / spread : 0};
}

TargetScore score_target(const Predictions& p, const Answers& answers, const Samples& samples) {
  TargetScore score{.column = p.column, .kind = p.kind};
  if (p.kind == TargetKind::value) {
    score.truth = answers.values(samples);
    score.predicted = p.values;
    score.values = score_values(score.truth, score.predicted);
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
