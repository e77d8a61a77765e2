#include "saem/train/adamax.h"

#include "saem/ops/elementwise.h"
#include "saem/train/adam_rule.h"

namespace saem {

Adamax::Adamax(AdamaxOptions options)
    : OptimizerBase("adamax", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.beta_1 >= 0 && options_.beta_1 < 1, "Adamax", "beta_1", "in [0, 1)", options_.beta_1);
  require(options_.beta_2 >= 0 && options_.beta_2 < 1, "Adamax", "beta_2", "in [0, 1)", options_.beta_2);
  require(options_.epsilon >= 0, "Adamax", "epsilon", "≥ 0", options_.epsilon);
}

std::vector<std::string> Adamax::slot_names() const { return {"m", "u"}; }

void Adamax::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor& g = step.gradient;
  const Tensor m = options_.beta_1 * slots[0].read() + (1 - options_.beta_1) * g;
  const Tensor u = maximum(options_.beta_2 * slots[1].read(), abs(g));
  slots[0].assign(m);
  slots[1].assign(u);
  Tensor rate = step.learning_rate;
  if (options_.beta_1 > 0) rate = rate / one_minus_power(options_.beta_1, step.iteration);
  variable.assign(variable - rate * (m / (u + options_.epsilon)));
}

}  // namespace saem
