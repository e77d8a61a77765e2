#include "saem/train/rmsprop.h"

#include "saem/ops/elementwise.h"

namespace saem {

RMSprop::RMSprop(RMSpropOptions options)
    : OptimizerBase("rmsprop", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.rho >= 0 && options_.rho < 1, "RMSprop", "rho", "in [0, 1)", options_.rho);
  require(options_.momentum >= 0 && options_.momentum <= 1, "RMSprop", "momentum", "in [0, 1]",
          options_.momentum);
  require(options_.epsilon >= 0, "RMSprop", "epsilon", "≥ 0", options_.epsilon);
}

std::vector<std::string> RMSprop::slot_names() const {
  std::vector<std::string> names{"velocity"};
  if (options_.momentum > 0) names.emplace_back("momentum");
  if (options_.centered) names.emplace_back("average_gradient");
  return names;
}

void RMSprop::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor& g = step.gradient;
  const double rho = options_.rho;
  const Tensor v = rho * slots[0].read() + (1 - rho) * square(g);
  slots[0].assign(v);
  Tensor size = v;
  if (options_.centered) {
    Variable& average = slots.back();
    const Tensor a = rho * average.read() + (1 - rho) * g;
    average.assign(a);
    size = maximum(v - square(a),
                   0.0);  // ≥ 0 but for rounding, which must not end in the root of a negative number
  }
  Tensor descent = step.learning_rate * g / sqrt(size + options_.epsilon);
  if (options_.momentum > 0) {
    descent = options_.momentum * slots[1].read() + descent;
    slots[1].assign(descent);
  }
  variable.assign(variable - descent);
}

}  // namespace saem
