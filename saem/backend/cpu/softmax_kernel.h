#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// softmax and log_softmax in float32; null for other dtypes.
[[nodiscard]] std::unique_ptr<Kernel> make_softmax_kernel(const Node& node);

}  // namespace saem::cpu
