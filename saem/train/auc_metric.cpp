#include "saem/train/auc_metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {
namespace {

using detail::Counts;
using detail::ratio;

struct Point {
  double x = 0;
  double y = 0;
};

// A point of the precision-recall-gain curve, limited as Keras does it. Flach & Kull 2015.
Point gains(const Counts& c) {
  if (c.tp == 0) return {0, 1};
  const double scale = ratio(c.tp + c.fn, c.tn + c.fp);
  return {std::max(0.0, 1 - scale * c.fn / c.tp), 1 - scale * c.fp / c.tp};
}

Point point(const Counts& c, const std::string& curve) {
  if (curve == "ROC") return {ratio(c.fp, c.fp + c.tn), c.recall()};
  return curve == "PR" ? Point{c.recall(), c.precision()} : gains(c);
}

double height(double a, double b, const std::string& method) {
  if (method == "minoring") return std::min(a, b);
  return method == "majoring" ? std::max(a, b) : (a + b) / 2;
}

// Between two thresholds true and predicted positives P both move on a line, precision on a curve: its
// integral is slope · (ΔTP + intercept · log(P_low / P_high)) / positives. Davis & Goadrich 2006, section 4.
double interpolated_precision(const Counts& low, const Counts& high) {
  const double dtp = low.tp - high.tp;
  const double p_low = low.tp + low.fp;
  const double p_high = high.tp + high.fp;
  const double slope = ratio(dtp, std::max(0.0, p_low - p_high));
  const double intercept = high.tp - slope * p_high;
  const double stretch = p_low > 0 && p_high > 0 ? std::log(p_low / p_high) : 0;
  return ratio(slope * (dtp + intercept * stretch), high.tp + high.fn);
}

}  // namespace

AUC::AUC(AUCOptions options) : Metric(options.name), options_(std::move(options)) {
  static const std::vector<std::string> curves{"ROC", "PR", "PRGAIN"};
  static const std::vector<std::string> methods{"interpolation", "minoring", "majoring"};
  detail::require_choice(options_.curve, curves, name(), "curve");
  detail::require_choice(options_.summation_method, methods, name(), "summation_method");
  detail::require_option(options_.num_thresholds > 1, name(), "num_thresholds ≥ 2",
                         static_cast<double>(options_.num_thresholds));
  for (const double t : options_.thresholds)
    detail::require_option(t >= 0 && t <= 1, name(), "thresholds in [0, 1]", t);
  for (const double w : options_.label_weights)
    detail::require_option(w >= 0, name(), "label_weights ≥ 0", w);
  if (options_.num_labels && !options_.multi_label) {
    fail<ValueError>({name(), "num_labels is for multi_label = true only", {}, "Leave it out."});
  }
  // Ends beyond 0 and 1, so that predictions of exactly 0 and 1 lie between.
  thresholds_ = detail::even_thresholds(options_.num_thresholds - 2, -detail::epsilon, 1 + detail::epsilon);
  if (options_.thresholds.empty()) return;
  thresholds_ = {-detail::epsilon, 1 + detail::epsilon};
  thresholds_.insert(thresholds_.end() - 1, options_.thresholds.begin(), options_.thresholds.end());
  std::ranges::sort(thresholds_);
}

Tensors AUC::totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) const {
  if (options_.multi_label) {
    if (y_pred.rank() != 2) {
      fail<ShapeError>({name(),
                        fmt::format("expected predictions of shape (n, labels) with multi_label, received {}",
                                    y_pred.shape().to_string()),
                        {},
                        "Give one column per label, or leave multi_label out."});
    }
    const std::int64_t labels = y_pred.shape()[1];
    const bool fits = (!options_.num_labels || *options_.num_labels == labels) &&
                      (options_.label_weights.empty() || std::ssize(options_.label_weights) == labels);
    if (!fits) {
      fail<ShapeError>(
          {name(),
           fmt::format("num_labels or label_weights do not fit predictions of {} labels", labels),
           {},
           "Give as many as the model has outputs, or leave them out."});
    }
  }
  detail::CountingOptions counting{.per_label = options_.multi_label};
  if (!options_.multi_label) counting.label_weights = options_.label_weights;
  return detail::counting_totals(y_true, options_.from_logits ? sigmoid(y_pred) : y_pred, sample_weight,
                                 thresholds_, counting, name());
}

Array AUC::results(std::span<const double> totals) const {
  const auto counts = detail::counts_from(totals, thresholds_.size());
  // All predictions lie between the first threshold and the last, or they are no probabilities, and areas
  // would be of a part of the curve.
  for (std::size_t l = 0; l < counts.front().size(); ++l) {
    const Counts& all = counts.front()[l];
    const Counts& none = counts.back()[l];
    if (all.fn + all.tn == 0 && none.tp + none.fp == 0) continue;
    fail<ValueError>(
        {"metric '" + name() + "'", "expected predictions in [0, 1], received others",
         fmt::format("{:g} of {:g} lie outside", all.fn + all.tn + none.tp + none.fp,
                     all.tp + all.fp + all.fn + all.tn),
         "End the model with the activation \"sigmoid\", or give metrics::AUC({.from_logits = true})."});
  }
  std::vector<double> areas(counts.front().size());
  const bool interpolates = options_.curve == "PR" && options_.summation_method == "interpolation";
  for (std::size_t l = 0; l < areas.size(); ++l) {
    for (std::size_t t = 0; t + 1 < counts.size(); ++t) {
      const Counts& low = counts[t][l];
      const Counts& high = counts[t + 1][l];
      if (interpolates) {
        areas[l] += interpolated_precision(low, high);
        continue;
      }
      const Point a = point(low, options_.curve);
      const Point b = point(high, options_.curve);
      areas[l] += (a.x - b.x) * height(a.y, b.y, options_.summation_method);
    }
  }
  return detail::vector_or_scalar(areas);
}

double AUC::result(std::span<const double> totals) const {
  const Array areas = results(totals);
  if (!options_.multi_label || options_.label_weights.empty()) return detail::mean_of(areas);
  double weighted = 0;
  double weights = 0;
  for (std::size_t l = 0; l < options_.label_weights.size(); ++l) {
    weighted += areas.at(static_cast<std::int64_t>(l)) * options_.label_weights[l];
    weights += options_.label_weights[l];
  }
  return ratio(weighted, weights);
}

}  // namespace saem::metrics
