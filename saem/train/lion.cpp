#include "saem/train/lion.h"

#include "saem/ops/elementwise.h"

namespace saem {

Lion::Lion(LionOptions options)
    : OptimizerBase("lion", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.beta_1 > 0 && options_.beta_1 <= 1, "Lion", "beta_1", "in (0, 1]", options_.beta_1);
  require(options_.beta_2 >= 0 && options_.beta_2 <= 1, "Lion", "beta_2", "in [0, 1]", options_.beta_2);
}

std::vector<std::string> Lion::slot_names() const { return {"momentum"}; }

void Lion::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor m = slots[0];
  const Tensor direction = sign(options_.beta_1 * m + (1 - options_.beta_1) * step.gradient);
  slots[0].assign(options_.beta_2 * m + (1 - options_.beta_2) * step.gradient);
  variable.assign(variable - step.learning_rate * direction);
}

}  // namespace saem
