#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct ScheduleFreeAdamWOptions {
  LearningRate learning_rate = 0.0025;
  double beta_1 = 0.9;    ///< share of the average in the weights, in (0, 1)
  double beta_2 = 0.999;  ///< decay of the mean of squared gradients, in [0, 1)
  double epsilon = 1e-8;
  int warmup_steps = 0;  ///< in which the rate grows from 0 in even steps
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// AdamW that needs no schedule: gradients are taken between the point z that moves and the mean x of all its
/// places so far.
///
/// v ← β₂v + (1 - β₂)g²;   z ← z - lr·g/(√(v/(1 - β₂ᵗ)) + ε);   x ← (1 - 1/t)x + z/t;   w = (1 - β₁)z + β₁x
/// z and x begin as w; x is not kept, but found from w and z. Each step of a warm-up has the rate lr ·
/// min(t / warmup_steps, 1).
/// Throws: ValueError if an option is outside its range.
/// Source: Defazio et al., "The road less scheduled", NeurIPS 2024, in Keras's form.
class ScheduleFreeAdamW final : public OptimizerBase<ScheduleFreeAdamW> {
 public:
  explicit ScheduleFreeAdamW(ScheduleFreeAdamWOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override { return {"momentum", "velocity"}; }
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  ScheduleFreeAdamWOptions options_;
};

}  // namespace saem
