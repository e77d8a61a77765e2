#pragma once

#include "saem/train/metric.h"

namespace saem {

/// A loss, watched: the mean of its values (of those that its mask lets count).
class LossMetric : public Metric {
 public:
  LossMetric(std::shared_ptr<const Loss> loss, std::string name);
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  [[nodiscard]] Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                               const Tensor& sample_weight) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  std::shared_ptr<const Loss> loss_;
};

/// The same with the loss's options: metrics::Huber({.delta = 2}).
template <std::derived_from<Loss> L>
class MetricOf : public LossMetric {
 public:
  explicit MetricOf(const typename L::Options& options = {}) : MetricOf(std::make_shared<const L>(options)) {}

 private:
  explicit MetricOf(const std::shared_ptr<const L>& loss) : LossMetric(loss, loss->name()) {}
};

/// Every metric of Keras under its name there.
namespace metrics {

using BinaryCrossentropy = MetricOf<saem::BinaryCrossentropy>;
using CategoricalCrossentropy = MetricOf<saem::CategoricalCrossentropy>;
using SparseCategoricalCrossentropy = MetricOf<saem::SparseCategoricalCrossentropy>;
using KLDivergence = MetricOf<saem::KLDivergence>;
using Poisson = MetricOf<saem::Poisson>;
using MeanSquaredError = MetricOf<saem::MeanSquaredError>;
using MeanAbsoluteError = MetricOf<saem::MeanAbsoluteError>;
using MeanAbsolutePercentageError = MetricOf<saem::MeanAbsolutePercentageError>;
using MeanSquaredLogarithmicError = MetricOf<saem::MeanSquaredLogarithmicError>;
using Hinge = MetricOf<saem::Hinge>;
using SquaredHinge = MetricOf<saem::SquaredHinge>;
using CategoricalHinge = MetricOf<saem::CategoricalHinge>;
using Huber = MetricOf<saem::Huber>;

/// Mean of log cosh(p - y); "logcosh".
class LogCoshError final : public LossMetric {
 public:
  explicit LogCoshError(std::string name = "logcosh")
      : LossMetric(std::make_shared<saem::LogCosh>(), std::move(name)) {}
};

}  // namespace metrics
}  // namespace saem
