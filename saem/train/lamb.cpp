#include "saem/train/lamb.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/reduction.h"
#include "saem/train/adam_rule.h"

namespace saem {

Lamb::Lamb(LambOptions options)
    : OptimizerBase("lamb", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.beta_1 >= 0 && options_.beta_1 < 1, "Lamb", "beta_1", "in [0, 1)", options_.beta_1);
  require(options_.beta_2 >= 0 && options_.beta_2 < 1, "Lamb", "beta_2", "in [0, 1)", options_.beta_2);
  require(options_.epsilon >= 0, "Lamb", "epsilon", "≥ 0", options_.epsilon);
}

std::vector<std::string> Lamb::slot_names() const { return {"m", "v"}; }

void Lamb::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor m = options_.beta_1 * slots[0].read() + (1 - options_.beta_1) * step.gradient;
  const Tensor v = options_.beta_2 * slots[1].read() + (1 - options_.beta_2) * square(step.gradient);
  slots[0].assign(m);
  slots[1].assign(v);
  Tensor mean = m;
  Tensor size = sqrt(v);
  if (options_.beta_1 > 0) mean = mean / one_minus_power(options_.beta_1, step.iteration);
  if (options_.beta_2 > 0) size = size * rsqrt(one_minus_power(options_.beta_2, step.iteration));
  const Tensor w = variable;
  const Tensor direction = mean / (size + options_.epsilon);
  const Tensor of_weights = sqrt(sum(square(w)));
  const Tensor of_step = sqrt(sum(square(direction)));
  const Tensor has_ratio = logical_and(greater(of_weights, 0.0), greater(of_step, 0.0));
  const Tensor ratio = where(has_ratio, of_weights / where(has_ratio, of_step, 1.0), 1.0);
  variable.assign(w - (ratio * step.learning_rate) * direction);
}

}  // namespace saem
