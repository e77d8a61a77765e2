#pragma once

#include <cstdint>

namespace saem::cpu {

/// Words per call are a multiple of this number.
inline constexpr std::int64_t normal_group = 16;

/// Standard normal numbers from random words, pair by pair, by Box and Muller's formula in double: see
/// random_normal in saem/ops. Logarithm, sine and cosine are within a few units of the last place of a
/// double, so that the rounded numbers are those of the C library but for about one in ten million.
void normal_numbers(const std::uint32_t* words, float* y, std::int64_t n) noexcept;

}  // namespace saem::cpu
