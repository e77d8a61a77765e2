#include "saem/train/ftrl.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {

Ftrl::Ftrl(FtrlOptions options)
    : OptimizerBase("ftrl", options.learning_rate, common_options(options)), options_(std::move(options)) {
  const auto at_least_zero = [](std::string_view option, double value) {
    require(value >= 0, "Ftrl", option, "≥ 0", value);
  };
  require(options_.learning_rate_power <= 0, "Ftrl", "learning_rate_power", "≤ 0",
          options_.learning_rate_power);
  at_least_zero("initial_accumulator_value", options_.initial_accumulator_value);
  at_least_zero("l1_regularization_strength", options_.l1_regularization_strength);
  at_least_zero("l2_regularization_strength", options_.l2_regularization_strength);
  at_least_zero("l2_shrinkage_regularization_strength", options_.l2_shrinkage_regularization_strength);
  at_least_zero("beta", options_.beta);
}

std::vector<Optimizer::Slot> Ftrl::slots_for(const Variable& variable) const {
  return {{"accumulator", variable.shape(), options_.initial_accumulator_value},
          {"linear", variable.shape()}};
}

void Ftrl::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const double power = -options_.learning_rate_power;
  const double l1 = options_.l1_regularization_strength;
  const Tensor w = variable;
  const Tensor& g = step.gradient;
  // A rate of 0, as at the start of a warm-up, is divided by below: its step is left out.
  const Tensor moves = greater(step.learning_rate, 0.0);
  const Tensor rate = where(moves, step.learning_rate, 1.0);
  const Tensor squares = slots[0] + square(g);
  const Tensor slope =
      power == 0 ? zeros_like(w) : (pow(squares, power) - pow(slots[0].read(), power)) / rate;
  Tensor pull = g;
  if (options_.l2_shrinkage_regularization_strength > 0)
    pull = g + (2 * options_.l2_shrinkage_regularization_strength) * w;
  const Tensor linear = slots[1] + pull - slope * w;
  const Tensor l2 = options_.l2_regularization_strength + (options_.beta / 2) / rate;
  const Tensor curvature = (power == 0 ? ones_like(w) : pow(squares, power)) / rate + 2.0 * l2;
  // Where nothing has been seen yet (a sum of squares of 0) there is nothing to move by either.
  const Tensor is_curved = greater(curvature, 0.0);
  const Tensor best =
      where(is_curved, (clip(linear, -l1, l1) - linear) / where(is_curved, curvature, 1.0), w);
  slots[0].assign(where(moves, squares, slots[0].read()));
  slots[1].assign(where(moves, linear, slots[1].read()));
  variable.assign(where(moves, best, w));
}

}  // namespace saem
