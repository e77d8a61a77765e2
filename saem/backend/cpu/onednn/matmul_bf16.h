#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// A product of two bfloat16 matrices on oneDNN, summed in float32: a task that begins with matmul. The
/// result, relu(a · b + bias) with an epilogue, is the task's output, float32 or bfloat16; the bias is
/// float32 (n). A steady b is packed once. Null for other dtypes and epilogues, and if oneDNN has no
/// implementation.
[[nodiscard]] std::unique_ptr<Kernel> make_bf16_matmul_kernel(const Task& task, Epilogue epilogue = {});

}  // namespace saem::cpu
