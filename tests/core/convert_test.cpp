#include "saem/core/convert.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "saem/core/array.h"
#include "saem/core/random.h"

namespace saem {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::int32_t least_i32 = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t most_i32 = std::numeric_limits<std::int32_t>::max();
constexpr std::int64_t least_i64 = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t most_i64 = std::numeric_limits<std::int64_t>::max();

constexpr std::array<DType, dtype_count> all_dtypes = {DType::f32, DType::f64, DType::bf16, DType::f16,
                                                       DType::i32, DType::i64, DType::u8,   DType::boolean};

// 0 and 1 exist in every dtype, so every conversion must keep them.
TEST(Astype, EveryPairKeepsZeroAndOne) {
  for (const DType from : all_dtypes) {
    const Array source = Array::of<float>({0, 1, 0, 1, 1, 0}, {3, 2}).astype(from);
    for (const DType to : all_dtypes) {
      const Array result = source.astype(to);
      EXPECT_EQ(result.dtype(), to);
      EXPECT_EQ(result.shape(), Shape({3, 2}));
      for (std::int64_t i = 0; i < 6; ++i)
        EXPECT_EQ(result.at(i), source.at(i)) << name(from) << " to " << name(to);
    }
  }
}

TEST(Astype, EveryPairTakesEmptyAndScalar) {
  for (const DType from : all_dtypes) {
    for (const DType to : all_dtypes) {
      EXPECT_EQ(Array({0, 3}, from).astype(to).shape(), Shape({0, 3}));
      EXPECT_EQ(Array::scalar(1, from).astype(to).item(), 1.0);
    }
  }
}

TEST(Astype, SameDtypeSharesTheMemory) {
  const Array array({4});
  EXPECT_EQ(array.astype(DType::f32).bytes(), array.bytes());
}

TEST(Convert, FloatingToIntegerTruncatesAndSaturates) {
  EXPECT_EQ(convert<std::int32_t>(2.9), 2);
  EXPECT_EQ(convert<std::int32_t>(-2.9F), -2);
  EXPECT_EQ(convert<std::int32_t>(2147483647.5), most_i32) << "in range after truncation";
  EXPECT_EQ(convert<std::int32_t>(-2147483648.9), least_i32);
  EXPECT_EQ(convert<std::int32_t>(2147483648.0F), most_i32) << "2³¹: the float nearest to the largest int32";
  EXPECT_EQ(convert<std::int32_t>(2147483520.0F), 2147483520) << "the largest float below it";
  EXPECT_EQ(convert<std::int64_t>(0x1p63), most_i64);
  EXPECT_EQ(convert<std::int64_t>(std::nextafter(0x1p63, 0.0)), most_i64 - 1023);
  EXPECT_EQ(convert<std::int64_t>(-0x1p63), least_i64);
  EXPECT_EQ(convert<std::int64_t>(-1e300), least_i64);
  EXPECT_EQ(convert<std::uint8_t>(255.99F), 255);
  EXPECT_EQ(convert<std::uint8_t>(256.0F), 255);
  EXPECT_EQ(convert<std::uint8_t>(-0.99), 0);
  EXPECT_EQ(convert<std::uint8_t>(-5.0), 0);
  EXPECT_EQ(convert<std::int32_t>(to_float16(65504.0F)), 65504);
}

TEST(Convert, InfinityAndNanToInteger) {
  EXPECT_EQ(convert<std::int32_t>(infinity), most_i32);
  EXPECT_EQ(convert<std::int64_t>(-infinity), least_i64);
  EXPECT_EQ(convert<std::uint8_t>(std::nan("")), 0);
  EXPECT_EQ(convert<std::int64_t>(std::nanf("")), 0);
  EXPECT_EQ(convert<std::int32_t>(Float16{0x7C00}), most_i32);
  EXPECT_EQ(convert<std::int32_t>(BFloat16{0x7FC0}), 0);
}

TEST(Convert, IntegerToNarrowerIntegerSaturates) {
  EXPECT_EQ(convert<std::int32_t>(std::int64_t{1} << 40), most_i32);
  EXPECT_EQ(convert<std::int32_t>(least_i64), least_i32);
  EXPECT_EQ(convert<std::uint8_t>(std::int32_t{-1}), 0);
  EXPECT_EQ(convert<std::uint8_t>(std::int64_t{256}), 255);
  EXPECT_EQ(convert<std::int64_t>(std::uint8_t{200}), 200);
}

TEST(Convert, ToBoolTestsAgainstZero) {
  EXPECT_TRUE(convert<bool>(0.25));
  EXPECT_TRUE(convert<bool>(std::nan("")));
  EXPECT_FALSE(convert<bool>(-0.0F));
  EXPECT_FALSE(convert<bool>(Float16{0x8000}));
  EXPECT_TRUE(convert<bool>(BFloat16{1})) << "the smallest subnormal";
  EXPECT_TRUE(convert<bool>(std::int64_t{1} << 40));
  EXPECT_EQ(convert<double>(true), 1.0);
  EXPECT_EQ(convert<std::uint8_t>(true), 1);
}

TEST(Convert, DoubleToFloatOverflowsToInfinity) {
  EXPECT_EQ(convert<float>(infinity), std::numeric_limits<float>::infinity());
  EXPECT_EQ(convert<BFloat16>(1e300).bits, 0x7F80);
  EXPECT_EQ(convert<Float16>(-1e300).bits, 0xFC00);
  EXPECT_TRUE(std::isnan(to_float(convert<Float16>(std::nan("")))));
}

// A hair above the middle between 1 and its upper neighbour: rounding to float on the way would lose the
// hair, and the tie would then go to the even 1.
TEST(Convert, DoubleToHalfRoundsOnce) {
  EXPECT_EQ(convert<BFloat16>(1.0 + 0x1p-8 + 0x1p-40).bits, 0x3F81);
  EXPECT_EQ(convert<BFloat16>(1.0 + 0x1p-8).bits, 0x3F80);
  EXPECT_EQ(convert<BFloat16>(1.0 + 0x3p-8 - 0x1p-40).bits, 0x3F81);
  EXPECT_EQ(convert<BFloat16>(-1.0 - 0x1p-8 - 0x1p-40).bits, 0xBF81);
  EXPECT_EQ(convert<Float16>(1.0 + 0x1p-11 + 0x1p-50).bits, 0x3C01);
  EXPECT_EQ(convert<Float16>(1.0 + 0x3p-11 - 0x1p-50).bits, 0x3C01);
  EXPECT_EQ(convert<Float16>(0x1p-25 + 0x1p-60).bits, 1) << "just above half of the smallest subnormal";
  EXPECT_EQ(convert<Float16>(std::int32_t{2049}).bits, 0x6800) << "2049 lies between 2048 and 2050: to even";
  EXPECT_EQ(convert<BFloat16>((std::int64_t{1} << 40) + (std::int64_t{1} << 32) + 1).bits, 0x5381);
}

// Everywhere: the result is a nearest half, judged in double.
TEST(Convert, DoubleToHalfIsNearestForRandomValues) {
  Generator generator(11);
  for (int i = 0; i < 20'000; ++i) {
    const double x = std::ldexp(generator.uniform(-2.0, 2.0), static_cast<int>(generator.integer(38)) - 24);
    const Float16 half = convert<Float16>(x);
    if ((half.bits & 0x7FFFU) >= 0x7BFFU || (half.bits & 0x7FFFU) == 0)
      continue;  // a neighbour on one side only
    const double distance = std::abs(static_cast<double>(to_float(half)) - x);
    for (const int step : {-1, 1}) {
      const Float16 neighbour{static_cast<std::uint16_t>(half.bits + step)};
      ASSERT_LE(distance, std::abs(static_cast<double>(to_float(neighbour)) - x)) << x;
    }
  }
}

TEST(VisitDtype, ReachesEveryElementType) {
  for (const DType dtype : all_dtypes) {
    EXPECT_EQ(visit_dtype(dtype, []<class T>(std::type_identity<T>) { return dtype_of<T>; }), dtype);
  }
}

}  // namespace
}  // namespace saem
