#include "saem/nn/kernel_and_bias.h"

#include "saem/nn/activations.h"

namespace saem::detail {

void KernelAndBias::write(Attributes& config) const {
  config.set("activation", activation);
  config.set("activity_regularizer", activity_regularizer);
  kernel.write(config, "kernel");
  bias.write(config, "bias");
}

void KernelAndBias::require_valid(const std::string& title) const {
  require_activation(activation, title);
  kernel.require_valid(title);
  bias.require_valid(title);
}

}  // namespace saem::detail
