#include "saem/train/threshold_metrics.h"

#include <algorithm>

#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {
namespace {

using detail::Counts;

ThresholdOptions with_defaults(ThresholdOptions options) {
  // With top_k alone every one of the k largest is a yes: those outside stand at -1e10.
  if (options.thresholds.empty()) options.thresholds = {options.top_k ? -1e10 : 0.5};
  return options;
}

void require_class_id(const std::optional<std::int64_t>& class_id, const std::string& place) {
  if (class_id) detail::require_option(*class_id >= 0, place, "class_id ≥ 0", static_cast<double>(*class_id));
}

}  // namespace

ThresholdMetric::ThresholdMetric(std::string_view standard_name, const ThresholdOptions& options)
    : Metric(detail::name_or(options.name, standard_name)), options_(with_defaults(options)) {
  for (const double t : options.thresholds)
    detail::require_option(t >= 0 && t <= 1, name(), "thresholds in [0, 1]", t);
  if (options.top_k) {
    detail::require_option(*options.top_k >= 1, name(), "top_k ≥ 1", static_cast<double>(*options.top_k));
  }
  require_class_id(options.class_id, name());
}

Tensors ThresholdMetric::totals(const Tensor& y_true, const Tensor& y_pred,
                                const Tensor& sample_weight) const {
  return detail::counting_totals(y_true, y_pred, sample_weight, options_.thresholds,
                                 {.top_k = options_.top_k, .class_id = options_.class_id}, name());
}

Array ThresholdMetric::results(std::span<const double> totals) const {
  std::vector<double> scores;
  for (const auto& counts : detail::counts_from(totals, options_.thresholds.size()))
    scores.push_back(score(counts.front()));
  return detail::vector_or_scalar(scores);
}

double ThresholdMetric::result(std::span<const double> totals) const {
  return detail::mean_of(results(totals));
}

double TruePositives::score(const Counts& counts) const { return counts.tp; }
double FalsePositives::score(const Counts& counts) const { return counts.fp; }
double TrueNegatives::score(const Counts& counts) const { return counts.tn; }
double FalseNegatives::score(const Counts& counts) const { return counts.fn; }
double Precision::score(const Counts& counts) const { return counts.precision(); }
double Recall::score(const Counts& counts) const { return counts.recall(); }

ConstrainedMetric::ConstrainedMetric(std::string_view standard_name, std::string_view constrained,
                                     double at_least, const ConstraintOptions& options)
    : Metric(detail::name_or(options.name, standard_name)), at_least_(at_least), class_id_(options.class_id) {
  detail::require_option(at_least >= 0 && at_least <= 1, name(), std::string(constrained) + " in [0, 1]",
                         at_least);
  detail::require_option(options.num_thresholds >= 1, name(), "num_thresholds ≥ 1",
                         static_cast<double>(options.num_thresholds));
  require_class_id(class_id_, name());
  thresholds_ = options.num_thresholds == 1 ? std::vector{0.5}
                                            : detail::even_thresholds(options.num_thresholds - 2, 0, 1);
}

Tensors ConstrainedMetric::totals(const Tensor& y_true, const Tensor& y_pred,
                                  const Tensor& sample_weight) const {
  return detail::counting_totals(y_true, y_pred, sample_weight, thresholds_, {.class_id = class_id_}, name());
}

double ConstrainedMetric::result(std::span<const double> totals) const {
  double largest = 0;
  for (const auto& counts : detail::counts_from(totals, thresholds_.size())) {
    if (constrained(counts.front()) >= at_least_) largest = std::max(largest, best(counts.front()));
  }
  return largest;
}

double SensitivityAtSpecificity::constrained(const Counts& counts) const { return counts.specificity(); }
double SensitivityAtSpecificity::best(const Counts& counts) const { return counts.recall(); }
double SpecificityAtSensitivity::constrained(const Counts& counts) const { return counts.recall(); }
double SpecificityAtSensitivity::best(const Counts& counts) const { return counts.specificity(); }
double PrecisionAtRecall::constrained(const Counts& counts) const { return counts.recall(); }
double PrecisionAtRecall::best(const Counts& counts) const { return counts.precision(); }
double RecallAtPrecision::constrained(const Counts& counts) const { return counts.precision(); }
double RecallAtPrecision::best(const Counts& counts) const { return counts.recall(); }

}  // namespace saem::metrics
