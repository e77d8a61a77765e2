#include "saem/core/dtype.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <bit>
#include <string>
#include <vector>

#include "saem/core/error.h"

namespace saem {
namespace {

struct Traits {
  std::string_view name;
  std::size_t item_size;
};

// In the order of the enumerators.
constexpr std::array<Traits, dtype_count> traits = {{
    {"float32", 4},
    {"float64", 8},
    {"bfloat16", 2},
    {"float16", 2},
    {"int32", 4},
    {"int64", 8},
    {"uint8", 1},
    {"bool", 1},
}};

const Traits& traits_of(DType dtype) noexcept { return traits[static_cast<std::size_t>(dtype)]; }

// Drops the lowest `count` bits (1 to 31), rounding to nearest, ties to even.
constexpr std::uint32_t shift_rounding(std::uint32_t value, int count) noexcept {
  const std::uint32_t half = std::uint32_t{1} << (count - 1);
  const std::uint32_t rest = value & ((half << 1) - 1);
  const std::uint32_t kept = value >> count;
  return kept + (rest > half || (rest == half && (kept & 1U) != 0) ? 1U : 0U);
}

constexpr std::uint32_t float_infinity = 0x7F800000U;

}  // namespace

std::size_t item_size(DType dtype) noexcept { return traits_of(dtype).item_size; }

std::string_view name(DType dtype) noexcept { return traits_of(dtype).name; }

DType dtype_from_name(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < traits.size(); ++i) {
    if (traits[i].name == text) return static_cast<DType>(i);
    names.emplace_back(traits[i].name);
  }
  const std::string_view near = nearest_name(text, names);
  fail<ValueError>(
      {.place = "dtype",
       .problem = fmt::format("there is no element type '{}'", text),
       .context = fmt::format("known are {}", fmt::join(names, ", ")),
       .advice = near.empty() ? "Use one of these names." : fmt::format("Did you mean '{}'?", near)});
}

DType promote(DType a, DType b) noexcept {
  if (a == b) return a;
  const auto rank = [](DType d) { return is_floating(d) ? 2 : is_integer(d) ? 1 : 0; };
  if (rank(a) != rank(b)) return rank(a) > rank(b) ? a : b;
  // Two dtypes of one kind and equal width can only be bf16 and f16; neither holds the other's values, f32
  // holds both.
  if (item_size(a) == item_size(b)) return DType::f32;
  return item_size(a) > item_size(b) ? a : b;
}

BFloat16 to_bfloat16(float x) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const bool is_nan = (bits & 0x7FFFFFFFU) > float_infinity;
  // Rounding a NaN could carry into the sign or clear its payload, which would make it infinite: quieten it
  // instead.
  const std::uint32_t upper = is_nan ? (bits >> 16) | 0x40U : shift_rounding(bits, 16);
  return {static_cast<std::uint16_t>(upper)};
}

float to_float(BFloat16 x) noexcept { return std::bit_cast<float>(std::uint32_t{x.bits} << 16); }

// binary32: 1 sign, 8 exponent (bias 127), 23 fraction bits. binary16: 1, 5 (bias 15), 10.
Float16 to_float16(float x) noexcept {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t sign = (bits >> 16) & 0x8000U;
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  constexpr std::uint32_t infinity = 0x7C00U;
  constexpr std::uint32_t two_to_16 = 143U << 23;
  constexpr std::uint32_t smallest_normal = 113U << 23;  // 2⁻¹⁴
  constexpr std::uint32_t below_everything = 102U
                                             << 23;  // 2⁻²⁵: half of the smallest subnormal, ties to zero

  std::uint32_t half = 0;
  if (magnitude > float_infinity) {
    half = infinity | 0x200U | ((magnitude >> 13) & 0x3FFU);
  } else if (magnitude >= two_to_16) {
    half = infinity;
  } else if (magnitude >= smallest_normal) {
    // A carry out of the fraction raises the exponent, and out of the largest exponent gives infinity: as it
    // should be.
    half = shift_rounding(magnitude - (112U << 23), 13);
  } else if (magnitude > below_everything) {
    const std::uint32_t exponent = magnitude >> 23;  // 102 … 112
    const std::uint32_t significand = (magnitude & 0x7FFFFFU) | 0x800000U;
    half = shift_rounding(significand, static_cast<int>(126U - exponent));
  }
  return {static_cast<std::uint16_t>(sign | half)};
}

float to_float(Float16 x) noexcept {
  const std::uint32_t sign = (std::uint32_t{x.bits} & 0x8000U) << 16;
  const std::uint32_t exponent = (std::uint32_t{x.bits} >> 10) & 0x1FU;
  const std::uint32_t fraction = std::uint32_t{x.bits} & 0x3FFU;
  std::uint32_t magnitude = 0;
  if (exponent == 0x1FU) {
    magnitude = float_infinity | (fraction << 13);
  } else if (exponent != 0) {
    magnitude = ((exponent + 112U) << 23) | (fraction << 13);
  } else {
    magnitude = std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24F);  // exact
  }
  return std::bit_cast<float>(sign | magnitude);
}

}  // namespace saem
