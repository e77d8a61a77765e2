#pragma once

#include <cstdint>
#include <memory>

#include "saem/backend/backend.h"

namespace saem::cpu {

/// moments of rows that lie together, (outer, rows) → (outer) twice, of float32 or bfloat16: what layer
/// normalization asks for. For rows that fit the first-level cache.
[[nodiscard]] std::unique_ptr<Kernel> make_row_moments_kernel(std::int64_t outer, std::int64_t row,
                                                              DType dtype);
/// The longest row that is worth it.
inline constexpr std::int64_t longest_moments_row = 8192;

}  // namespace saem::cpu
