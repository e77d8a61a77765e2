#include "saem/core/dtype.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "saem/core/error.h"
#include "saem/core/random.h"
#include "tests/core/support/thrown_message.h"

namespace saem {
namespace {

using test::thrown_message;

constexpr float infinity = std::numeric_limits<float>::infinity();

TEST(DType, NamesRoundTripAndSizesAreThoseOfTheTypes) {
  for (int i = 0; i < dtype_count; ++i) {
    const auto dtype = static_cast<DType>(i);
    EXPECT_EQ(dtype_from_name(name(dtype)), dtype);
  }
  EXPECT_EQ(name(DType::bf16), "bfloat16");
  EXPECT_EQ(name(DType::boolean), "bool");
  EXPECT_EQ(item_size(dtype_of<double>), sizeof(double));
  EXPECT_EQ(item_size(dtype_of<Float16>), sizeof(Float16));
  EXPECT_EQ(item_size(dtype_of<std::int32_t>), 4U);
  EXPECT_EQ(item_size(dtype_of<bool>), 1U);
}

TEST(DType, UnknownNameSuggestsTheNearest) {
  EXPECT_EQ(thrown_message<ValueError>([] { static_cast<void>(dtype_from_name("flaot32")); }),
            "dtype: there is no element type 'flaot32'\n"
            "(known are float32, float64, bfloat16, float16, int32, int64, uint8, bool).\n"
            "Did you mean 'float32'?");
  EXPECT_THROW(static_cast<void>(dtype_from_name("")), ValueError);
}

TEST(DType, PromotionFollowsKindThenWidth) {
  EXPECT_EQ(promote(DType::f16, DType::i64), DType::f16);
  EXPECT_EQ(promote(DType::boolean, DType::u8), DType::u8);
  EXPECT_EQ(promote(DType::i32, DType::i64), DType::i64);
  EXPECT_EQ(promote(DType::u8, DType::i32), DType::i32);
  EXPECT_EQ(promote(DType::f32, DType::bf16), DType::f32);
  EXPECT_EQ(promote(DType::f16, DType::f64), DType::f64);
  EXPECT_EQ(promote(DType::bf16, DType::f16), DType::f32);
  for (int i = 0; i < dtype_count; ++i) {
    for (int j = 0; j < dtype_count; ++j) {
      const auto a = static_cast<DType>(i);
      const auto b = static_cast<DType>(j);
      EXPECT_EQ(promote(a, b), promote(b, a));
    }
    EXPECT_EQ(promote(static_cast<DType>(i), static_cast<DType>(i)), static_cast<DType>(i));
  }
}

// The value of a binary16 by its definition.
double value_of_half(std::uint32_t bits) {
  const double sign = (bits & 0x8000U) != 0 ? -1.0 : 1.0;
  const int exponent = static_cast<int>((bits >> 10) & 0x1FU);
  const double fraction = bits & 0x3FFU;
  if (exponent == 0) return sign * std::ldexp(fraction, -24);
  return sign * std::ldexp(1024.0 + fraction, exponent - 25);
}

TEST(Float16, EveryValueRoundTripsAndIsRight) {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    const Float16 half{static_cast<std::uint16_t>(bits)};
    const float value = to_float(half);
    if ((bits & 0x7FFFU) > 0x7C00U) {
      EXPECT_TRUE(std::isnan(value));
      EXPECT_TRUE(std::isnan(to_float(to_float16(value))));
      continue;
    }
    if ((bits & 0x7FFFU) == 0x7C00U) {
      EXPECT_EQ(value, (bits & 0x8000U) != 0 ? -infinity : infinity);
    } else {
      ASSERT_EQ(static_cast<double>(value), value_of_half(bits)) << bits;
      ASSERT_EQ(std::signbit(value), (bits & 0x8000U) != 0);
    }
    ASSERT_EQ(to_float16(value).bits, bits);
  }
}

// Between each pair of neighbouring halves: just below the middle, the middle, just above it.
TEST(Float16, RoundsToNearestEven) {
  for (std::uint32_t bits = 0; bits < 0x7BFFU; ++bits) {
    const auto middle = static_cast<float>((value_of_half(bits) + value_of_half(bits + 1)) / 2);  // exact
    const std::uint32_t even = bits + (bits & 1U);
    ASSERT_EQ(to_float16(middle).bits, even) << bits;
    ASSERT_EQ(to_float16(std::nextafter(middle, 0.0F)).bits, bits) << bits;
    ASSERT_EQ(to_float16(std::nextafter(middle, infinity)).bits, bits + 1) << bits;
    ASSERT_EQ(to_float16(-middle).bits, even | 0x8000U) << bits;
  }
}

TEST(Float16, OverflowGivesInfinityAndTinyGivesZero) {
  EXPECT_EQ(to_float16(65504.0F).bits, 0x7BFF);
  EXPECT_EQ(to_float16(std::nextafter(65520.0F, 0.0F)).bits, 0x7BFF);
  EXPECT_EQ(to_float16(65520.0F).bits, 0x7C00);
  EXPECT_EQ(to_float16(-1e30F).bits, 0xFC00);
  EXPECT_EQ(to_float16(infinity).bits, 0x7C00);
  EXPECT_EQ(to_float16(0x1p-25F).bits, 0);
  EXPECT_EQ(to_float16(-0x1p-26F).bits, 0x8000);
  EXPECT_EQ(to_float16(std::numeric_limits<float>::denorm_min()).bits, 0);
}

TEST(BFloat16, EveryValueRoundTrips) {
  for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
    const BFloat16 half{static_cast<std::uint16_t>(bits)};
    const float value = to_float(half);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(to_float(to_bfloat16(value))));
    } else {
      ASSERT_EQ(to_bfloat16(value).bits, bits);
    }
  }
}

TEST(BFloat16, RoundsToNearestEven) {
  for (std::uint32_t bits = 0; bits < 0x7F80U;
       ++bits) {  // the last pair is the largest finite number and infinity
    const std::uint32_t middle = (bits << 16) | 0x8000U;
    const std::uint32_t even = bits + (bits & 1U);
    ASSERT_EQ(to_bfloat16(std::bit_cast<float>(middle)).bits, even) << bits;
    ASSERT_EQ(to_bfloat16(std::bit_cast<float>(middle - 1)).bits, bits) << bits;
    ASSERT_EQ(to_bfloat16(std::bit_cast<float>(middle + 1)).bits, bits + 1) << bits;
    ASSERT_EQ(to_bfloat16(-std::bit_cast<float>(middle)).bits, even | 0x8000U) << bits;
  }
}

TEST(BFloat16, NanWhosePayloadIsInTheLowerHalfStaysNan) {
  EXPECT_TRUE(std::isnan(to_float(to_bfloat16(std::bit_cast<float>(0x7F800001U)))));
  EXPECT_TRUE(std::isnan(to_float(to_bfloat16(std::bit_cast<float>(0xFFFFFFFFU)))));
  EXPECT_TRUE(std::isnan(to_float(to_float16(std::bit_cast<float>(0x7F800001U)))));
}

}  // namespace
}  // namespace saem
