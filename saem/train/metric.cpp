#include "saem/train/metric.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"
#include "saem/train/loss.h"

namespace saem {
namespace {

[[noreturn]] void reject_shapes(const Metric& metric, const Tensor& y_true, const Tensor& y_pred) {
  fail<ShapeError>(
      {metric.name(),
       fmt::format("expected labels as class numbers or in the predictions' shape {}, received {}",
                   y_pred.shape().to_string(), y_true.shape().to_string()),
       {},
       {}});
}

bool are_class_numbers(const Tensor& y_true, const Tensor& y_pred) {
  const Shape places = y_pred.shape().slice(0, -1);
  return y_true.shape() == places || y_true.shape() == places.concat({1});
}

// A loss, watched under the name that the user gave.
class LossMetric final : public Metric {
 public:
  LossMetric(std::string name, std::shared_ptr<const Loss> loss)
      : Metric(std::move(name)), loss_(std::move(loss)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override {
    return loss_->values(y_true, y_pred);
  }

 private:
  std::shared_ptr<const Loss> loss_;
};

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

Tensor Accuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  if (y_pred.rank() < 2 || y_pred.shape()[-1] == 1) return BinaryAccuracy(0.5, name()).values(y_true, y_pred);
  const Shape places = y_pred.shape().slice(0, -1);
  Tensor labels;
  if (are_class_numbers(y_true, y_pred)) {
    labels = cast(reshape(y_true, places), DType::i64);
  } else if (y_true.shape() == y_pred.shape()) {
    labels = argmax(y_true);
  } else {
    reject_shapes(*this, y_true, y_pred);
  }
  return cast(equal(argmax(y_pred), labels), DType::f32);
}

Tensor BinaryAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  const Tensor y = match_rank(y_true, y_pred);
  if (!(y.shape() == y_pred.shape())) reject_shapes(*this, y_true, y_pred);
  const Tensor is_right = equal(greater(y_pred, threshold_), greater(cast(y, DType::f32), 0.5));
  const Tensor right = cast(is_right, DType::f32);
  return right.rank() > 1 ? mean(right, {-1}) : right;
}

TopKCategoricalAccuracy::TopKCategoricalAccuracy(std::int64_t k, std::string name)
    : Metric(std::move(name)), k_(k) {
  if (k < 1) {
    fail<ValueError>({"TopKCategoricalAccuracy", fmt::format("expected k ≥ 1, received {}", k), {}, {}});
  }
}

Tensor TopKCategoricalAccuracy::values(const Tensor& y_true, const Tensor& y_pred) const {
  Tensor targets;
  if (y_pred.rank() > 1 && are_class_numbers(y_true, y_pred)) {
    const Tensor labels = cast(reshape(y_true, y_pred.shape().slice(0, -1)), DType::i64);
    targets = one_hot(labels, y_pred.shape()[-1], y_pred.dtype());
  } else if (y_pred.rank() > 1 && y_true.shape() == y_pred.shape()) {
    targets = cast(y_true, y_pred.dtype());
  } else {
    reject_shapes(*this, y_true, y_pred);
  }
  const Tensor score = sum(targets * y_pred, {-1}, {.keepdims = true});
  // "Not ≤" rather than ">", so that a NaN score has all others before it.
  const Tensor better = cast(logical_not(less_equal(y_pred, score)), DType::f32);
  return cast(less(sum(better, {-1}), static_cast<double>(k_)), DType::f32);
}

std::shared_ptr<const Metric> make_metric(std::string_view name) {
  const std::string given(name);
  if (name == "accuracy" || name == "acc" || name == "categorical_accuracy" ||
      name == "sparse_categorical_accuracy") {
    return std::make_shared<Accuracy>(given);
  }
  if (name == "binary_accuracy") return std::make_shared<BinaryAccuracy>();
  if (name == "top_k_categorical_accuracy") return std::make_shared<TopKCategoricalAccuracy>();
  const std::vector<std::string> names{"acc",
                                       "accuracy",
                                       "binary_accuracy",
                                       "binary_crossentropy",
                                       "categorical_accuracy",
                                       "categorical_crossentropy",
                                       "mae",
                                       "mean_absolute_error",
                                       "mean_squared_error",
                                       "mse",
                                       "sparse_categorical_accuracy",
                                       "sparse_categorical_crossentropy",
                                       "top_k_categorical_accuracy"};
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return std::make_shared<LossMetric>(given, make_loss(name));
  }
  const std::string_view near = nearest_name(name, names);
  fail<ValueError>({"metrics", fmt::format("there is no metric '{}'", name),
                    fmt::format("known: {}", fmt::join(names, ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

MetricChoice::MetricChoice(std::string name, Function function)
    : metric_(std::make_shared<FunctionMetric>(std::move(name), std::move(function))) {}

}  // namespace saem
