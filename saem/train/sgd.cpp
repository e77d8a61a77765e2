#include "saem/train/sgd.h"

#include "saem/ops/elementwise.h"

namespace saem {

SGD::SGD(SGDOptions options)
    : OptimizerBase("sgd", options.learning_rate, common_options(options)), options_(std::move(options)) {
  require(options_.momentum >= 0 && options_.momentum <= 1, "SGD", "momentum", "in [0, 1]",
          options_.momentum);
}

std::vector<std::string> SGD::slot_names() const {
  return options_.momentum > 0 ? std::vector<std::string>{"momentum"} : std::vector<std::string>{};
}

void SGD::update(Variable& variable, std::span<Variable> slots, const Step& step) const {
  const Tensor descent = step.learning_rate * step.gradient;
  const Tensor w = variable;
  if (slots.empty()) {
    variable.assign(w - descent);
    return;
  }
  const Tensor v = options_.momentum * slots[0].read() - descent;
  slots[0].assign(v);
  variable.assign(options_.nesterov ? w + options_.momentum * v - descent : w + v);
}

}  // namespace saem
