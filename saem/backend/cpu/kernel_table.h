#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// The kernel of a task of one node, or null if this backend has none for its op, dtypes or attributes.
[[nodiscard]] std::unique_ptr<Kernel> make_node_kernel(const Task& task);

}  // namespace saem::cpu
