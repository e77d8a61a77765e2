#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct AdadeltaOptions {
  LearningRate learning_rate =
      0.001;          ///< 1.0 is the paper's form and was Keras 2.2's default; Keras 3 has 0.001
  double rho = 0.95;  ///< decay of both means, in [0, 1)
  double epsilon = 1e-7;
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Steps as large as recent steps were, divided by the recent size of the gradient.
///
/// G ← ρG + (1 - ρ)g²;   δ = √(X + ε) / √(G + ε) · g;   X ← ρX + (1 - ρ)δ²;   w ← w - lr·δ
/// Throws: ValueError if an option is outside its range.
/// Source: Zeiler, arXiv 1212.5701, algorithm 1, times a learning rate. With Keras 3's rate of 0.001 it moves
/// very slowly: the scripts of older courses mean Adadelta({.learning_rate = 1.0}).
class Adadelta final : public OptimizerBase<Adadelta> {
 public:
  explicit Adadelta(AdadeltaOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  AdadeltaOptions options_;
};

}  // namespace saem
