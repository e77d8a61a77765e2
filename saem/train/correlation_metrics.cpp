#include "saem/train/correlation_metrics.h"

#include <algorithm>
#include <cmath>

#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {

CorrelationMetric::CorrelationMetric(std::string_view standard_name, const CorrelationOptions& options)
    : Metric(detail::name_or(options.name, standard_name)), axis_(options.axis) {}

Tensor CorrelationMetric::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (y_pred.shape().axis(axis_) == 0) return Metric::values(y_true, y_pred);  // has none
  const Tensor y = detail::targets_like(y_true, y_pred, name());
  const Tensor mean_y = mean(y, {axis_}, {.keepdims = true});
  const Tensor mean_p = mean(y_pred, {axis_}, {.keepdims = true});
  const Tensor dy = y - mean_y;
  const Tensor dp = y_pred - mean_p;
  return score(squeeze(mean_y, axis_), squeeze(mean_p, axis_), mean(square(dy), {axis_}),
               mean(square(dp), {axis_}), mean(dy * dp, {axis_}));
}

Tensors CorrelationMetric::totals(const Tensor& y_true, const Tensor& y_pred,
                                  const Tensor& sample_weight) const {
  if (y_pred.shape().axis(axis_) != 0) return Metric::totals(y_true, y_pred, sample_weight);
  const Tensor p = cast(y_pred, DType::f64);
  const Tensor y = detail::targets_like(cast(y_true, DType::f64), p, name());
  const Tensor w = sample_weight.defined()
                       ? detail::align_weights(sample_weight, p.shape(), DType::f64, name())
                       : ones(p.shape(), DType::f64);
  return {sum(w, {0}),         sum(w * y, {0}),     sum(w * p, {0}),
          sum(w * y * y, {0}), sum(w * p * p, {0}), sum(w * y * p, {0})};
}

Array CorrelationMetric::results(std::span<const double> totals) const {
  if (totals.size() == 2) return Array::scalar(Metric::result(totals), DType::f64);
  const std::size_t outputs = totals.size() / 6;
  std::vector<double> scores(outputs);
  for (std::size_t i = 0; i < outputs; ++i) {
    const auto mean = [&](std::size_t part) { return detail::ratio(totals[part * outputs + i], totals[i]); };
    const double y = mean(1);
    const double p = mean(2);
    scores[i] = score({.mean_y = y,
                       .mean_p = p,
                       .variance_y = std::max(0.0, mean(3) - y * y),
                       .variance_p = std::max(0.0, mean(4) - p * p),
                       .covariance = mean(5) - y * p});
  }
  return detail::vector_or_scalar(scores);
}

double CorrelationMetric::result(std::span<const double> totals) const {
  return detail::mean_of(results(totals));
}

double PearsonCorrelation::score(const Moments& m) const {
  return detail::ratio(m.covariance, std::sqrt(m.variance_y * m.variance_p));
}

Tensor PearsonCorrelation::score(const Tensor&, const Tensor&, const Tensor& variance_y,
                                 const Tensor& variance_p, const Tensor& covariance) const {
  const Tensor both = variance_y * variance_p;
  const Tensor is_constant = equal(both, zeros_like(both));
  return where(is_constant, zeros_like(both), covariance / sqrt(where(is_constant, ones_like(both), both)));
}

double ConcordanceCorrelation::score(const Moments& m) const {
  const double gap = m.mean_y - m.mean_p;
  return 2 * m.covariance / (m.variance_y + m.variance_p + gap * gap + detail::epsilon);
}

Tensor ConcordanceCorrelation::score(const Tensor& mean_y, const Tensor& mean_p, const Tensor& variance_y,
                                     const Tensor& variance_p, const Tensor& covariance) const {
  return 2.0 * covariance / (variance_y + variance_p + square(mean_y - mean_p) + detail::epsilon);
}

}  // namespace saem::metrics
