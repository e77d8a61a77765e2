#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct RMSpropOptions {
  LearningRate learning_rate = 0.001;
  double rho = 0.9;       ///< decay of the means, in [0, 1)
  double momentum = 0;    ///< share of the last step that is kept, in [0, 1]
  double epsilon = 1e-7;  ///< added under the root
  bool centered = false;  ///< divide by the deviation of the gradient instead of its size
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Steps divided by the recent size of the gradient.
///
/// v ← ρv + (1 - ρ)g²;   centered:  a ← ρa + (1 - ρ)g,  d = v - a²,   otherwise  d = v
/// s = lr·g / √(d + ε);   momentum > 0:  b ← momentum·b + s,  w ← w - b,   otherwise  w ← w - s
/// Throws: ValueError if an option is outside its range.
/// Source: Tieleman, Hinton, Coursera "Neural networks for machine learning", lecture 6e, 2012; centered and
/// momentum: Graves, arXiv 1308.0850, equations 38-41, in Keras's form.
class RMSprop final : public OptimizerBase<RMSprop> {
 public:
  explicit RMSprop(RMSpropOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  RMSpropOptions options_;
};

}  // namespace saem
