#include "saem/train/adam.h"

#include "saem/train/adam_rule.h"

namespace saem {

Adam::Adam(AdamOptions options)
    : OptimizerBase("adam", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.beta_1 >= 0 && options_.beta_1 < 1, "Adam", "beta_1", "in [0, 1)", options_.beta_1);
  require(options_.beta_2 >= 0 && options_.beta_2 < 1, "Adam", "beta_2", "in [0, 1)", options_.beta_2);
  require(options_.epsilon >= 0, "Adam", "epsilon", "≥ 0", options_.epsilon);
}

std::vector<std::string> Adam::slot_names() const {
  return options_.amsgrad ? std::vector<std::string>{"m", "v", "v_max"} : std::vector<std::string>{"m", "v"};
}

void Adam::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const AdamRule rule{options_.beta_1, options_.beta_2, options_.epsilon, options_.amsgrad};
  rule.update(variable, slots, step.gradient, step.learning_rate, step.iteration);
}

}  // namespace saem
