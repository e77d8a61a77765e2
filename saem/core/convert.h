#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <utility>

#include "saem/core/dtype.h"

namespace saem {

/// Calls visitor(std::type_identity<T>{}) with the element type T of `dtype`; returns what it returns.
///
///     visit_dtype(dtype, []<class T>(std::type_identity<T>) { … });
template <class Visitor>
decltype(auto) visit_dtype(DType dtype, Visitor&& visitor) {
  switch (dtype) {
    case DType::f64:
      return visitor(std::type_identity<double>{});
    case DType::bf16:
      return visitor(std::type_identity<BFloat16>{});
    case DType::f16:
      return visitor(std::type_identity<Float16>{});
    case DType::i32:
      return visitor(std::type_identity<std::int32_t>{});
    case DType::i64:
      return visitor(std::type_identity<std::int64_t>{});
    case DType::u8:
      return visitor(std::type_identity<std::uint8_t>{});
    case DType::boolean:
      return visitor(std::type_identity<bool>{});
    case DType::f32:
      break;
  }
  return visitor(std::type_identity<float>{});
}

template <class T>
inline constexpr bool is_half = std::same_as<T, BFloat16> || std::same_as<T, Float16>;

/// x as a float, rounded to odd: a second rounding to at most 22 bits then gives what one direct rounding
/// would. (Rounded to nearest twice, a value just above a tie can become the tie first and go the wrong way.)
[[nodiscard]] inline float round_to_odd(double x) noexcept {
  const auto nearest = static_cast<float>(x);
  const auto bits = std::bit_cast<std::uint32_t>(nearest);
  if (static_cast<double>(nearest) == x || !std::isfinite(nearest) || (bits & 1U) != 0) return nearest;
  // The neighbour of an even float is odd; take the one on the other side of x. For magnitudes the bits are
  // ordered.
  const bool too_large = std::abs(static_cast<double>(nearest)) > std::abs(x);
  return std::bit_cast<float>(too_large ? bits - 1 : bits + 1);
}

/// One element in another element type, by the rules of Array::astype. Defined for every pair of values.
template <class To, class From>
[[nodiscard]] To convert(From x) noexcept {
  if constexpr (std::same_as<To, From>) {
    return x;
  } else if constexpr (is_half<From>) {
    return convert<To>(to_float(x));
  } else if constexpr (is_half<To>) {
    float rounded = 0.0F;
    if constexpr (std::same_as<From, float>) {
      rounded = x;
    } else {
      rounded = round_to_odd(static_cast<double>(x));
    }
    if constexpr (std::same_as<To, BFloat16>) {
      return to_bfloat16(rounded);
    } else {
      return to_float16(rounded);
    }
  } else if constexpr (std::same_as<To, bool>) {
    return x != From{0};
  } else if constexpr (std::floating_point<To> || std::same_as<From, bool>) {
    return static_cast<To>(x);
  } else {
    using Limits = std::numeric_limits<To>;
    if constexpr (std::floating_point<From>) {
      // max() + 1 is a power of two and therefore exact in any floating type; max() itself may not be.
      constexpr From beyond = static_cast<From>(Limits::max() / 2 + 1) * From{2};
      if (std::isnan(x)) return To{0};
      if (x >= beyond) return Limits::max();
      if (x <= static_cast<From>(Limits::min())) return Limits::min();
    } else {
      if (std::cmp_greater(x, Limits::max())) return Limits::max();
      if (std::cmp_less(x, Limits::min())) return Limits::min();
    }
    return static_cast<To>(x);
  }
}

}  // namespace saem
