#include "saem/train/crossentropy.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

[[noreturn]] void reject_shapes(const std::string& place, const std::string& expected, const Tensor& y_true,
                                const Tensor& y_pred, const std::string& advice) {
  fail<ShapeError>({place, fmt::format("expected {}, received {}", expected, y_true.shape().to_string()),
                    fmt::format("predictions {}", y_pred.shape().to_string()), advice});
}

// -Σ targets · log p over an axis of the predictions; the targets have it last already.
Tensor crossentropy(const Tensor& targets, const Tensor& y_pred, int axis, bool from_logits) {
  const bool is_last = y_pred.shape().axis(axis) == y_pred.rank() - 1;
  const Tensor scores = detail::axis_last(y_pred, axis);
  const Tensor logits = from_logits ? scores : is_last ? detail::logits_behind(scores, "softmax") : Tensor();
  if (logits.defined()) return softmax_cross_entropy(logits, targets);
  return -sum(targets * log(detail::safe_distribution(scores)), {-1});
}

// Class numbers for the places of a prediction. Throws ShapeError.
Tensor class_numbers(const Tensor& y_true, const Tensor& y_pred, int axis, const std::string& place) {
  const Shape places = y_pred.shape().erased(axis);
  if (!(y_true.shape() == places) && !(y_true.shape() == places.concat({1})) &&
      !(y_true.shape() == y_pred.shape().with(axis, 1))) {
    reject_shapes(place, fmt::format("one class number per prediction, shape {}", places.to_string()), y_true,
                  y_pred, "Use categorical_crossentropy for one-hot labels.");
  }
  return cast(reshape(y_true, places), DType::i64);
}

void require_smoothing(const std::string& place, double smoothing) {
  detail::require_option(smoothing >= 0 && smoothing <= 1, place, "label_smoothing in [0, 1]", smoothing);
}

}  // namespace

CategoricalCrossentropy::CategoricalCrossentropy(CategoricalCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {
  require_smoothing(name(), options_.label_smoothing);
}

Tensor CategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (!(y_true.shape() == y_pred.shape())) {
    reject_shapes(name(), "one-hot labels of the predictions' shape", y_true, y_pred,
                  "Use sparse_categorical_crossentropy for labels that are class numbers.");
  }
  const auto classes = static_cast<double>(y_pred.shape()[options_.axis]);
  const Tensor y = detail::smoothed(cast(y_true, y_pred.dtype()), options_.label_smoothing, classes);
  return crossentropy(detail::axis_last(y, options_.axis), y_pred, options_.axis, options_.from_logits);
}

void CategoricalCrossentropy::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  detail::require_one_hot(name(), y, output, options_.axis, what);
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(SparseCategoricalCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {}

Tensor SparseCategoricalCrossentropy::labels(const Tensor& y_true, const Tensor& y_pred) const {
  return class_numbers(y_true, y_pred, options_.axis, name());
}

Tensor SparseCategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor targets = one_hot(labels(y_true, y_pred), y_pred.shape()[options_.axis], y_pred.dtype());
  const Tensor result = crossentropy(targets, y_pred, options_.axis, options_.from_logits);
  const Tensor valid = mask(y_true, y_pred);
  return valid.defined() ? where(valid, result, 0.0) : result;
}

Tensor SparseCategoricalCrossentropy::mask(const Tensor& y_true, const Tensor& y_pred) const {
  if (!options_.ignore_class) return {};
  const Tensor numbers = labels(y_true, y_pred);
  return not_equal(numbers, full(numbers.shape(), static_cast<double>(*options_.ignore_class), DType::i64));
}

void SparseCategoricalCrossentropy::check_labels(const Array& y, const Shape& output,
                                                 std::string_view what) const {
  detail::require_class_numbers(name(), y, output, options_.axis,
                                options_.ignore_class ? &*options_.ignore_class : nullptr, what);
}

BinaryCrossentropy::BinaryCrossentropy(BinaryCrossentropyOptions options)
    : Loss(options.name, options.reduction), options_(std::move(options)) {
  require_smoothing(name(), options_.label_smoothing);
}

Tensor BinaryCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor given = cast(match_rank(y_true, y_pred), y_pred.dtype());
  if (!(given.shape() == y_pred.shape()))
    reject_shapes(name(), "targets of the predictions' shape", y_true, y_pred,
                  "Give a target for each output of the model.");
  const Tensor y = detail::smoothed(given, options_.label_smoothing, 2);
  const Tensor logits = options_.from_logits ? y_pred : detail::logits_behind(y_pred, "sigmoid");
  Tensor loss;
  if (logits.defined()) {
    // -log σ(z) = softplus(-z) and -log(1 - σ(z)) = softplus(z): smooth at 0, exact for y of 0 and 1.
    loss = y * softplus(-logits) + (1.0 - y) * softplus(logits);
  } else {
    loss = detail::binary_entropy(y, y_pred);
  }
  return loss.rank() > 1 ? mean(loss, {options_.axis}) : loss;
}

void BinaryCrossentropy::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  detail::require_output_shape(name(), y, output, what);
  detail::require_range(
      name(), y, 0, 1, what,
      "Label the examples with 0 and 1, or use \"sparse_categorical_crossentropy\" for more classes.");
}

KLDivergence::KLDivergence(LossOptions options)
    : Loss(detail::name_or(options.name, "kl_divergence"), options.reduction) {}

Tensor KLDivergence::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y = clip(detail::targets_like(y_true, y_pred, name()), detail::epsilon, 1);
  const Tensor p = clip(y_pred, detail::epsilon, 1);
  return sum(y * (log(y) - log(p)), {-1});
}

void KLDivergence::check_labels(const Array& y, const Shape& output, std::string_view what) const {
  Loss::check_labels(y, output, what);
  detail::require_range(name(), y, 0, 1, what, "Each row holds probabilities; divide it by its sum.");
}

CategoricalGeneralizedCrossEntropy::CategoricalGeneralizedCrossEntropy(
    CategoricalGeneralizedCrossEntropyOptions options)
    : Loss(options.name, options.reduction), q_(options.q) {
  detail::require_option(q_ > 0 && q_ < 1, name(), "q in (0, 1)", q_);
}

Tensor CategoricalGeneralizedCrossEntropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor labels = class_numbers(y_true, y_pred, -1, name());
  const Tensor p = sum(y_pred * one_hot(labels, y_pred.shape()[-1], y_pred.dtype()), {-1});
  // The slope of p^q is infinite at 0.
  return (1.0 - pow(maximum(p, detail::epsilon), q_)) / q_;
}

void CategoricalGeneralizedCrossEntropy::check_labels(const Array& y, const Shape& output,
                                                      std::string_view what) const {
  detail::require_class_numbers(name(), y, output, -1, nullptr, what);
}

}  // namespace saem
