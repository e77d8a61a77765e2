#include "saem/train/adadelta.h"

#include "saem/ops/elementwise.h"

namespace saem {

Adadelta::Adadelta(AdadeltaOptions options)
    : OptimizerBase("adadelta", options.learning_rate, common_options(options)),
      options_(std::move(options)) {
  require(options_.rho >= 0 && options_.rho < 1, "Adadelta", "rho", "in [0, 1)", options_.rho);
  require(options_.epsilon >= 0, "Adadelta", "epsilon", "≥ 0", options_.epsilon);
}

std::vector<std::string> Adadelta::slot_names() const {
  return {"accumulated_gradient", "accumulated_delta"};
}

void Adadelta::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor& g = step.gradient;
  const double rho = options_.rho;
  const double epsilon = options_.epsilon;
  const Tensor delta_size = slots[1];
  const Tensor gradient_size = rho * slots[0].read() + (1 - rho) * square(g);
  const Tensor delta = sqrt(delta_size + epsilon) / sqrt(gradient_size + epsilon) * g;
  slots[0].assign(gradient_size);
  slots[1].assign(rho * delta_size + (1 - rho) * square(delta));
  variable.assign(variable - step.learning_rate * delta);
}

}  // namespace saem
