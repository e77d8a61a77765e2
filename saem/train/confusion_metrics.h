#pragma once

#include "saem/train/metric.h"

namespace saem::metrics {

/// A metric made from how often each class was taken for each other one. y_pred: (n, …, classes) scores, of
/// which the largest is the answer; one probability of class 1 for two classes (> 0.5); or class numbers.
/// y_true: class numbers (n, …) or (n, …, 1), or one-hot rows.
class ConfusionBased : public Metric {
 public:
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 protected:
  /// Throws ValueError unless num_classes ≥ 2.
  ConfusionBased(std::string name, std::int64_t num_classes);
  [[nodiscard]] std::int64_t num_classes() const noexcept { return num_classes_; }

 private:
  std::int64_t num_classes_;
};

struct ConfusionMatrixOptions {
  std::int64_t num_classes = 0;  ///< must be given
  std::string normalize =
      "none";  ///< "true": rows sum to 1; "pred": columns; "all": the whole matrix (scikit-learn)
  std::string name = "confusion_matrix";
};
/// The matrix itself: `results` is (classes, classes), rows are true classes, columns answers. `result`, the
/// number in the log, is the share of right answers.
class ConfusionMatrix final : public ConfusionBased {
 public:
  explicit ConfusionMatrix(const ConfusionMatrixOptions& options);
  [[nodiscard]] double result(std::span<const double> totals) const override;
  [[nodiscard]] Array results(std::span<const double> totals) const override;

 private:
  std::string normalize_;
};

struct MatthewsCorrelationOptions {
  std::int64_t num_classes = 2;
  std::string name = "matthews_correlation";
};
/// Correlation of labels and answers, in [-1, 1]: Gorodkin's generalisation of Matthews 1975 to any number of
/// classes. 0 where all labels, or all answers, are of one class.
class MatthewsCorrelation final : public ConfusionBased {
 public:
  explicit MatthewsCorrelation(const MatthewsCorrelationOptions& options = {});
  [[nodiscard]] double result(std::span<const double> totals) const override;
};

struct CohenKappaOptions {
  std::int64_t num_classes = 2;
  std::string weightage = "none";  ///< of a mistake by i classes: "none": 1, "linear": i, "quadratic": i²
  std::string name = "cohen_kappa";
};
/// 1 - (weighted) mistakes / those expected of independent answers with the same shares. Cohen 1960, 1968.
class CohenKappa final : public ConfusionBased {
 public:
  explicit CohenKappa(const CohenKappaOptions& options = {});
  [[nodiscard]] double result(std::span<const double> totals) const override;

 private:
  std::string weightage_;
};

}  // namespace saem::metrics
