#pragma once

#include <bit>
#include <cstdint>
#include <type_traits>

#include "saem/core/dtype.h"
#include "saem/core/simd.h"

// Elements of loops that are written once for float32 and bfloat16, and compute in float32.
namespace saem::cpu {

[[nodiscard]] SAEM_ALWAYS_INLINE float widen(float x) { return x; }
[[nodiscard]] SAEM_ALWAYS_INLINE float widen(BFloat16 x) {
  return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
}

/// x as T, rounded to nearest even; a NaN stays one and becomes quiet.
template <class T>
[[nodiscard]] SAEM_ALWAYS_INLINE T narrow(float x) {
  if constexpr (std::is_same_v<T, float>) {
    return x;
  } else {
    const auto bits = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t rounded = bits + 0x7FFFU + ((bits >> 16) & 1U);
    // The lower half alone may be what makes it a NaN.
    return {static_cast<std::uint16_t>((x != x ? bits | 0x400000U : rounded) >> 16)};
  }
}

}  // namespace saem::cpu
