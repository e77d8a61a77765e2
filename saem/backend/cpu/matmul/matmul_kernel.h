#pragma once

#include <memory>

#include "saem/backend/backend.h"
#include "saem/backend/cpu/epilogue.h"

namespace saem::cpu {

/// A float32 matrix product: a node of matmul. With an epilogue the kernel computes relu(a · b + bias); its
/// inputs are then a, b, bias (n). Null if the node's tensors are not float32.
[[nodiscard]] std::unique_ptr<Kernel> make_matmul_kernel(const Node& node, Epilogue epilogue = {});
/// The same for a task that begins with such a node; of bfloat16 matrices make_bf16_matmul_kernel's.
[[nodiscard]] std::unique_ptr<Kernel> make_matmul_kernel(const Task& task, Epilogue epilogue = {});

}  // namespace saem::cpu
