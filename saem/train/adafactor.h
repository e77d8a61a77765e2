#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct AdafactorOptions {
  LearningRate learning_rate = 0.001;
  double beta_2_decay = -0.8;   ///< β₂ of step t is 1 - t^beta_2_decay; ≤ 0
  double epsilon_1 = 1e-30;     ///< added to squared gradients
  double epsilon_2 = 1e-3;      ///< the least size of a variable that steps are measured by
  double clip_threshold = 1.0;  ///< limit of the root mean square of an update before its rate, > 0
  /// Accepted for Keras's sake: its formula bounds the rate by 1/√t with and without it.
  bool relative_step = true;
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Adam without momentum, that keeps row and column means of the squared gradients in place of all of them.
///
/// β₂ = 1 - t^beta_2_decay;   ρ = min(lr, 1/√t);   α = max(ε₂, rms(w))·ρ;   s = g² + ε₁
/// with two axes or more, over the last two:  r ← β₂r + (1 - β₂)·mean(s, -1),  c ← β₂c + (1 - β₂)·mean(s,
/// -2), v = r·cᵀ/mean(r, -1);   otherwise  v ← β₂v + (1 - β₂)s u = g/√v;   w ← w - α·u / max(1,
/// rms(u)/clip_threshold) Throws: ValueError if an option is outside its range. Source: Shazeer, Stern, ICML
/// 2018, algorithms 4 and 5, in Keras's form.
class Adafactor final : public OptimizerBase<Adafactor> {
 public:
  explicit Adafactor(AdafactorOptions options = {});

 protected:
  [[nodiscard]] std::vector<Slot> slots_for(const Variable& variable) const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  AdafactorOptions options_;
};

}  // namespace saem
