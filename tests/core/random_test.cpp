#include "saem/core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "saem/core/error.h"

namespace saem {
namespace {

// Known answers for philox4x32-10 published with the reference implementation (Random123, kat_vectors).
TEST(Philox, MatchesThePublishedVectors) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  constexpr std::uint32_t ones = 0xffffffff;
  EXPECT_EQ(philox({ones, ones, ones, ones}, {ones, ones}),
            (PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(UnitFloat, CoversZeroToJustBelowOne) {
  EXPECT_EQ(unit_float(0), 0.0F);
  EXPECT_EQ(unit_float(0xff), 0.0F);
  EXPECT_EQ(unit_float(0x80000000), 0.5F);
  EXPECT_EQ(unit_float(0xffffffff), 1.0F - 0x1p-24F);
}

TEST(Generator, IsPhiloxOverSeedStreamAndCount) {
  Generator generator(0x299f31d0'a4093822, 0x03707344'13198a2e);
  for (std::uint32_t block = 0; block < 3; ++block) {
    const PhiloxCounter expected = philox({block, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
    for (const std::uint32_t word : expected) EXPECT_EQ(generator.bits(), word);
  }
}

TEST(Generator, SameAddressSameNumbersOtherAddressOthers) {
  const auto draw = [](std::uint64_t seed, std::uint64_t stream) {
    Generator generator(seed, stream);
    return std::array{generator.normal(), generator.uniform(),
                      static_cast<double>(generator.integer(1'000'000))};
  };
  EXPECT_EQ(draw(7, 1), draw(7, 1));
  EXPECT_NE(draw(7, 1), draw(7, 2));
  EXPECT_NE(draw(7, 1), draw(8, 1));
  EXPECT_NE(draw(7, 0), draw(7, std::uint64_t{1} << 32)) << "the upper half of the stream counts";
  EXPECT_NE(draw(7, 0), draw(7 + (std::uint64_t{1} << 32), 0)) << "the upper half of the seed counts";
}

// Bounds are six standard errors: the seeds are fixed, so this passes always or never.
TEST(Generator, UniformHasTheRightMoments) {
  Generator generator(1);
  constexpr int n = 200'000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = generator.uniform();
    ASSERT_GE(x, 0.0);
    ASSERT_LT(x, 1.0);
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0.5, 6 * std::sqrt(1.0 / 12 / n));
  EXPECT_NEAR(squares / n, 1.0 / 3, 6 * std::sqrt(4.0 / 45 / n));
}

TEST(Generator, NormalHasTheRightMoments) {
  Generator generator(2);
  constexpr int n = 200'000;
  double sum = 0;
  double squares = 0;
  double cubes = 0;
  double fourths = 0;
  int beyond_two = 0;
  for (int i = 0; i < n; ++i) {
    const double x = generator.normal();
    ASSERT_TRUE(std::isfinite(x));
    sum += x;
    squares += x * x;
    cubes += x * x * x;
    fourths += x * x * x * x;
    beyond_two += std::abs(x) > 2.0 ? 1 : 0;
  }
  EXPECT_NEAR(sum / n, 0.0, 6 * std::sqrt(1.0 / n));
  EXPECT_NEAR(squares / n, 1.0, 6 * std::sqrt(2.0 / n));
  EXPECT_NEAR(cubes / n, 0.0, 6 * std::sqrt(15.0 / n));
  EXPECT_NEAR(fourths / n, 3.0, 6 * std::sqrt(96.0 / n));
  EXPECT_NEAR(static_cast<double>(beyond_two) / n, 0.0455, 6 * std::sqrt(0.0455 * 0.9545 / n));
}

TEST(Generator, UniformBetweenLimits) {
  Generator generator(3);
  for (int i = 0; i < 1000; ++i) {
    const double x = generator.uniform(-2.0, 3.0);
    ASSERT_GE(x, -2.0);
    ASSERT_LT(x, 3.0);
    // Neighbouring doubles: half of the sums round up to the upper limit, which must not come out.
    ASSERT_EQ(generator.uniform(1.0, std::nextafter(1.0, 2.0)), 1.0);
  }
  EXPECT_EQ(generator.uniform(4.0, 4.0), 4.0);
  EXPECT_THROW(static_cast<void>(generator.uniform(1.0, 0.0)), ValueError);
  EXPECT_THROW(static_cast<void>(generator.uniform(0.0, std::nan(""))), ValueError);
  constexpr double largest = std::numeric_limits<double>::max();
  EXPECT_THROW(static_cast<void>(generator.uniform(-largest, largest)), ValueError);
}

TEST(Generator, IntegerIsUniformAndInRange) {
  Generator generator(4);
  constexpr int n = 70'000;
  std::array<int, 7> counts{};
  for (int i = 0; i < n; ++i) {
    const std::int64_t x = generator.integer(7);
    ASSERT_GE(x, 0);
    ASSERT_LT(x, 7);
    ++counts[static_cast<std::size_t>(x)];
  }
  for (const int count : counts) EXPECT_NEAR(count, n / 7.0, 6 * std::sqrt(n / 7.0));
  EXPECT_EQ(generator.integer(1), 0);
  EXPECT_THROW(static_cast<void>(generator.integer(0)), ValueError);
  EXPECT_THROW(static_cast<void>(generator.integer(-1)), ValueError);
}

// With 2⁶³ - 1 … 3·2⁶¹ plain remainders of 64-bit words would fall below 2⁶² half as often again as they
// should.
TEST(Generator, IntegerHasNoBiasForLargeBounds) {
  Generator generator(5);
  constexpr std::int64_t bound = 3 * (std::int64_t{1} << 61);
  constexpr int n = 30'000;
  int lowest_third = 0;
  for (int i = 0; i < n; ++i) lowest_third += generator.integer(bound) < bound / 3 ? 1 : 0;
  EXPECT_NEAR(lowest_third, n / 3.0, 6 * std::sqrt(n * 2.0 / 9));
}

TEST(Generator, PermutationHoldsEveryNumberOnce) {
  Generator generator(6);
  std::vector<std::int64_t> order = generator.permutation(1000);
  EXPECT_FALSE(std::ranges::is_sorted(order));
  std::ranges::sort(order);
  for (std::size_t i = 0; i < order.size(); ++i) ASSERT_EQ(order[i], static_cast<std::int64_t>(i));
  EXPECT_TRUE(generator.permutation(0).empty());
  EXPECT_EQ(generator.permutation(1), std::vector<std::int64_t>{0});
  EXPECT_THROW(static_cast<void>(generator.permutation(-1)), ValueError);
}

TEST(Generator, AllOrdersAreEquallyLikely) {
  Generator generator(7);
  constexpr int n = 60'000;
  std::array<int, 27> counts{};
  for (int i = 0; i < n; ++i) {
    const auto p = generator.permutation(3);
    ++counts[static_cast<std::size_t>(9 * p[0] + 3 * p[1] + p[2])];
  }
  EXPECT_EQ(std::ranges::count(counts, 0), 21);
  for (const int count : counts) {
    if (count > 0) {
      EXPECT_NEAR(count, n / 6.0, 6 * std::sqrt(n * 5.0 / 36));
    }
  }
}

}  // namespace
}  // namespace saem
