#pragma once

#include <cstdint>

#include "saem/core/simd.h"

namespace saem::cpu {

/// Channels per block of blocked pictures: one vector of float32.
[[nodiscard]] inline std::int64_t channel_block() noexcept {
  return simd_level() == SimdLevel::avx512 ? 16 : 8;
}

}  // namespace saem::cpu
