#include "saem/train/overlap_losses.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

void require_shares(const Loss& loss, const Array& y, const Shape& output, std::string_view what) {
  detail::require_output_shape(loss.name(), y, output, what);
  detail::require_range(loss.name(), y, 0, 1, what, "Mark what belongs to a class with 1, the rest with 0.");
}

}  // namespace

Dice::Dice(DiceOptions options) : Loss(options.name, options.reduction), axis_(std::move(options.axis)) {}

Tensor Dice::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y = detail::targets_like(y_true, y_pred, name());
  return 1.0 - 2.0 * sum(y * y_pred, axis_) / (sum(y, axis_) + sum(y_pred, axis_) + detail::epsilon);
}

void Dice::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  require_shares(*this, y, output, what);
}

Tversky::Tversky(TverskyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {
  detail::require_option(options_.alpha >= 0, name(), "alpha ≥ 0", options_.alpha);
  detail::require_option(options_.beta >= 0, name(), "beta ≥ 0", options_.beta);
}

Tensor Tversky::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y = detail::targets_like(y_true, y_pred, name());
  const Tensor both = sum(y * y_pred, options_.axis);
  const Tensor missed = sum(y * (1.0 - y_pred), options_.axis);
  const Tensor in_vain = sum(y_pred * (1.0 - y), options_.axis);
  return 1.0 - both / (both + missed * options_.alpha + in_vain * options_.beta + detail::epsilon);
}

void Tversky::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  require_shares(*this, y, output, what);
}

}  // namespace saem
