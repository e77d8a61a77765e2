#include "saem/train/loss_metrics.h"

#include "saem/ops/elementwise.h"
#include "saem/train/loss_support.h"
#include "saem/train/metric_support.h"

namespace saem {

LossMetric::LossMetric(std::shared_ptr<const Loss> loss, std::string name)
    : Metric(std::move(name)), loss_(std::move(loss)) {}

Tensor LossMetric::values(const Tensor& y_true, const Tensor& y_pred) const {
  return loss_->values(y_true, y_pred);
}

Tensors LossMetric::totals(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight) const {
  const Tensor valid = loss_->mask(y_true, y_pred);
  if (!valid.defined()) return Metric::totals(y_true, y_pred, sample_weight);
  Tensor weights = cast(valid, DType::f32);
  if (sample_weight.defined())
    weights = weights * detail::align_weights(sample_weight, valid.shape(), DType::f32, name());
  return detail::mean_totals(values(y_true, y_pred), weights, name());
}

void LossMetric::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  loss_->check_labels(y, output, what);
}

}  // namespace saem
