#pragma once

#include <string_view>

#include "saem/graph/op.h"

namespace saem::cpu {

/// A vectorised float32 loop for the elementwise function of this name, or null: the loop of the op's record,
/// which calls the C library once per element, then serves.
[[nodiscard]] TileLoop vector_math(std::string_view op) noexcept;

}  // namespace saem::cpu
