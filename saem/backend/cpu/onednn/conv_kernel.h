#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// A float32 convolution, or one of its two gradients, on oneDNN: nodes of conv, conv_input_gradient and
/// conv_kernel_gradient. With an epilogue (conv only) the kernel computes relu(conv(x, kernel) + bias); its
/// inputs are then x, kernel, bias (filters). Null if oneDNN has no implementation, or the node's tensors are
/// not float32.
[[nodiscard]] std::unique_ptr<Kernel> make_conv_kernel(const Node& node, Epilogue epilogue = {});

}  // namespace saem::cpu
