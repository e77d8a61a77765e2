#pragma once

#include "saem/train/metric.h"

namespace saem::metrics {

struct CorrelationOptions {
  /// Along which labels and predictions are correlated. Any but 0: a value per example, whose mean is
  /// reported. 0: over all examples of all batches, for each output.
  int axis = -1;
  std::string name = {};  ///< the metric's own if empty
};

/// Sums that correlations over the examples are made of, for each output; see the classes below.
class CorrelationMetric : public Metric {
 public:
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  /// The mean over the outputs if there is a number for each.
  [[nodiscard]] double result(std::span<const double> totals) const override;
  [[nodiscard]] Array results(std::span<const double> totals) const override;

 protected:
  CorrelationMetric(std::string_view standard_name, const CorrelationOptions& options);

  struct Moments {
    double mean_y = 0, mean_p = 0, variance_y = 0, variance_p = 0, covariance = 0;
  };
  [[nodiscard]] virtual double score(const Moments& moments) const = 0;
  /// The same in the graph; each is of one shape.
  [[nodiscard]] virtual Tensor score(const Tensor& mean_y, const Tensor& mean_p, const Tensor& variance_y,
                                     const Tensor& variance_p, const Tensor& covariance) const = 0;

 private:
  int axis_;
};

/// covariance(y, p) / √(variance(y) · variance(p)), Pearson's coefficient; 0 where either is constant. As in
/// Keras, axis -1 correlates the outputs of each example, which needs several; for a network of one output
/// take axis 0. (There Keras takes the mean over batches, this the correlation over all examples.)
class PearsonCorrelation final : public CorrelationMetric {
 public:
  explicit PearsonCorrelation(const CorrelationOptions& options = {})
      : CorrelationMetric("pearson_correlation", options) {}

 private:
  [[nodiscard]] double score(const Moments& moments) const override;
  [[nodiscard]] Tensor score(const Tensor& mean_y, const Tensor& mean_p, const Tensor& variance_y,
                             const Tensor& variance_p, const Tensor& covariance) const override;
};

/// 2 covariance(y, p) / (variance(y) + variance(p) + (mean(y) - mean(p))² + 1e-7), Lin's coefficient (1989).
/// Axes as for PearsonCorrelation.
class ConcordanceCorrelation final : public CorrelationMetric {
 public:
  explicit ConcordanceCorrelation(const CorrelationOptions& options = {})
      : CorrelationMetric("concordance_correlation", options) {}

 private:
  [[nodiscard]] double score(const Moments& moments) const override;
  [[nodiscard]] Tensor score(const Tensor& mean_y, const Tensor& mean_p, const Tensor& variance_y,
                             const Tensor& variance_p, const Tensor& covariance) const override;
};

}  // namespace saem::metrics
