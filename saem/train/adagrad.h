#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct AdagradOptions {
  LearningRate learning_rate = 0.001;
  double initial_accumulator_value = 0.1;  ///< what the sum of squares starts with, ≥ 0
  double epsilon = 1e-7;                   ///< added under the root
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Steps divided by the root of the sum of all squared gradients so far.
///
/// G ← G + g²;   w ← w - lr·g / √(G + ε)
/// Throws: ValueError if an option is outside its range.
/// Source: Duchi, Hazan, Singer, JMLR 12, 2011, in Keras's form.
class Adagrad final : public OptimizerBase<Adagrad> {
 public:
  explicit Adagrad(AdagradOptions options = {});

 protected:
  [[nodiscard]] std::vector<Slot> slots_for(const Variable& variable) const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  AdagradOptions options_;
};

}  // namespace saem
