#include "saem/train/loss.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/loss_support.h"

namespace saem {
namespace {

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

// 0 where there is nothing to divide by: a batch of which nothing counts has no loss.
Tensor divide_or_zero(const Tensor& a, const Tensor& b) {
  const Tensor is_zero = equal(b, zeros_like(b));
  return where(is_zero, zeros_like(a), a / where(is_zero, ones_like(b), b));
}

}  // namespace

Tensor match_rank(const Tensor& y, const Tensor& like) {
  if (y.rank() + 1 == like.rank() && like.shape()[-1] == 1) return expand_dims(y, -1);
  if (y.rank() == like.rank() + 1 && y.shape()[-1] == 1) return squeeze(y, -1);
  return y;
}

Loss::Loss(std::string name, std::string reduction)
    : name_(std::move(name)), reduction_(std::move(reduction)) {
  static const std::vector<std::string> known{"sum_over_batch_size", "mean", "mean_with_sample_weight", "sum",
                                              "none"};
  detail::require_choice(reduction_, known, name_, "reduction");
}

Tensor Loss::mask(const Tensor&, const Tensor&) const { return {}; }

Tensor Loss::operator()(const Tensor& y_true, const Tensor& y_pred, const Tensor& sample_weight,
                        const Tensor& output_mask) const {
  Tensor value = values(y_true, y_pred);
  if (!is_floating(value.dtype())) {
    fail<DTypeError>({name_,
                      fmt::format("expected floating values, received {}", saem::name(value.dtype())),
                      {},
                      "Integers have no gradient: let values compute with the predictions as they are."});
  }
  if (sample_weight.defined() && value.rank() == 0) {
    fail<ValueError>({name_,
                      "received sample weights, but has a single value for the whole batch",
                      {},
                      "Choose the loss's axes so that one value per example is left."});
  }
  Tensor valid = mask(y_true, y_pred);
  if (output_mask.defined() && value.rank() > 0) {
    const Tensor aligned = detail::align_weights(output_mask, value.shape(), DType::boolean, name_);
    const Tensor here = broadcast_to(aligned, value.shape());
    valid = valid.defined() ? logical_and(valid, here) : here;
  }
  Tensor weights;  // of each value; undefined: all 1
  if (sample_weight.defined())
    weights = detail::align_weights(sample_weight, value.shape(), value.dtype(), name_);
  if (valid.defined()) {
    value = where(valid, value, 0.0);
    const Tensor counted = cast(valid, value.dtype());
    weights = weights.defined() ? weights * counted : counted;
  }
  if (weights.defined()) value = value * weights;
  if (reduction_ == "none") return value;
  if (reduction_ == "sum") return sum(value);
  if (reduction_ == "mean_with_sample_weight" && weights.defined())
    return divide_or_zero(sum(value), sum(weights));
  return valid.defined() ? divide_or_zero(sum(value), sum(cast(valid, value.dtype()))) : mean(value);
}

std::shared_ptr<const Loss> LossChoice::get() const {
  if (loss_) return loss_;
  return name_.empty() ? nullptr : make_loss(name_);
}

std::shared_ptr<const Loss> LossChoice::from_function(Function function) {
  return std::make_shared<FunctionLoss>(std::move(function));
}

}  // namespace saem
