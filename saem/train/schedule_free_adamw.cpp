#include "saem/train/schedule_free_adamw.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"
#include "saem/train/adam_rule.h"

namespace saem {

ScheduleFreeAdamW::ScheduleFreeAdamW(ScheduleFreeAdamWOptions options)
    : OptimizerBase("schedule_free_adamw", options.learning_rate, common_options(options)),
      options_(std::move(options)) {
  constexpr const char* place = "ScheduleFreeAdamW";
  require(options_.beta_1 > 0 && options_.beta_1 < 1, place, "beta_1", "in (0, 1)", options_.beta_1);
  require(options_.beta_2 >= 0 && options_.beta_2 < 1, place, "beta_2", "in [0, 1)", options_.beta_2);
  require(options_.epsilon >= 0, place, "epsilon", "≥ 0", options_.epsilon);
  require(options_.warmup_steps >= 0, place, "warmup_steps", "≥ 0", options_.warmup_steps);
}

void ScheduleFreeAdamW::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor w = variable;
  const Tensor& g = step.gradient;
  const Tensor& t = step.iteration;
  Tensor rate = step.learning_rate;
  if (options_.warmup_steps > 0) rate = rate * minimum(t / static_cast<double>(options_.warmup_steps), 1.0);
  const Tensor is_first = less(t, 1.5);
  const Tensor z_before = where(is_first, w, slots[0].read());
  const Tensor v = options_.beta_2 * slots[1].read() + (1 - options_.beta_2) * square(g);
  Tensor size = sqrt(v);
  if (options_.beta_2 > 0) size = size * rsqrt(one_minus_power(options_.beta_2, t));
  const Tensor z = z_before - rate * (g / (size + options_.epsilon));
  const Tensor x_before = (w - (1 - options_.beta_1) * z_before) / options_.beta_1;
  const Tensor x = x_before + (z - x_before) / t;
  slots[0].assign(z);
  slots[1].assign(v);
  variable.assign((1 - options_.beta_1) * z + options_.beta_1 * x);
}

}  // namespace saem
