#pragma once

#include <vector>

#include "saem/graph/op.h"

namespace saem::detail {

enum class ConvRole { forward, input_gradient, kernel_gradient };
/// One list of convolutions (one to three dimensions, strides, uneven padding, dilation, groups, and random
/// ones), as inputs of conv or of one of its gradients. Not part of the public interface.
[[nodiscard]] std::vector<Sampler> conv_samples(ConvRole role);

}  // namespace saem::detail
