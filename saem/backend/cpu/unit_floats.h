#pragma once

#include <bit>
#include <cstdint>

#include "saem/backend/cpu/dispatch.h"
#include "saem/backend/cpu/philox_words.h"

namespace saem::cpu {

// The uniform numbers of [0, 1), wherever they are drawn: alone or in a fused chain.

/// @param key  seed and counter.
[[nodiscard]] inline PhiloxStream stream_of(const std::int64_t* key) {
  const auto seed = std::bit_cast<std::uint64_t>(key[0]);
  const auto counter = std::bit_cast<std::uint64_t>(key[1]);
  return {{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
          {static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32)}};
}

/// The upper 24 bits of each word, which a float holds exactly.
struct UnitFloats {
  SAEM_ALWAYS_INLINE static void run(const std::uint32_t* words, float* y, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i)
      y[i] = static_cast<float>(static_cast<std::int32_t>(words[i] >> 8)) * 0x1p-24F;
  }
};

}  // namespace saem::cpu
