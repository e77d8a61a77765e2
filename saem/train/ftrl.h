#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct FtrlOptions {
  LearningRate learning_rate = 0.001;               ///< where it is 0, variables stay as they are
  double learning_rate_power = -0.5;                ///< ≤ 0; 0: the same rate always
  double initial_accumulator_value = 0.1;           ///< what the sum of squares starts with, ≥ 0
  double l1_regularization_strength = 0;            ///< ≥ 0: larger ones set more weights to 0
  double l2_regularization_strength = 0;            ///< ≥ 0
  double l2_shrinkage_regularization_strength = 0;  ///< ≥ 0: of the loss, not of the approximation
  double beta = 0;                                  ///< the paper's β, ≥ 0
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Follow the regularised leader: sparse weights for wide linear models.
///
/// n' = n + g²;   σ = (n'^-p - n^-p)/lr;   z ← z + g + 2·l2_shrinkage·w - σw;   n ← n'
/// w ← (clip(z, -l1, l1) - z) / (n^-p/lr + 2(l2 + β/(2 lr))),   p the learning_rate_power
/// Throws: ValueError if an option is outside its range.
/// Source: McMahan et al., "Ad click prediction: a view from the trenches", KDD 2013, algorithm 1, in Keras's
/// form.
class Ftrl final : public OptimizerBase<Ftrl> {
 public:
  explicit Ftrl(FtrlOptions options = {});

 protected:
  [[nodiscard]] std::vector<Slot> slots_for(const Variable& variable) const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  FtrlOptions options_;
};

}  // namespace saem
