#pragma once

#include <optional>

#include "saem/train/metric.h"

namespace saem::detail {
struct Counts;
}

namespace saem::metrics {

// Metrics of yes-or-no answers: a prediction above a threshold is a yes. y_true: as the output, or (n,) for
// an output of (n, 1), where anything but 0 is a yes; or class numbers, which become one-hot rows. Without
// class_id all places of an output count as answers of their own.

struct ThresholdOptions {
  std::vector<double> thresholds = {};        ///< in [0, 1]; 0.5 if empty, or none at all with top_k
  std::optional<std::int64_t> top_k = {};     ///< only the k largest outputs of an example can be a yes
  std::optional<std::int64_t> class_id = {};  ///< look at this output only
  std::string name = {};                      ///< the metric's own if empty
};

/// What all of these share. `results` has one number per threshold; `result` is their mean.
class ThresholdMetric : public Metric {
 public:
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  [[nodiscard]] double result(std::span<const double> totals) const override;
  [[nodiscard]] Array results(std::span<const double> totals) const override;

 protected:
  /// Throws ValueError for a threshold outside [0, 1], top_k < 1 or class_id < 0.
  ThresholdMetric(std::string_view standard_name, const ThresholdOptions& options);
  /// The number of one threshold.
  [[nodiscard]] virtual double score(const detail::Counts& counts) const = 0;

 private:
  ThresholdOptions options_;
};

/// The (weighted) number of answers yes that are right.
class TruePositives final : public ThresholdMetric {
 public:
  explicit TruePositives(const ThresholdOptions& options = {}) : ThresholdMetric("true_positives", options) {}

 private:
  [[nodiscard]] double score(const detail::Counts& counts) const override;
};
/// The number of answers yes that are wrong.
class FalsePositives final : public ThresholdMetric {
 public:
  explicit FalsePositives(const ThresholdOptions& options = {})
      : ThresholdMetric("false_positives", options) {}

 private:
  [[nodiscard]] double score(const detail::Counts& counts) const override;
};
/// The number of answers no that are right.
class TrueNegatives final : public ThresholdMetric {
 public:
  explicit TrueNegatives(const ThresholdOptions& options = {}) : ThresholdMetric("true_negatives", options) {}

 private:
  [[nodiscard]] double score(const detail::Counts& counts) const override;
};
/// The number of answers no that are wrong.
class FalseNegatives final : public ThresholdMetric {
 public:
  explicit FalseNegatives(const ThresholdOptions& options = {})
      : ThresholdMetric("false_negatives", options) {}

 private:
  [[nodiscard]] double score(const detail::Counts& counts) const override;
};
/// TP / (TP + FP); 0 where nothing was answered yes.
class Precision final : public ThresholdMetric {
 public:
  explicit Precision(const ThresholdOptions& options = {}) : ThresholdMetric("precision", options) {}

 private:
  [[nodiscard]] double score(const detail::Counts& counts) const override;
};
/// TP / (TP + FN); 0 where nothing is a yes.
class Recall final : public ThresholdMetric {
 public:
  explicit Recall(const ThresholdOptions& options = {}) : ThresholdMetric("recall", options) {}

 private:
  [[nodiscard]] double score(const detail::Counts& counts) const override;
};

struct ConstraintOptions {
  std::int64_t num_thresholds = 200;  ///< tried, evenly spaced in [0, 1]; 0.5 alone for 1
  std::optional<std::int64_t> class_id = {};
  std::string name = {};
};

/// The best of one rate over the thresholds at which another one is at least a given value; 0 if there is
/// no such threshold.
class ConstrainedMetric : public Metric {
 public:
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  [[nodiscard]] double result(std::span<const double> totals) const override;

 protected:
  /// Throws ValueError for a value outside [0, 1] or num_thresholds < 1.
  ConstrainedMetric(std::string_view standard_name, std::string_view constrained, double at_least,
                    const ConstraintOptions& options);
  [[nodiscard]] virtual double constrained(const detail::Counts& counts) const = 0;
  [[nodiscard]] virtual double best(const detail::Counts& counts) const = 0;

 private:
  double at_least_;
  std::vector<double> thresholds_;
  std::optional<std::int64_t> class_id_;
};

/// The largest sensitivity TP / (TP + FN) where the specificity TN / (TN + FP) is at least `specificity`.
class SensitivityAtSpecificity final : public ConstrainedMetric {
 public:
  explicit SensitivityAtSpecificity(double specificity, const ConstraintOptions& options = {})
      : ConstrainedMetric("sensitivity_at_specificity", "specificity", specificity, options) {}

 private:
  [[nodiscard]] double constrained(const detail::Counts& counts) const override;
  [[nodiscard]] double best(const detail::Counts& counts) const override;
};
/// The largest specificity where the sensitivity is at least `sensitivity`.
class SpecificityAtSensitivity final : public ConstrainedMetric {
 public:
  explicit SpecificityAtSensitivity(double sensitivity, const ConstraintOptions& options = {})
      : ConstrainedMetric("specificity_at_sensitivity", "sensitivity", sensitivity, options) {}

 private:
  [[nodiscard]] double constrained(const detail::Counts& counts) const override;
  [[nodiscard]] double best(const detail::Counts& counts) const override;
};
/// The largest precision where the recall is at least `recall`.
class PrecisionAtRecall final : public ConstrainedMetric {
 public:
  explicit PrecisionAtRecall(double recall, const ConstraintOptions& options = {})
      : ConstrainedMetric("precision_at_recall", "recall", recall, options) {}

 private:
  [[nodiscard]] double constrained(const detail::Counts& counts) const override;
  [[nodiscard]] double best(const detail::Counts& counts) const override;
};
/// The largest recall where the precision is at least `precision`.
class RecallAtPrecision final : public ConstrainedMetric {
 public:
  explicit RecallAtPrecision(double precision, const ConstraintOptions& options = {})
      : ConstrainedMetric("recall_at_precision", "precision", precision, options) {}

 private:
  [[nodiscard]] double constrained(const detail::Counts& counts) const override;
  [[nodiscard]] double best(const detail::Counts& counts) const override;
};

}  // namespace saem::metrics
