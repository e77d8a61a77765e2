#include "saem/nn/activation.h"

#include <utility>

#include "saem/nn/activations.h"

namespace saem {

Activation::Activation(std::string activation, const LayerOptions& options)
    : LayerBase(type, options.name), activation_(std::move(activation)) {
  require_activation(activation_, title());
}

Tensor Activation::call(const Tensors& inputs, CallContext&) const {
  return apply_activation(activation_, inputs[0]);
}

}  // namespace saem
