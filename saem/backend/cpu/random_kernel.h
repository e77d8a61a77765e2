#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// random_uniform and random_normal: the same bits as their reference loops.
[[nodiscard]] std::unique_ptr<Kernel> make_random_kernel(const Node& node);

}  // namespace saem::cpu
