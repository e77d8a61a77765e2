#include "saem/train/regression_metrics.h"

#include <fmt/format.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {

Tensor RootMeanSquaredError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return square(y_pred - detail::targets_like(y_true, y_pred, name()));
}

double RootMeanSquaredError::result(std::span<const double> totals) const {
  return std::sqrt(Metric::result(totals));
}

CosineSimilarity::CosineSimilarity(CosineSimilarityOptions options)
    : Metric(options.name), axis_(options.axis) {}

Tensor CosineSimilarity::values(const Tensor& y_true, const Tensor& y_pred) const {
  return -saem::CosineSimilarity({.axis = axis_, .name = name()}).values(y_true, y_pred);
}

R2Score::R2Score(R2ScoreOptions options) : Metric(options.name), options_(std::move(options)) {
  static const std::vector<std::string> known{"uniform_average", "variance_weighted_average", "none"};
  detail::require_choice(options_.class_aggregation, known, name(), "class_aggregation");
  detail::require_option(options_.num_regressors >= 0, name(), "num_regressors ≥ 0",
                         static_cast<double>(options_.num_regressors));
}

Tensors R2Score::totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) const {
  if (y_pred.rank() > 2) {
    fail<ShapeError>(
        {name(),
         fmt::format("expected predictions of shape (n, outputs), received {}", y_pred.shape().to_string()),
         {},
         "Give one column per output."});
  }
  // float64: the squares' sums are almost equal where the mean is large.
  const Tensor p = cast(y_pred.rank() == 2 ? y_pred : expand_dims(y_pred, -1), DType::f64);
  const Tensor y = detail::targets_like(cast(y_true, DType::f64), p, name());
  const Tensor w = sample_weight.defined()
                       ? detail::align_weights(sample_weight, p.shape(), DType::f64, name())
                       : ones(p.shape(), DType::f64);
  return {sum(y * w, {0}), sum(square(y) * w, {0}), sum(square(y - p) * w, {0}), sum(w, {0}),
          Tensor::scalar(static_cast<double>(p.shape().count()), DType::f64)};
}

Array R2Score::results(std::span<const double> totals) const {
  const std::size_t outputs = totals.size() / 4;
  const double count = totals.back();
  std::vector<double> scores(outputs);
  double weighted = 0;
  double variances = 0;
  for (std::size_t i = 0; i < outputs; ++i) {
    const double sum = totals[i];
    const double residual = totals[2 * outputs + i];
    const double variance = totals[outputs + i] - detail::ratio(sum * sum, totals[3 * outputs + i]);
    if (variance > 0) {
      scores[i] = 1 - residual / variance;
    } else {
      scores[i] = residual == 0 ? 1 : 0;
    }
    weighted += scores[i] * variance;
    variances += variance;
  }
  if (options_.class_aggregation == "uniform_average") {
    scores = {detail::mean_of(Array::of(scores))};
  } else if (options_.class_aggregation == "variance_weighted_average") {
    scores = {detail::ratio(weighted, variances)};
  }
  const auto regressors = static_cast<double>(options_.num_regressors);
  if (regressors > 0 && regressors < count - 1) {
    for (double& s : scores) s = 1 - (1 - s) * (count - 1) / (count - regressors - 1);
  }
  return detail::vector_or_scalar(scores);
}

double R2Score::result(std::span<const double> totals) const { return detail::mean_of(results(totals)); }

}  // namespace saem::metrics
