#include "saem/train/metric.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem {
namespace {

class FunctionMetric final : public Metric {
 public:
  FunctionMetric(std::string name, MetricChoice::Function function)
      : Metric(std::move(name)), function_(std::move(function)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override {
    return function_(y_true, y_pred);
  }

 private:
  MetricChoice::Function function_;
};

}  // namespace

Tensor Metric::values(const Tensor&, const Tensor&) const {
  fail<UnsupportedError>({name_,
                          "has no value per example: it is computed from sums over all of them",
                          {},
                          "Take MetricState, or evaluate."});
}

Tensors Metric::totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) const {
  const Tensor value = values(y_true, y_pred);
  if (value.rank() > 0) return detail::mean_totals(value, sample_weight, name_);
  const Tensor rows = detail::row_weight(y_pred, sample_weight, name_);
  return {cast(value, DType::f32) * rows, rows};
}

double Metric::result(std::span<const double> totals) const { return detail::ratio(totals[0], totals[1]); }

Array Metric::results(std::span<const double> totals) const {
  return Array::scalar(result(totals), DType::f64);
}

void Metric::check_labels(const Array&, const Shape&, std::string_view) const {}

MetricChoice::MetricChoice(std::string name, Function function)
    : metric_(std::make_shared<FunctionMetric>(std::move(name), std::move(function))) {}

MetricChoice::MetricChoice(std::shared_ptr<const Loss> loss)
    : metric_(std::make_shared<LossMetric>(loss, loss->name())) {}

void MetricState::update_state(const Array& y_true, const Array& y_pred, const Array& sample_weight) {
  if (y_pred.shape().rank() > 0 && y_true.shape().rank() > 0) {
    metric_->check_labels(y_true, y_pred.shape().with(0, Shape::unknown), "y_true");
  }
  const Tensor weight = sample_weight.size() > 0 ? Tensor(sample_weight) : Tensor();
  std::vector<double> added;
  for (const Tensor& t : metric_->totals(y_true, y_pred, weight)) {
    const Array value = t.value();
    for (std::int64_t i = 0; i < value.size(); ++i) added.push_back(value.at(i));
  }
  detail::add_totals(totals_, added, metric_->name());
}

void MetricState::update_values(const Array& values, const Array& sample_weight) {
  const Array rows = values.shape().rank() == 0 ? values.reshape({1}) : values;
  update_state(rows, rows, sample_weight);
}

double MetricState::result() const { return totals_.empty() ? 0 : metric_->result(totals_); }

Array MetricState::results() const {
  if (totals_.empty()) {
    fail<ValueError>({metric_->name(), "has seen no data yet", {}, "Call update_state first."});
  }
  return metric_->results(totals_);
}

}  // namespace saem
