#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// A convolution or its gradient with respect to the input, by F(4×4, 3×3): tasks that begin with conv or
/// conv_input_gradient, as in make_conv_kernel. Null unless the pictures have two dimensions, the kernel is
/// 3×3 with stride 1, undilated and in one group, and both numbers of channels are multiples of the channel
/// block.
[[nodiscard]] std::unique_ptr<Kernel> make_winograd_kernel(const Task& task, Epilogue epilogue = {});

}  // namespace saem::cpu
