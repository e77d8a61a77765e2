#pragma once

#include "saem/train/loss.h"

namespace saem {

// All of these are elementwise losses; formulas are Keras's. y is the target, p the prediction.

/// (y - p)².
class MeanSquaredError final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit MeanSquaredError(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
};

/// |y - p|.
class MeanAbsoluteError final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit MeanAbsoluteError(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
};

/// 100 · |y - p| / max(|y|, 1e-7).
class MeanAbsolutePercentageError final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit MeanAbsolutePercentageError(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
};

/// (log(1 + y) - log(1 + p))²; p below 1e-7 is taken for 1e-7, and so is a y of 0. Targets below 0 are
/// refused.
class MeanSquaredLogarithmicError final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit MeanSquaredLogarithmicError(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;
};

struct HuberOptions {
  double delta = 1;  ///< > 0: where the parabola becomes a line
  std::string reduction = "sum_over_batch_size";
  std::string name = "huber";
};
/// ½(y - p)² where |y - p| ≤ delta, else delta · |y - p| - ½ delta². Huber 1964.
class Huber final : public ElementwiseLoss {
 public:
  using Options = HuberOptions;
  explicit Huber(HuberOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;

 private:
  double delta_;
};

/// log cosh(p - y), without overflow.
class LogCosh final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit LogCosh(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
};

/// p - y · log(p + 1e-7): predictions are rates, targets counts, of 0 or more.
class Poisson final : public ElementwiseLoss {
 public:
  using Options = LossOptions;
  explicit Poisson(LossOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;
};

struct QuantileOptions {
  double quantile = 0.5;  ///< in (0, 1); 0.5 is half the mean absolute error
  std::string reduction = "sum_over_batch_size";
  std::string name = "quantile";
};
/// max(q (y - p), (q - 1)(y - p)), the pinball loss: least where p is the q-quantile. Koenker & Bassett 1978.
class Quantile final : public ElementwiseLoss {
 public:
  using Options = QuantileOptions;
  explicit Quantile(QuantileOptions options = {});
  [[nodiscard]] Tensor errors(const Tensor& y, const Tensor& p) const override;

 private:
  double quantile_;
};

}  // namespace saem
