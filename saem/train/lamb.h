#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct LambOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;    ///< decay of the mean of gradients, in [0, 1)
  double beta_2 = 0.999;  ///< decay of the mean of squared gradients, in [0, 1)
  double epsilon = 1e-7;
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Adam whose step is, in each variable, as large as the variable: for very large batches.
///
/// m ← β₁m + (1 - β₁)g;   v ← β₂v + (1 - β₂)g²;   u = m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)
/// w ← w - lr·(‖w‖/‖u‖)·u, with 1 for the quotient where one of the norms is 0
/// Throws: ValueError if an option is outside its range.
/// Source: You et al., ICLR 2020, algorithm 2 (as in Keras: φ is the identity, and the weights decay before).
class Lamb final : public OptimizerBase<Lamb> {
 public:
  explicit Lamb(LambOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  LambOptions options_;
};

}  // namespace saem
