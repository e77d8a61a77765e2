#pragma once

#include "saem/train/metric.h"

namespace saem::metrics {

// y_true: as the output, or (n,) for an output of (n, 1); ShapeError otherwise.

/// √(mean of (y - p)²), over all examples and outputs. `values` are the squares.
class RootMeanSquaredError final : public Metric {
 public:
  explicit RootMeanSquaredError(std::string name = "root_mean_squared_error") : Metric(std::move(name)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  [[nodiscard]] double result(std::span<const double> totals) const override;
};

struct CosineSimilarityOptions {
  int axis = -1;
  std::string name = "cosine_similarity";
};
/// Mean of Σ y p / (‖y‖ ‖p‖) along an axis: 1 for equal directions. (The loss has the other sign.)
class CosineSimilarity final : public Metric {
 public:
  explicit CosineSimilarity(CosineSimilarityOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;

 private:
  int axis_;
};

struct R2ScoreOptions {
  /// "uniform_average": the mean over the outputs; "variance_weighted_average": by their variance; "none":
  /// one number per output.
  std::string class_aggregation = "uniform_average";
  std::int64_t num_regressors = 0;  ///< of the adjusted score; 0: not adjusted
  std::string name = "r2_score";
};
/// 1 - Σ (y - p)² / Σ (y - mean of y)², the coefficient of determination. For labels that are all equal: 1 if
/// the predictions are right, else 0. y_pred: (n, outputs) or (n,).
class R2Score final : public Metric {
 public:
  /// Throws ValueError for an unknown class_aggregation or num_regressors < 0.
  explicit R2Score(R2ScoreOptions options = {});
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  /// The mean over the outputs if there is a number for each.
  [[nodiscard]] double result(std::span<const double> totals) const override;
  [[nodiscard]] Array results(std::span<const double> totals) const override;

 private:
  R2ScoreOptions options_;
};

}  // namespace saem::metrics
