#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// A convolution, or one of its two gradients, on oneDNN: tasks that begin with conv, conv_input_gradient or
/// conv_kernel_gradient. With an epilogue the kernel has a further input: conv computes relu(conv(x, kernel)
/// + bias) with the bias (filters); conv_input_gradient sets its result to 0 where the mask is ≤ 0. Pictures
/// may be in channel blocks. Null if oneDNN has no implementation, or not for these dtypes.
[[nodiscard]] std::unique_ptr<Kernel> make_conv_kernel(const Task& task, Epilogue epilogue = {});

/// In which layouts make_conv_kernel takes the pictures of a task that begins with `node`.
[[nodiscard]] LayoutSupport conv_layouts(const Task& task);

}  // namespace saem::cpu
