#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// The kernel of a single node, or null if this backend has none for its op, dtypes or attributes.
[[nodiscard]] std::unique_ptr<Kernel> make_node_kernel(const Node& node);

}  // namespace saem::cpu
