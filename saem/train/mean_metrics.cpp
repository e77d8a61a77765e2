#include "saem/train/mean_metrics.h"

#include "saem/ops/elementwise.h"
#include "saem/train/metric_support.h"

namespace saem::metrics {

Tensor Mean::values(const Tensor& /*y_true*/, const Tensor& y_pred) const {
  return is_floating(y_pred.dtype()) ? y_pred : cast(y_pred, DType::f32);
}

Tensors Sum::totals(const Tensor& /*y_true*/, const Tensor& y_pred, const Tensor& sample_weight) const {
  return {detail::mean_totals(y_pred, sample_weight, name()).front()};
}

}  // namespace saem::metrics
