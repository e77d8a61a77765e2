#pragma once

#include "saem/train/loss.h"

namespace saem {

struct DiceOptions {
  std::vector<int> axis = {};  ///< summed over; empty: all, which leaves one value for the whole batch
  std::string reduction = "sum_over_batch_size";
  std::string name = "dice";
};
/// 1 - 2 Σ y · p / (Σ y + Σ p + 1e-7). y_true: as the output, in [0, 1]. For one value per picture of
/// (n, h, w, c), .axis = {1, 2, 3}; sample weights need that.
class Dice final : public Loss {
 public:
  using Options = DiceOptions;
  explicit Dice(DiceOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  std::vector<int> axis_;
};

struct TverskyOptions {
  double alpha = 0.5;          ///< weight of Σ y (1 - p)
  double beta = 0.5;           ///< weight of Σ p (1 - y)
  std::vector<int> axis = {};  ///< as for Dice
  std::string reduction = "sum_over_batch_size";
  std::string name = "tversky";
};
/// 1 - Σ y p / (Σ y p + alpha · Σ y (1 - p) + beta · Σ p (1 - y) + 1e-7), Keras's formula: alpha weighs what
/// was missed, beta what was found in vain. (Salehi et al. 2017 name them the other way round.) y_true: as
/// for Dice.
class Tversky final : public Loss {
 public:
  using Options = TverskyOptions;
  explicit Tversky(TverskyOptions options = {});
  [[nodiscard]] Tensor values(const Tensor& y_true, const Tensor& y_pred) const override;
  void check_labels(const Array& y, const Shape& output, std::string_view what) const override;

 private:
  Options options_;
};

}  // namespace saem
