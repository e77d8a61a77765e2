#include "saem/train/nadam.h"

#include <cmath>

#include "saem/ops/elementwise.h"
#include "saem/train/adam_rule.h"

namespace saem {

Nadam::Nadam(NadamOptions options)
    : OptimizerBase("nadam", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.beta_1 >= 0 && options_.beta_1 < 1, "Nadam", "beta_1", "in [0, 1)", options_.beta_1);
  require(options_.beta_2 >= 0 && options_.beta_2 < 1, "Nadam", "beta_2", "in [0, 1)", options_.beta_2);
  require(options_.epsilon >= 0, "Nadam", "epsilon", "≥ 0", options_.epsilon);
}

std::vector<std::string> Nadam::slot_names() const { return {"m", "v"}; }
std::vector<Optimizer::Slot> Nadam::shared_slots() const { return {{"momentum_product", {}, 1.0}}; }

// μ(t)
Tensor Nadam::momentum_at(const Tensor& iteration) const {
  return options_.beta_1 * (1.0 - 0.5 * exp(iteration * std::log(0.96)));
}

void Nadam::update_shared(std::span<Variable> shared, const Tensor& iteration) const {
  shared[0].assign(shared[0].read() * momentum_at(iteration));
}

void Nadam::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor& g = step.gradient;
  const Tensor m = options_.beta_1 * slots[0].read() + (1 - options_.beta_1) * g;
  const Tensor v = options_.beta_2 * slots[1].read() + (1 - options_.beta_2) * square(g);
  slots[0].assign(m);
  slots[1].assign(v);
  const Tensor product = cast(step.shared[0].read(), variable.dtype());
  const Tensor now = momentum_at(step.iteration);
  const Tensor next = momentum_at(step.iteration + 1.0);
  const Tensor of_m = next / (1.0 - product * next);
  const Tensor of_g = (1.0 - now) / (1.0 - product);
  Tensor size = sqrt(v);
  if (options_.beta_2 > 0) size = size * rsqrt(one_minus_power(options_.beta_2, step.iteration));
  variable.assign(variable - step.learning_rate * ((of_m * m + of_g * g) / (size + options_.epsilon)));
}

}  // namespace saem
