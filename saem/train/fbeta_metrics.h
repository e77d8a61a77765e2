#pragma once

#include <optional>

#include "saem/train/metric.h"

namespace saem::metrics {

struct F1Options {
  /// "none": one number per class; "micro": from counts over all classes; "macro": the mean of the classes;
  /// "weighted": their mean by how often they occur.
  std::string average = "none";
  std::optional<double> threshold = {};  ///< in (0, 1]: above it is a yes; the largest output if not given
  std::string name = "f1_score";
};
struct FBetaOptions {
  std::string average = "none";
  double beta = 1;  ///< > 0: how many times as much recall matters as precision
  std::optional<double> threshold = {};
  std::string name = "fbeta_score";
};

/// (1 + β²) · precision · recall / (β² · precision + recall) for each class. y_true: shaped like the output
/// (n, classes), 0 or 1, or class numbers.
class FBetaScore : public Metric {
 public:
  /// Throws ValueError for an unknown average, beta ≤ 0 or a threshold outside (0, 1].
  explicit FBetaScore(FBetaOptions options = {});
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  /// With average "none", the mean over the classes.
  [[nodiscard]] double result(std::span<const double> totals) const override;
  /// (classes,) with average "none", else a scalar.
  [[nodiscard]] Array results(std::span<const double> totals) const override;

 private:
  FBetaOptions options_;
};

/// The same for β = 1: 2 · precision · recall / (precision + recall).
class F1Score final : public FBetaScore {
 public:
  explicit F1Score(F1Options options = {})
      : FBetaScore({.average = options.average, .threshold = options.threshold, .name = options.name}) {}
};

}  // namespace saem::metrics
