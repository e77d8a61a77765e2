#include "saem/train/accuracy_metrics.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

using detail::are_class_numbers;

[[noreturn]] void reject_shapes(
    const Metric& metric, const std::string& expected, const Tensor& y_true, const Tensor& y_pred,
    const std::string& advice = "Give one class number per row, or one column per class.") {
  fail<ShapeError>({metric.name(),
                    fmt::format("expected labels {} {}, received {}", expected, y_pred.shape().to_string(),
                                y_true.shape().to_string()),
                    {},
                    advice});
}

constexpr const char* any_labels = "as class numbers or in the predictions' shape";

Tensor class_numbers(const Tensor& y_true, const Tensor& y_pred) {
  return cast(reshape(y_true, y_pred.shape().slice(0, -1)), DType::i64);
}

Tensor agreement(const Tensor& a, const Tensor& b) { return cast(equal(a, b), DType::f32); }

// Whether the score of the right class, (…, classes) one-hot targets, is among the k largest.
Tensor in_top(const Tensor& targets, const Tensor& y_pred, std::int64_t k) {
  const Tensor score = sum(targets * y_pred, {-1}, {.keepdims = true});
  // "Not ≤" rather than ">", so that a NaN score has all others before it.
  const Tensor better = cast(logical_not(less_equal(y_pred, score)), DType::f32);
  return cast(less(sum(better, {-1}), static_cast<double>(k)), DType::f32);
}

void require_k(std::int64_t k, const char* place) {
  if (k < 1)
    fail<ValueError>({place,
                      fmt::format("expected k ≥ 1, received {}", k),
                      {},
                      "It is how many of the highest predictions count."});
}

}  // namespace

Tensor Accuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (is_integer(y_pred.dtype())) {
    const Tensor y = match_rank(y_true, y_pred);
    if (!(y.shape() == y_pred.shape())) reject_shapes(*this, "in the predictions' shape", y_true, y_pred);
    return detail::mean_of_last_axis(agreement(cast(y, DType::i64), cast(y_pred, DType::i64)));
  }
  if (y_pred.rank() < 2 || y_pred.shape()[-1] == 1) return BinaryAccuracy(0.5, name()).values(y_true, y_pred);
  if (are_class_numbers(y_true.shape(), y_pred.shape()))
    return agreement(argmax(y_pred), class_numbers(y_true, y_pred));
  if (!(y_true.shape() == y_pred.shape())) reject_shapes(*this, any_labels, y_true, y_pred);
  return agreement(argmax(y_pred), argmax(y_true));
}

Tensor BinaryAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y = match_rank(y_true, y_pred);
  if (!(y.shape() == y_pred.shape())) {
    reject_shapes(*this, "in the predictions' shape", y_true, y_pred, "Use \"accuracy\" for class numbers.");
  }
  return detail::mean_of_last_axis(agreement(greater(y_pred, threshold_), greater(cast(y, DType::f32), 0.5)));
}

Tensor CategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (!(y_true.shape() == y_pred.shape())) {
    reject_shapes(*this, "in the predictions' shape", y_true, y_pred,
                  "Use \"sparse_categorical_accuracy\" for class numbers.");
  }
  return agreement(argmax(y_pred), argmax(y_true));
}

Tensor SparseCategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (!are_class_numbers(y_true.shape(), y_pred.shape())) {
    reject_shapes(*this, "as class numbers for predictions of shape", y_true, y_pred,
                  "Use \"categorical_accuracy\" for one-hot rows.");
  }
  return agreement(argmax(y_pred), class_numbers(y_true, y_pred));
}

TopKCategoricalAccuracy::TopKCategoricalAccuracy(std::int64_t k, std::string name)
    : Metric(std::move(name)), k_(k) {
  require_k(k, "TopKCategoricalAccuracy");
}

Tensor TopKCategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (y_pred.rank() > 1 && are_class_numbers(y_true.shape(), y_pred.shape()))
    return in_top(one_hot(class_numbers(y_true, y_pred), y_pred.shape()[-1], y_pred.dtype()), y_pred, k_);
  if (y_pred.rank() < 2 || !(y_true.shape() == y_pred.shape()))
    reject_shapes(*this, any_labels, y_true, y_pred);
  return in_top(one_hot(argmax(y_true), y_pred.shape()[-1], y_pred.dtype()), y_pred, k_);
}

SparseTopKCategoricalAccuracy::SparseTopKCategoricalAccuracy(SparseTopKCategoricalAccuracyOptions options)
    : Metric(options.name), options_(std::move(options)) {
  require_k(options_.k, "SparseTopKCategoricalAccuracy");
}

Tensor SparseTopKCategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (y_pred.rank() < 2 || !are_class_numbers(y_true.shape(), y_pred.shape())) {
    reject_shapes(*this, "as class numbers for predictions of shape", y_true, y_pred,
                  "Use \"top_k_categorical_accuracy\" for one-hot rows.");
  }
  const Tensor labels = class_numbers(y_true, y_pred);
  if (!options_.from_sorted_ids)
    return in_top(one_hot(labels, y_pred.shape()[-1], y_pred.dtype()), y_pred, options_.k);
  const std::int64_t width = y_pred.shape()[-1];
  const Tensor counts =
      cast(less(arange(width), full({width}, static_cast<double>(options_.k), DType::i64)), DType::f32);
  const Tensor hits = agreement(cast(y_pred, DType::i64), expand_dims(labels, -1)) * counts;
  return max(hits, {-1});
}

}  // namespace saem
