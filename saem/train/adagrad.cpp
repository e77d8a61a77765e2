#include "saem/train/adagrad.h"

#include "saem/ops/elementwise.h"

namespace saem {

Adagrad::Adagrad(AdagradOptions options)
    : OptimizerBase("adagrad", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.initial_accumulator_value >= 0, "Adagrad", "initial_accumulator_value", "≥ 0",
          options_.initial_accumulator_value);
  require(options_.epsilon >= 0, "Adagrad", "epsilon", "≥ 0", options_.epsilon);
}

std::vector<Optimizer::Slot> Adagrad::slots_for(const Variable& variable) const {
  return {{"accumulator", variable.shape(), options_.initial_accumulator_value}};
}

void Adagrad::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor sum = slots[0] + square(step.gradient);
  slots[0].assign(sum);
  variable.assign(variable - step.learning_rate * step.gradient / sqrt(sum + options_.epsilon));
}

}  // namespace saem
