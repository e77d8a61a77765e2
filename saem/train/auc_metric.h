#pragma once

#include <optional>

#include "saem/train/metric.h"

namespace saem::metrics {

struct AUCOptions {
  std::int64_t num_thresholds = 200;  ///< ≥ 2, evenly spaced: 0, 1 and those between
  std::string curve = "ROC";          ///< "ROC"; "PR", precision over recall; "PRGAIN", their gains
  /// "interpolation": trapezoids, and Davis & Goadrich's formula for "PR"; "minoring", "majoring": rectangles
  /// below and above the curve.
  std::string summation_method = "interpolation";
  std::vector<double> thresholds = {};  ///< in (0, 1): in place of evenly spaced ones
  bool multi_label = false;  ///< the mean of the areas of each output; otherwise all are one list of answers
  std::optional<std::int64_t> num_labels = {};  ///< outputs; known from the data, but checked if given
  std::vector<double> label_weights = {};       ///< of the outputs: of their areas, or of their answers
  bool from_logits = false;                     ///< predictions are the numbers before sigmoid
  std::string name = "auc";
};

/// Area under a curve, from counts at thresholds. With even thresholds that of the ROC curve differs from the
/// exact one (the share of pairs in the right order) by what lies between neighbouring thresholds.
///
/// y_true: as for Precision; y_pred: probabilities, (n, outputs) with multi_label. Memory and time are
/// num_thresholds times those of the predictions.
class AUC final : public Metric {
 public:
  /// Throws ValueError for an unknown curve or summation_method, or an option outside its range.
  explicit AUC(AUCOptions options = {});
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  [[nodiscard]] double result(std::span<const double> totals) const override;
  /// One area per output with multi_label, else a scalar.
  [[nodiscard]] Array results(std::span<const double> totals) const override;

 private:
  AUCOptions options_;
  std::vector<double> thresholds_;
};

}  // namespace saem::metrics
