#pragma once

// Arithmetic of integers modulo 2⁶⁴ where they have 64 bits, as in NumPy: an overflow of signed ones is
// undefined in C++. Floating-point numbers as ever. Not part of the public interface.

#include <cstdint>
#include <type_traits>

namespace saem::detail {

template <class T>
[[nodiscard]] constexpr T wrapping_sum(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
  } else {
    return a + b;
  }
}

template <class T>
[[nodiscard]] constexpr T wrapping_difference(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
  } else {
    return a - b;
  }
}

template <class T>
[[nodiscard]] constexpr T wrapping_product(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  } else {
    return a * b;
  }
}

}  // namespace saem::detail
