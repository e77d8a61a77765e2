#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct LionOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;   ///< share of the momentum in the direction, in (0, 1]
  double beta_2 = 0.99;  ///< decay of the momentum, in [0, 1]
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Steps of one size in every element: the sign of a momentum. Its rate should be 3 to 10 times smaller than
/// Adam's.
///
/// w ← w - lr·sign(β₁m + (1 - β₁)g);   m ← β₂m + (1 - β₂)g
/// Throws: ValueError if an option is outside its range.
/// Source: Chen et al., "Symbolic discovery of optimization algorithms", NeurIPS 2023, algorithm 2.
class Lion final : public OptimizerBase<Lion> {
 public:
  explicit Lion(LionOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  LionOptions options_;
};

}  // namespace saem
