#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// A convolution, or one of its two gradients: tasks that begin with conv, conv_input_gradient or
/// conv_kernel_gradient. With an epilogue the kernel has further inputs: conv computes relu(conv(x, kernel) +
/// bias + residual) with the bias (filters); conv_input_gradient sets its result to 0 where the mask is ≤ 0.
/// Pictures may be in channel blocks. Null if there is no implementation for these dtypes.
///
/// Computed by oneDNN, as the formula says ("direct"), or, where it can be, by Winograd's algorithm, or for
/// kernel gradients of many weights by products of our own, if that is faster: timed once per machine and
/// kept (saem/backend/algorithms.h).
[[nodiscard]] std::unique_ptr<Kernel> make_conv_kernel(const Task& task, Epilogue epilogue = {});

}  // namespace saem::cpu
