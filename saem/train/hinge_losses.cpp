#include "saem/train/hinge_losses.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

Tensor margin(const Tensor& y, const Tensor& p) {
  const Tensor is_binary = detail::all(logical_or(equal(y, zeros_like(y)), equal(y, ones_like(y))));
  const Tensor signs = where(is_binary, 2.0 * y - 1.0, y);
  return relu(1.0 - signs * p);
}

void require_signs(const Loss& loss, const Array& y, const Shape& output, std::string_view what) {
  detail::require_output_shape(loss.name(), y, output, what);
  detail::require_range(loss.name(), y, -1, 1, what, "Label the examples with -1 and 1, or with 0 and 1.");
}

}  // namespace

Hinge::Hinge(LossOptions options)
    : ElementwiseLoss(detail::name_or(options.name, "hinge"), options.reduction) {}
Tensor Hinge::errors(const Tensor& y, const Tensor& p) const { return margin(y, p); }
void Hinge::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  require_signs(*this, y, output, what);
}

SquaredHinge::SquaredHinge(LossOptions options)
    : ElementwiseLoss(detail::name_or(options.name, "squared_hinge"), options.reduction) {}
Tensor SquaredHinge::errors(const Tensor& y, const Tensor& p) const { return square(margin(y, p)); }
void SquaredHinge::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  require_signs(*this, y, output, what);
}

CategoricalHinge::CategoricalHinge(LossOptions options)
    : Loss(detail::name_or(options.name, "categorical_hinge"), options.reduction) {}

Tensor CategoricalHinge::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y = detail::targets_like(y_true, y_pred, name());
  const Tensor pos = sum(y * y_pred, {-1});
  const Tensor neg = max((1.0 - y) * y_pred, {-1});
  return relu(neg - pos + 1.0);
}

}  // namespace saem
