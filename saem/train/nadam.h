#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct NadamOptions {
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

/// Adam with Nesterov momentum.
///
/// μ(t) = β₁(1 - ½·0.96ᵗ);   Π(t) = μ(1)·…·μ(t);   m ← β₁m + (1 - β₁)g;   v ← β₂v + (1 - β₂)g²
/// m̂ = μ(t+1)·m/(1 - Π(t+1)) + (1 - μ(t))·g/(1 - Π(t));   v̂ = v/(1 - β₂ᵗ);   w ← w - lr·m̂/(√v̂ + ε)
/// Throws: ValueError if an option is outside its range.
/// Source: Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop 2016, in Keras's form.
class Nadam final : public OptimizerBase<Nadam> {
 public:
  explicit Nadam(NadamOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  [[nodiscard]] std::vector<Slot> shared_slots() const override;
  void update_shared(std::span<Variable> shared, const Tensor& iteration) const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  [[nodiscard]] Tensor momentum_at(const Tensor& iteration) const;
  NadamOptions options_;
};

}  // namespace saem
