#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/train/loss.h"

namespace saem {

/// A number that people want to see about predictions; not differentiated.
///
/// Most metrics are the mean of a value per example: derive and give `values`. Others (precision, AUC, …)
/// are functions of sums over all examples: give `totals` and `result` instead. Either way the batches' sums
/// are added, in float64, before the result is taken, so that it does not depend on how the data was cut.
class Metric {
 public:
  virtual ~Metric() = default;
  /// "accuracy".
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// One floating value per example (and per place, for outputs with more axes): y_pred (n, …, c) → (n, …).
  /// A scalar stands for every example. Throws UnsupportedError for a metric that has no such values.
  [[nodiscard]] virtual Tensor values(const Tensor& y_true, const Tensor& y_pred) const;

  /// What this batch adds to the sums: any number of tensors whose shapes do not depend on the batch's size.
  /// `sample_weight` is undefined, or as for Loss::operator(). Of a mean of values: Σ weight · value and
  /// Σ weight.
  [[nodiscard]] virtual Tensors totals(const Tensor& y_true, const Tensor& y_pred,
                                       const Tensor& sample_weight) const;
  /// The metric, from the elements of all totals one after the other, added over the batches. Of a metric
  /// with several numbers, this is the one that stands in a line of the log: their mean, unless it says
  /// otherwise.
  [[nodiscard]] virtual double result(std::span<const double> totals) const;
  /// All of its numbers, float64: a scalar for most metrics; a vector (one per class or threshold) or a
  /// matrix for others.
  [[nodiscard]] virtual Array results(std::span<const double> totals) const;

  /// Throws ShapeError or ValueError if `y` (whole data, n rows first) does not fit this metric and an output
  /// of this shape (batch -1). By default everything fits, and shapes are checked in the first step.
  virtual void check_labels(const Array& y, const Shape& output, std::string_view what) const;

 protected:
  explicit Metric(std::string name) : name_(std::move(name)) {}

 private:
  std::string name_;
};

/// A metric by name: Keras's ("accuracy", "auc", "f1_score", …), one of its short names, or its class's;
/// besides, every loss by its name ("mse", "mean_absolute_error", …). Letter case and underscores do not
/// matter; the metric reports under the name that was given. Throws ValueError, with the nearest name, for
/// another, and for one whose class has an option without default ("mean_iou").
[[nodiscard]] std::shared_ptr<const Metric> make_metric(std::string_view name);
/// The names of all metrics but those of losses, without short forms.
[[nodiscard]] const std::vector<std::string>& metric_names();

/// A metric, the name of one, a loss to watch, or a name with a function (y_true, y_pred) → one value per
/// example.
class MetricChoice {
 public:
  using Function = std::function<Tensor(const Tensor& y_true, const Tensor& y_pred)>;

  MetricChoice(const char* name) : name_(name) {}             // NOLINT: meant to be implicit
  MetricChoice(std::string name) : name_(std::move(name)) {}  // NOLINT
  template <std::derived_from<Metric> M>
  MetricChoice(const M& metric) : metric_(std::make_shared<const M>(metric)) {}  // NOLINT
  template <std::derived_from<Loss> L>
  MetricChoice(const L& loss) : MetricChoice(std::make_shared<const L>(loss)) {}  // NOLINT
  MetricChoice(std::string name, Function function);

  /// Throws ValueError for an unknown name.
  [[nodiscard]] std::shared_ptr<const Metric> get() const { return metric_ ? metric_ : make_metric(name_); }

 private:
  explicit MetricChoice(std::shared_ptr<const Loss> loss);
  std::string name_;
  std::shared_ptr<const Metric> metric_;
};

/// The sums of a metric over batches, outside `fit` and `evaluate`:
///
///     MetricState auc(metrics::AUC());
///     auc.update_state(y, model.predict(x));
///     auc.result();
class MetricState {
 public:
  /// Throws ValueError for an unknown name.
  explicit MetricState(const MetricChoice& metric) : metric_(metric.get()) {}
  /// Adds a batch. Throws ShapeError or ValueError if the labels do not fit.
  void update_state(const Array& y_true, const Array& y_pred, const Array& sample_weight = {});
  /// Adds numbers that are no predictions, with one weight per row: for Mean and Sum.
  void update_values(const Array& values, const Array& sample_weight = {});
  /// 0, or what the metric is without data, before the first batch.
  [[nodiscard]] double result() const;
  /// Metric::results. Throws ValueError before the first batch.
  [[nodiscard]] Array results() const;
  void reset_state() { totals_.clear(); }

 private:
  std::shared_ptr<const Metric> metric_;
  std::vector<double> totals_;
};

}  // namespace saem

#include "saem/train/accuracy_metrics.h"
#include "saem/train/auc_metric.h"
#include "saem/train/confusion_metrics.h"
#include "saem/train/correlation_metrics.h"
#include "saem/train/fbeta_metrics.h"
#include "saem/train/iou_metrics.h"
#include "saem/train/loss_metrics.h"
#include "saem/train/mean_metrics.h"
#include "saem/train/regression_metrics.h"
#include "saem/train/threshold_metrics.h"
