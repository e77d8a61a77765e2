#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct AdamaxOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;    ///< decay of the mean of gradients, in [0, 1)
  double beta_2 = 0.999;  ///< decay of the largest gradient, in [0, 1)
  double epsilon = 1e-7;
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Adam with the largest recent gradient instead of the root of the mean square.
///
/// m ← β₁m + (1 - β₁)g;   u ← max(β₂u, |g|);   w ← w - lr/(1 - β₁ᵗ) · m / (u + ε)
/// Throws: ValueError if an option is outside its range.
/// Source: Kingma, Ba, ICLR 2015, algorithm 2, with Keras's ε.
class Adamax final : public OptimizerBase<Adamax> {
 public:
  explicit Adamax(AdamaxOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  AdamaxOptions options_;
};

}  // namespace saem
