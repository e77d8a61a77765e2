#include "saem/train/focal_losses.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/softmax.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

// (1 - p)^gamma. Its slope is infinite at p = 1 for gamma < 1, and undefined for 0.
Tensor focus(const Tensor& p, double gamma) {
  const Tensor rest = 1.0 - p;
  if (gamma == 1) return rest;
  if (gamma == 2) return square(rest);
  return pow(gamma < 1 ? maximum(rest, detail::epsilon) : rest, gamma);
}

void require_common(const std::string& place, double gamma, double smoothing) {
  detail::require_option(gamma >= 0, place, "gamma ≥ 0", gamma);
  detail::require_option(smoothing >= 0 && smoothing <= 1, place, "label_smoothing in [0, 1]", smoothing);
}

}  // namespace

BinaryFocalCrossentropy::BinaryFocalCrossentropy(BinaryFocalCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {
  require_common(name(), options_.gamma, options_.label_smoothing);
  detail::require_option(options_.alpha >= 0 && options_.alpha <= 1, name(), "alpha in [0, 1]",
                         options_.alpha);
}

Tensor BinaryFocalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y =
      detail::smoothed(detail::targets_like(y_true, y_pred, name()), options_.label_smoothing, 2);
  const Tensor p = options_.from_logits ? sigmoid(y_pred) : y_pred;
  Tensor loss = detail::binary_entropy(y, p);
  if (options_.gamma != 0) loss = focus(y * p + (1.0 - y) * (1.0 - p), options_.gamma) * loss;
  if (options_.apply_class_balancing) loss = (y * options_.alpha + (1.0 - y) * (1 - options_.alpha)) * loss;
  return loss.rank() > 1 ? mean(loss, {options_.axis}) : loss;
}

void BinaryFocalCrossentropy::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  detail::require_output_shape(name(), y, output, what);
  detail::require_range(name(), y, 0, 1, what, "Label the examples with 0 and 1.");
}

CategoricalFocalCrossentropy::CategoricalFocalCrossentropy(CategoricalFocalCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {
  require_common(name(), options_.gamma, options_.label_smoothing);
}

Tensor CategoricalFocalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor given = detail::axis_last(detail::targets_like(y_true, y_pred, name()), options_.axis);
  const Tensor scores = detail::axis_last(y_pred, options_.axis);
  const std::int64_t classes = scores.shape()[-1];
  const Tensor y = detail::smoothed(given, options_.label_smoothing, static_cast<double>(classes));
  const Tensor p = detail::safe_distribution(options_.from_logits ? softmax(scores) : scores);
  Tensor loss = -y * log(p);
  if (options_.gamma != 0) loss = focus(p, options_.gamma) * loss;
  if (options_.class_alphas.empty()) return sum(loss * options_.alpha, {-1});
  if (std::ssize(options_.class_alphas) != classes) {
    fail<ShapeError>({name(),
                      fmt::format("expected one of class_alphas for each of {} classes, received {}", classes,
                                  options_.class_alphas.size()),
                      {},
                      "Give one number per class, or none."});
  }
  return sum(loss * cast(Array::of(options_.class_alphas), loss.dtype()), {-1});
}

void CategoricalFocalCrossentropy::check_labels(const Array& y, const Shape& output,
                                                std::string_view what) const {
  detail::require_one_hot(name(), y, output, options_.axis, what);
}

}  // namespace saem
