#pragma once

#include "saem/train/metric.h"

namespace saem::metrics {

/// The mean of all numbers: of predictions, whatever the labels are, or of numbers that
/// MetricState::update_values is given.
class Mean final : public Metric {
 public:
  explicit Mean(std::string name = "mean") : Metric(std::move(name)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

/// The sum of all numbers, each times the weight of its row: of predictions, or of numbers that
/// MetricState::update_values is given.
class Sum final : public Metric {
 public:
  explicit Sum(std::string name = "sum") : Metric(std::move(name)) {}
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  [[nodiscard]] double result(std::span<const double> totals) const override { return totals[0]; }
};

}  // namespace saem::metrics
