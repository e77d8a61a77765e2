#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/graph/op.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"
#include "saem/train/loss.h"

namespace saem {
namespace {

constexpr double smallest_probability = 1e-7;  // Keras's epsilon

// What went into `activation` if that made the prediction, else nothing.
Tensor logits_behind(const Tensor& y_pred, std::string_view activation) {
  return y_pred.node().op().name == activation ? y_pred.node().input(0) : Tensor();
}

[[noreturn]] void reject_shapes(const std::string& place, const std::string& expected, const Tensor& y_true,
                                const Tensor& y_pred, const std::string& advice) {
  fail<ShapeError>({place, fmt::format("expected {}, received {}", expected, y_true.shape().to_string()),
                    fmt::format("predictions {}", y_pred.shape().to_string()), advice});
}

// -Σ targets · log p over the last axis.
Tensor crossentropy(const Tensor& targets, const Tensor& y_pred, bool from_logits) {
  const Tensor logits = from_logits ? y_pred : logits_behind(y_pred, "softmax");
  if (logits.defined()) return softmax_cross_entropy(logits, targets);
  const Tensor p = y_pred / sum(y_pred, {-1}, {.keepdims = true});
  return -sum(targets * log(clip(p, smallest_probability, 1 - smallest_probability)), {-1});
}

}  // namespace

CategoricalCrossentropy::CategoricalCrossentropy(CrossentropyOptions options)
    : Loss("categorical_crossentropy"), options_(options) {}

Tensor CategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (!(y_true.shape() == y_pred.shape())) {
    reject_shapes(name(), "one-hot labels of the predictions' shape", y_true, y_pred,
                  "Use sparse_categorical_crossentropy for labels that are class numbers.");
  }
  return crossentropy(cast(y_true, y_pred.dtype()), y_pred, options_.from_logits);
}

SparseCategoricalCrossentropy::SparseCategoricalCrossentropy(CrossentropyOptions options)
    : Loss("sparse_categorical_crossentropy"), options_(options) {}

Tensor SparseCategoricalCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Shape places = y_pred.shape().slice(0, -1);
  if (!(y_true.shape() == places) && !(y_true.shape() == places.concat({1}))) {
    reject_shapes(name(), fmt::format("one class number per prediction, shape {}", places.to_string()),
                  y_true, y_pred, "Use categorical_crossentropy for one-hot labels.");
  }
  const Tensor labels = cast(reshape(y_true, places), DType::i64);
  return crossentropy(one_hot(labels, y_pred.shape()[-1], y_pred.dtype()), y_pred, options_.from_logits);
}

BinaryCrossentropy::BinaryCrossentropy(CrossentropyOptions options)
    : Loss("binary_crossentropy"), options_(options) {}

Tensor BinaryCrossentropy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y = cast(match_rank(y_true, y_pred), y_pred.dtype());
  if (!(y.shape() == y_pred.shape()))
    reject_shapes(name(), "targets of the predictions' shape", y_true, y_pred, {});
  const Tensor logits = options_.from_logits ? y_pred : logits_behind(y_pred, "sigmoid");
  Tensor loss;
  if (logits.defined()) {
    // -log σ(z) = softplus(-z) and -log(1 - σ(z)) = softplus(z): smooth at 0, exact for y of 0 and 1.
    loss = y * softplus(-logits) + (1.0 - y) * softplus(logits);
  } else {
    const Tensor p = clip(y_pred, smallest_probability, 1 - smallest_probability);
    loss = -(y * log(p) + (1.0 - y) * log(1.0 - p));
  }
  return loss.rank() > 1 ? mean(loss, {-1}) : loss;
}

}  // namespace saem
