#pragma once

#include <optional>

#include "saem/train/optimizer.h"

namespace saem {

class VariableFilter;

struct MuonOptions {
  LearningRate learning_rate = 0.001;
  double adam_beta_1 = 0.9;  ///< of Adam, as the next two
  double adam_beta_2 = 0.999;
  double epsilon = 1e-7;
  double adam_weight_decay =
      0.004;  ///< of the variables that Adam moves; `weight_decay` is that of the others
  std::vector<std::string> exclude_layers = {};  ///< regular expressions: Adam moves what has such a name
  bool exclude_embeddings = true;                ///< Adam moves what has "embedding" in its name
  double muon_a = 3.4445;                        ///< coefficients of the polynomial, as the next two
  double muon_b = -4.7750;
  double muon_c = 2.0315;
  double adam_lr_ratio = 1;              ///< Adam's rate is so many times the learning rate
  double momentum = 0.95;                ///< in [0, 1)
  int ns_steps = 5;                      ///< Newton-Schulz iterations, ≥ 1
  bool nesterov = true;                  ///< look ahead along the momentum
  std::optional<double> rms_rate = 0.2;  ///< steps as large as Adam's: factor √max(n, m)·rms_rate; or none
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0.004, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Steps along the nearest orthogonal matrix to the momentum, for the matrices inside a network.
///
/// m ← momentum·m + g;   d = g + momentum·m with nesterov, otherwise m;   X = d/(‖d‖ + 1e-7)
/// ns_steps times:  A = XXᵀ,  X ← aX + (bA + cA²)X;   w ← w - lr·√max(n, m)·rms_rate·X
/// Adam moves, with the rate adam_lr_ratio·lr, every variable that is not a matrix (biases, convolution
/// kernels), embeddings, and those that exclude_layers names: that should be the last layer.
/// Throws: ValueError if an option is outside its range or an expression is none.
/// Source: Jordan et al., "Muon", 2024; rms_rate: Liu et al., arXiv 2502.16982, equation 4. Form and defaults
/// are Keras's (3.12 and later: versions before had other defaults).
class Muon final : public OptimizerBase<Muon> {
 public:
  explicit Muon(MuonOptions options = {});

 protected:
  [[nodiscard]] std::vector<Slot> slots_for(const Variable& variable) const override;
  [[nodiscard]] double weight_decay_of(const Variable& variable) const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  [[nodiscard]] bool is_for_adam(const Variable& variable) const;
  [[nodiscard]] Tensor orthogonalized(const Tensor& direction) const;
  std::shared_ptr<const VariableFilter> for_adam_;
  MuonOptions options_;
};

}  // namespace saem
