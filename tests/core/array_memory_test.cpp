#include "saem/core/array_memory.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "saem/core/array.h"
#include "tests/support/this_build.h"

namespace saem {
namespace {

constexpr std::size_t mebibyte = std::size_t{1} << 20;

const bool reuses = !test::has_address_sanitizer();

/// Whatever the limit was, it is 64 MiB here, and nothing is kept at first.
class ArrayMemory : public testing::Test {
 protected:
  ArrayMemory() {
    set_array_cache_limit(0);
    set_array_cache_limit(64 * mebibyte);
  }
  ~ArrayMemory() override {
    set_array_cache_limit(0);
    set_array_cache_limit(before_);
  }

 private:
  std::size_t before_ = array_cache_limit();
};

TEST_F(ArrayMemory, ALargeArrayGetsTheMemoryOfTheLastOne) {
  if (!reuses) GTEST_SKIP() << "the address sanitizer wants to see every free";
  const void* first = Array({1 << 20}).bytes();
  EXPECT_EQ(cached_array_bytes(), 4 * mebibyte);
  const Array second({1 << 20});
  EXPECT_EQ(second.bytes(), first);
  EXPECT_EQ(cached_array_bytes(), 0U);
}

TEST_F(ArrayMemory, ReusedMemoryIsZeroWhereZerosAreAskedFor) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Array::full({1 << 18}, 7.0).at(12345), 7.0);
    const Array zeros({1 << 18});
    EXPECT_TRUE(std::ranges::all_of(zeros.data<float>(), [](float x) { return x == 0.0F; }));
  }
}

TEST_F(ArrayMemory, MemoryThatIsStillSharedIsNotReused) {
  Array kept;
  {
    const Array made = Array::full({1 << 18}, 3.0);
    kept = made.reshape({512, 512});
  }
  const Array other = Array::full({1 << 18}, 4.0);
  EXPECT_EQ(kept.at(99), 3.0);
  EXPECT_NE(kept.bytes(), other.bytes());
}

TEST_F(ArrayMemory, SmallArraysAreNotKept) {
  { const Array small({1000}); }
  EXPECT_EQ(cached_array_bytes(), 0U);
}

TEST_F(ArrayMemory, ALimitOfZeroKeepsNothing) {
  set_array_cache_limit(0);
  { const Array large({1 << 20}); }
  EXPECT_EQ(cached_array_bytes(), 0U);
}

TEST_F(ArrayMemory, StaysWithinItsLimitInALongRun) {
  for (std::int64_t i = 0; i < 500; ++i) {
    const Array a = Array::uninitialized({(i * 7919 % 1000 + 1) << 12}, DType::f32);
    const Array b = Array::uninitialized({(i * 104729 % 1000 + 1) << 12}, DType::u8);
    ASSERT_LE(cached_array_bytes(), array_cache_limit());
  }
}

// Freed after every function-local static.
const Array outlives_everything = Array::full({1 << 18}, 1.0);

TEST_F(ArrayMemory, StaticArraysMayOutliveIt) { EXPECT_EQ(outlives_everything.at(0), 1.0); }

}  // namespace
}  // namespace saem
