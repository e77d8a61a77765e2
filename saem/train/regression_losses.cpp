#include "saem/train/regression_losses.h"

#include <cmath>
#include <numbers>

#include "saem/ops/elementwise.h"
#include "saem/train/loss_support.h"

namespace saem {

using detail::epsilon;
using detail::name_or;

Tensor ElementwiseLoss::values(const Tensor& y_true, const Tensor& y_pred) const {
  return detail::mean_of_last_axis(errors(detail::targets_like(y_true, y_pred, name()), y_pred));
}

MeanSquaredError::MeanSquaredError(LossOptions options)
    : ElementwiseLoss(name_or(options.name, "mean_squared_error"), options.reduction) {}
Tensor MeanSquaredError::errors(const Tensor& y, const Tensor& p) const { return square(p - y); }

MeanAbsoluteError::MeanAbsoluteError(LossOptions options)
    : ElementwiseLoss(name_or(options.name, "mean_absolute_error"), options.reduction) {}
Tensor MeanAbsoluteError::errors(const Tensor& y, const Tensor& p) const { return abs(p - y); }

MeanAbsolutePercentageError::MeanAbsolutePercentageError(LossOptions options)
    : ElementwiseLoss(name_or(options.name, "mean_absolute_percentage_error"), options.reduction) {}
Tensor MeanAbsolutePercentageError::errors(const Tensor& y, const Tensor& p) const {
  return 100.0 * abs((y - p) / maximum(abs(y), epsilon));
}

MeanSquaredLogarithmicError::MeanSquaredLogarithmicError(LossOptions options)
    : ElementwiseLoss(name_or(options.name, "mean_squared_logarithmic_error"), options.reduction) {}
Tensor MeanSquaredLogarithmicError::errors(const Tensor& y, const Tensor& p) const {
  return square(log1p(maximum(p, epsilon)) - log1p(maximum(y, epsilon)));
}
void MeanSquaredLogarithmicError::check_labels(const Array& y, const Shape& output,
                                               std::string_view what) const {
  Loss::check_labels(y, output, what);
  detail::require_range(name(), y, 0, HUGE_VAL, what,
                        "Shift the targets to 0 and above, or use \"mean_squared_error\".");
}

Huber::Huber(HuberOptions options) : ElementwiseLoss(options.name, options.reduction), delta_(options.delta) {
  detail::require_option(delta_ > 0, name(), "delta > 0", delta_);
}
Tensor Huber::errors(const Tensor& y, const Tensor& p) const {
  const Tensor error = abs(p - y);
  return where(greater(error, delta_), error * delta_ - 0.5 * delta_ * delta_, square(error) * 0.5);
}

LogCosh::LogCosh(LossOptions options)
    : ElementwiseLoss(name_or(options.name, "log_cosh"), options.reduction) {}
Tensor LogCosh::errors(const Tensor& y, const Tensor& p) const {
  // log((eᵈ + e⁻ᵈ) / 2) = d + log(1 + e⁻²ᵈ) - log 2, for either sign of d.
  const Tensor d = p - y;
  return d + softplus(d * -2.0) - std::numbers::ln2;
}

Poisson::Poisson(LossOptions options)
    : ElementwiseLoss(name_or(options.name, "poisson"), options.reduction) {}
Tensor Poisson::errors(const Tensor& y, const Tensor& p) const { return p - y * log(p + epsilon); }
void Poisson::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  Loss::check_labels(y, output, what);
  detail::require_range(name(), y, 0, HUGE_VAL, what, "Targets are counts: 0, 1, 2 and so on.");
}

Quantile::Quantile(QuantileOptions options)
    : ElementwiseLoss(options.name, options.reduction), quantile_(options.quantile) {
  detail::require_option(quantile_ > 0 && quantile_ < 1, name(), "quantile in (0, 1)", quantile_);
}
Tensor Quantile::errors(const Tensor& y, const Tensor& p) const {
  const Tensor error = y - p;
  return maximum(error * quantile_, error * (quantile_ - 1));
}

}  // namespace saem
