#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct AdamOptions {
  LearningRate learning_rate = 0.001;
  double beta_1 = 0.9;    ///< decay of the mean of gradients, in [0, 1)
  double beta_2 = 0.999;  ///< decay of the mean of squared gradients, in [0, 1)
  double epsilon =
      1e-7;  ///< ε̂ of the paper's section 2: added after the bias correction is folded into the rate
  bool amsgrad = false;  ///< divide by the largest v so far (Reddi, Kale, Kumar, ICLR 2018)
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Steps scaled by running means of the gradient and its square.
///
/// m ← β₁m + (1 - β₁)g;   v ← β₂v + (1 - β₂)g²;   w ← w - lr·√(1 - β₂ᵗ)/(1 - β₁ᵗ) · m / (√v + ε)
/// Throws: ValueError if an option is outside its range.
/// Source: Kingma, Ba, ICLR 2015, algorithm 1 in the order of section 2 (as in Keras; ε there is 1e-7, in the
/// paper 1e-8).
class Adam final : public OptimizerBase<Adam> {
 public:
  explicit Adam(AdamOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  AdamOptions options_;
};

}  // namespace saem
