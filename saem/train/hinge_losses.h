#pragma once

#include "saem/train/loss.h"

namespace saem {

// Labels of hinge losses are -1 and 1. As in Keras, a batch in which all are 0 or 1 is converted: 0 → -1.

/// max(1 - y · p, 0), mean over the last axis. y_true: as the output, or (n,) for an output of (n, 1).
class Hinge final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit Hinge(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;
};

/// max(1 - y · p, 0)², mean over the last axis. y_true: as for Hinge.
class SquaredHinge final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit SquaredHinge(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;
};

/// max(neg - pos + 1, 0) with pos = Σ y · p and neg = max((1 - y) · p), over the last axis. y_true: one-hot
/// rows, shaped like the output.
class CategoricalHinge final : public Loss {
 public:
  using Options = LossOptions;
  explicit CategoricalHinge(LossOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
};

}  // namespace saem
