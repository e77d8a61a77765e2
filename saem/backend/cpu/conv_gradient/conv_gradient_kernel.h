#pragma once

#include "saem/backend/backend.h"
#include "saem/passes/schedule.h"

namespace saem::cpu {

/// A kernel for conv_kernel_gradient by its definition, as one matrix product per place of the kernel: the
/// pixels of x that it meets, transposed, times those of dy. Of float32, or of bfloat16 with float32 sums;
/// one or two spatial axes, any strides, dilation and padding, channels and filters multiples of 16,
/// row-major or in channel blocks. Null for what it does not cover, and where the processor has no AVX-512
/// (for bfloat16: no AVX-512 BF16).
[[nodiscard]] std::unique_ptr<Kernel> make_product_gradient_kernel(const Task& task);

}  // namespace saem::cpu
