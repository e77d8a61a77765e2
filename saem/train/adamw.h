#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct AdamWOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;    ///< decay of the mean of gradients, in [0, 1)
  double beta_2 = 0.999;  ///< decay of the mean of squared gradients, in [0, 1)
  double epsilon = 1e-7;
  bool amsgrad = false;  ///< see Adam
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0.004, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Adam with a decay of the weights: w ← w - lr·weight_decay·w, then Adam's step.
/// Throws: ValueError if an option is outside its range.
/// Source: Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2 (as in Keras
/// and PyTorch, the rate multiplies the decay as well).
class AdamW final : public OptimizerBase<AdamW> {
 public:
  explicit AdamW(AdamWOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  AdamWOptions options_;
};

}  // namespace saem
