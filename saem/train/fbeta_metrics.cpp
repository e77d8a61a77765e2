#include "saem/train/fbeta_metrics.h"

#include <fmt/format.h>

#include <numeric>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {

FBetaScore::FBetaScore(FBetaOptions options) : Metric(options.name), options_(std::move(options)) {
  static const std::vector<std::string> averages{"none", "micro", "macro", "weighted"};
  detail::require_choice(options_.average, averages, name(), "average");
  detail::require_option(options_.beta > 0, name(), "beta > 0", options_.beta);
  if (options_.threshold) {
    detail::require_option(*options_.threshold > 0 && *options_.threshold <= 1, name(), "threshold in (0, 1]",
                           *options_.threshold);
  }
}

Tensors FBetaScore::totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) const {
  if (y_pred.rank() != 2) {
    fail<ShapeError>(
        {name(),
         fmt::format("expected predictions of shape (n, classes), received {}", y_pred.shape().to_string()),
         {},
         "Give one column per class."});
  }
  const Tensor y = detail::labels_like(y_true, y_pred, name());
  const Tensor p = cast(y_pred, DType::f32);
  // The largest output is the answer, but rows of zeros have none.
  const Tensor is_yes = options_.threshold ? greater(p, *options_.threshold)
                                           : logical_and(greater_equal(p, max(p, {-1}, {.keepdims = true})),
                                                         greater(abs(p), 1e-9));
  const Tensor yes = cast(is_yes, DType::f32);
  Tensor weighted = y;
  Tensor found = yes;
  if (sample_weight.defined()) {
    const Tensor w = detail::align_weights(sample_weight, p.shape(), DType::f32, name());
    weighted = y * w;
    found = yes * w;
  }
  return {sum(yes * weighted, {0}), sum(found * (1.0 - y), {0}), sum(weighted * (1.0 - yes), {0})};
}

Array FBetaScore::results(std::span<const double> totals) const {
  const std::size_t classes = totals.size() / 3;
  const double beta2 = options_.beta * options_.beta;
  const auto score = [&](double tp, double fp, double fn) {
    const double precision = tp / (tp + fp + detail::epsilon);
    const double recall = tp / (tp + fn + detail::epsilon);
    return (1 + beta2) * precision * recall / (beta2 * precision + recall + detail::epsilon);
  };
  const auto sum_of = [&](std::size_t part) {
    const auto values = totals.subspan(part * classes, classes);
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  if (options_.average == "micro") return Array::scalar(score(sum_of(0), sum_of(1), sum_of(2)), DType::f64);

  std::vector<double> scores(classes);
  double weighted = 0;
  double support = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    const double tp = totals[c];
    const double fn = totals[2 * classes + c];
    scores[c] = score(tp, totals[classes + c], fn);
    weighted += scores[c] * (tp + fn);
    support += tp + fn;
  }
  if (options_.average == "none") return Array::of(scores);
  const double mean = detail::mean_of(Array::of(scores));
  return Array::scalar(options_.average == "macro" ? mean : weighted / (support + detail::epsilon),
                       DType::f64);
}

double FBetaScore::result(std::span<const double> totals) const { return detail::mean_of(results(totals)); }

}  // namespace saem::metrics
