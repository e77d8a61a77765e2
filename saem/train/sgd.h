#pragma once

#include "saem/train/optimizer.h"

namespace saem {

struct SGDOptions {
  LearningRate learning_rate = 0.01;
  double momentum = 0;    ///< share of the last step that is kept, in [0, 1]
  bool nesterov = false;  ///< look ahead along the momentum
  // Options of all optimizers: see OptimizerOptions.
  double weight_decay = 0, clipnorm = 0, clipvalue = 0, global_clipnorm = 0;
  bool use_ema = false;
  double ema_momentum = 0.99;
  int ema_overwrite_frequency = 0, gradient_accumulation_steps = 0;
  std::string name = {};
};

/// Gradient descent, with momentum if asked.
///
/// momentum = 0:  w ← w - lr·g
/// otherwise:     v ← momentum·v - lr·g;   w ← w + v,   with nesterov:  w ← w + momentum·v - lr·g
/// Throws: ValueError if the learning rate is negative or momentum is outside [0, 1].
/// Source: Sutskever, Martens, Dahl, Hinton, ICML 2013, equations 1-4 (nesterov as Keras writes it: w stands
/// for the point that looked ahead).
class SGD final : public OptimizerBase<SGD> {
 public:
  explicit SGD(SGDOptions options = {});

 protected:
  [[nodiscard]] std::vector<std::string> slot_names() const override;
  void update(Variable& variable, std::span<Variable> slots, const Step& step) const override;

 private:
  SGDOptions options_;
};

}  // namespace saem
