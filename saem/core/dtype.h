#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace saem {

/// The element types of arrays and tensors. bf16 and f16 are storage types: arithmetic on them runs in f32.
enum class DType : std::uint8_t { f32, f64, bf16, f16, i32, i64, u8, boolean };

inline constexpr int dtype_count = 8;

/// Bytes per element.
[[nodiscard]] std::size_t item_size(DType dtype) noexcept;

/// NumPy's name: "float32", "float64", "bfloat16", "float16", "int32", "int64", "uint8", "bool".
[[nodiscard]] std::string_view name(DType dtype) noexcept;

/// The dtype of a name as `name` gives it. Throws ValueError for any other text.
[[nodiscard]] DType dtype_from_name(std::string_view text);

[[nodiscard]] constexpr bool is_floating(DType d) noexcept {
  return d == DType::f32 || d == DType::f64 || d == DType::bf16 || d == DType::f16;
}
[[nodiscard]] constexpr bool is_integer(DType d) noexcept {
  return d == DType::i32 || d == DType::i64 || d == DType::u8;
}

/// The dtype that holds the result of mixing two dtypes in one expression: floating beats integer beats bool,
/// then the wider wins; bf16 with f16 gives f32.
[[nodiscard]] DType promote(DType a, DType b) noexcept;

/// bfloat16: the upper half of an f32. Conversion rounds to nearest even; NaN stays NaN.
struct BFloat16 {
  std::uint16_t bits = 0;
};
/// IEEE 754 binary16. Conversion rounds to nearest even; overflow gives infinity; NaN stays NaN.
struct Float16 {
  std::uint16_t bits = 0;
};
[[nodiscard]] BFloat16 to_bfloat16(float x) noexcept;
[[nodiscard]] Float16 to_float16(float x) noexcept;
[[nodiscard]] float to_float(BFloat16 x) noexcept;
[[nodiscard]] float to_float(Float16 x) noexcept;

/// dtype_of<float> is DType::f32, and so on.
template <class T>
inline constexpr DType dtype_of = [] { static_assert(sizeof(T) == 0, "not an element type"); }();
template <>
inline constexpr DType dtype_of<float> = DType::f32;
template <>
inline constexpr DType dtype_of<double> = DType::f64;
template <>
inline constexpr DType dtype_of<BFloat16> = DType::bf16;
template <>
inline constexpr DType dtype_of<Float16> = DType::f16;
template <>
inline constexpr DType dtype_of<std::int32_t> = DType::i32;
template <>
inline constexpr DType dtype_of<std::int64_t> = DType::i64;
template <>
inline constexpr DType dtype_of<std::uint8_t> = DType::u8;
template <>
inline constexpr DType dtype_of<bool> = DType::boolean;

}  // namespace saem
