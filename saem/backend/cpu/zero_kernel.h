#pragma once

#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// Writes zeros: the value of every sum over nothing, where a node's inputs are empty. Writes nothing if its
/// output is.
[[nodiscard]] std::unique_ptr<Kernel> make_zero_kernel(const Node& node);

}  // namespace saem::cpu
