#include "saem/train/adam_rule.h"

#include <cmath>

#include "saem/ops/elementwise.h"

namespace saem {

// By expm1, because for β = 0.999 and small t the difference of two float32 numbers would keep only 4 digits.
Tensor one_minus_power(double beta, const Tensor& t) { return -expm1(t * std::log(beta)); }

void AdamRule::update(Variable& variable, std::span<Variable> moments, const Tensor& gradient,
                      const Tensor& learning_rate, const Tensor& iteration) const {
  const Tensor m = beta_1 * moments[0].read() + (1 - beta_1) * gradient;
  const Tensor v = beta_2 * moments[1].read() + (1 - beta_2) * square(gradient);
  moments[0].assign(m);
  moments[1].assign(v);
  Tensor scale = v;
  if (amsgrad) {
    scale = maximum(moments[2], v);
    moments[2].assign(scale);
  }
  // A decay of 0 has nothing to correct (and its logarithm is infinite).
  Tensor rate = learning_rate;
  if (beta_2 > 0) rate = rate * sqrt(one_minus_power(beta_2, iteration));
  if (beta_1 > 0) rate = rate / one_minus_power(beta_1, iteration);
  variable.assign(variable - rate * (m / (sqrt(scale) + epsilon)));
}

}  // namespace saem
