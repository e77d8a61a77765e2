#pragma once

#include <span>

#include "saem/graph/variable.h"

namespace saem {

/// 1 - βᵗ, of a scalar t ≥ 1.
[[nodiscard]] Tensor one_minus_power(double beta, const Tensor& t);

struct AdamRule {
  double beta_1;
  double beta_2;
  double epsilon;
  bool amsgrad = false;

  /// Assigns the variable, m, v and, with amsgrad, the largest v: `moments` in this order.
  void update(Variable& variable, std::span<Variable> moments, const Tensor& gradient,
              const Tensor& learning_rate, const Tensor& iteration) const;
};

}  // namespace saem
