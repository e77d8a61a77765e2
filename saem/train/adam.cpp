#include "saem/train/adam.h"

#include <cmath>

#include "saem/ops/elementwise.h"

namespace saem {
namespace {

// 1 - βᵗ. By expm1, because for β = 0.999 and small t the difference of two float32 numbers would keep only 4
// digits.
Tensor one_minus_power(double beta, const Tensor& t) { return -expm1(t * std::log(beta)); }

}  // namespace

Adam::Adam(AdamOptions options) : OptimizerBase("adam", options.learning_rate), options_(options) {
  require(options.beta_1 >= 0 && options.beta_1 < 1, "Adam", "beta_1", "in [0, 1)", options.beta_1);
  require(options.beta_2 >= 0 && options.beta_2 < 1, "Adam", "beta_2", "in [0, 1)", options.beta_2);
  require(options.epsilon >= 0, "Adam", "epsilon", "≥ 0", options.epsilon);
}

std::vector<std::string> Adam::slot_names() const {
  return options_.amsgrad ? std::vector<std::string>{"m", "v", "v_max"} : std::vector<std::string>{"m", "v"};
}

void Adam::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor& g = step.gradient;
  const Tensor m = options_.beta_1 * slots[0].read() + (1 - options_.beta_1) * g;
  const Tensor v = options_.beta_2 * slots[1].read() + (1 - options_.beta_2) * square(g);
  slots[0].assign(m);
  slots[1].assign(v);
  Tensor scale = v;
  if (options_.amsgrad) {
    scale = maximum(slots[2], v);
    slots[2].assign(scale);
  }
  // A decay of 0 has nothing to correct (and its logarithm is infinite).
  Tensor rate = step.learning_rate;
  if (options_.beta_2 > 0) rate = rate * sqrt(one_minus_power(options_.beta_2, step.iteration));
  if (options_.beta_1 > 0) rate = rate / one_minus_power(options_.beta_1, step.iteration);
  variable.assign(variable - rate * (m / (sqrt(scale) + options_.epsilon)));
}

}  // namespace saem
