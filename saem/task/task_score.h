#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "saem/report/classification_report.h"
#include "saem/report/confusion_matrix.h"
#include "saem/report/target_report.h"
#include "saem/task/trained_task.h"

namespace saem {

/// How well one target is predicted on some examples.
struct TargetScore {
  std::string column;
  TargetKind kind = TargetKind::classes;
  // of classes
  ClassificationReport classification = {};
  ConfusionMatrix confusion = {};
  double loss = 0;                      ///< mean cross-entropy
  std::vector<float> confidences = {};  ///< probability of the predicted class
  std::vector<bool> correct = {};
  // of values
  ValueResults values = {};
  // of labels
  LabelResults labels = {};
  // of an anomaly
  AnomalyResults anomalies = {};
  std::int64_t without_answer = 0;  ///< examples that could not be measured with

  /// Accuracy of classes, R² of values, micro-averaged F1 of labels, area under the ROC curve of an anomaly
  /// (NaN if nobody knows which examples are unusual): larger is better.
  [[nodiscard]] double main() const;
  [[nodiscard]] std::string main_name() const;
};

/// The examples that have an answer to one target.
[[nodiscard]] std::vector<std::int64_t> answered(const Answers& answers, const Samples& samples);

/// Compares predictions with what the samples say; examples without an answer do not count. Throws ValueError
/// if none has one.
[[nodiscard]] TargetScore score_target(const Predictions& predictions, const Answers& answers,
                                       const Samples& samples);

/// Something simple that a network has to beat.
struct TaskBaseline {
  std::string name;  ///< "majority", "mean", "linear", "nearest neighbour"
  double score = 0;  ///< as TargetScore::main
};

/// For one target, measured on the test examples: the most frequent class or the mean value; a linear model
/// on the same inputs; the nearest of (at most 20,000) training examples. The last is left out where inputs
/// are words or more than 10,000 numbers.
[[nodiscard]] std::vector<TaskBaseline> task_baselines(const TrainedTask& trained, std::size_t target,
                                                       const Samples& train, const Samples& test,
                                                       std::uint64_t seed);

}  // namespace saem
