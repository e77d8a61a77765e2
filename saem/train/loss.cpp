#include "saem/train/loss.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

// y in the shape and dtype of the predictions.
Tensor targets_like(const Tensor& y_true, const Tensor& y_pred, const std::string& place) {
  const Tensor y = match_rank(y_true, y_pred);
  if (!(y.shape() == y_pred.shape())) {
    fail<ShapeError>({place,
                      fmt::format("expected targets of the predictions' shape {}, received {}",
                                  y_pred.shape().to_string(), y_true.shape().to_string()),
                      {},
                      "Give the last layer as many units as each example has targets."});
  }
  return y.dtype() == y_pred.dtype() ? y : cast(y, y_pred.dtype());
}

// A program's own loss: what it takes as labels is its own affair.
class FunctionLoss final : public Loss {
 public:
  explicit FunctionLoss(LossChoice::Function function) : Loss("loss"), function_(std::move(function)) {}
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override {
    return function_(y_true, y_pred);
  }
  void check_labels(const Array&, const Shape&, std::string_view) const override {}

 private:
  LossChoice::Function function_;
};

// Over the last axis, as in Keras; an output without one ((n,)) is left as it is.
Tensor mean_of_last_axis(const Tensor& x) { return x.rank() > 1 ? mean(x, {-1}) : x; }

}  // namespace

Tensor match_rank(const Tensor& y, const Tensor& like) {
  if (y.rank() + 1 == like.rank() && like.shape()[-1] == 1) return expand_dims(y, -1);
  if (y.rank() == like.rank() + 1 && y.shape()[-1] == 1) return squeeze(y, -1);
  return y;
}

Tensor Loss::operator()(const Tensor& y_true, const Tensor& y_pred) const {
  return mean(values(y_true, y_pred));
}

MeanSquaredError::MeanSquaredError() : Loss("mean_squared_error") {}

Tensor MeanSquaredError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_of_last_axis(square(y_pred - targets_like(y_true, y_pred, name())));
}

MeanAbsoluteError::MeanAbsoluteError() : Loss("mean_absolute_error") {}

Tensor MeanAbsoluteError::values(const Tensor& y_true, const Tensor& y_pred) const {
  return mean_of_last_axis(abs(y_pred - targets_like(y_true, y_pred, name())));
}

std::shared_ptr<const Loss> make_loss(std::string_view name) {
  if (name == "categorical_crossentropy") return std::make_shared<CategoricalCrossentropy>();
  if (name == "sparse_categorical_crossentropy") return std::make_shared<SparseCategoricalCrossentropy>();
  if (name == "binary_crossentropy") return std::make_shared<BinaryCrossentropy>();
  if (name == "mean_squared_error" || name == "mse") return std::make_shared<MeanSquaredError>();
  if (name == "mean_absolute_error" || name == "mae") return std::make_shared<MeanAbsoluteError>();
  static const std::vector<std::string> names{"binary_crossentropy",
                                              "categorical_crossentropy",
                                              "mae",
                                              "mean_absolute_error",
                                              "mean_squared_error",
                                              "mse",
                                              "sparse_categorical_crossentropy"};
  const std::string_view near = nearest_name(name, names);
  fail<ValueError>({"loss", fmt::format("there is no loss '{}'", name),
                    fmt::format("known: {}", fmt::join(names, ", ")),
                    near.empty() ? "" : fmt::format("Did you mean '{}'?", near)});
}

std::shared_ptr<const Loss> LossChoice::get() const {
  if (loss_) return loss_;
  return name_.empty() ? nullptr : make_loss(name_);
}

std::shared_ptr<const Loss> LossChoice::from_function(Function function) {
  return std::make_shared<FunctionLoss>(std::move(function));
}

}  // namespace saem
