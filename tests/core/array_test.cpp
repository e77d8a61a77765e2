#include "saem/core/array.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <thread>
#include <utility>

#include "saem/core/error.h"
#include "tests/core/support/thrown_message.h"
#include "tests/support/this_build.h"

namespace saem {
namespace {

using test::thrown_message;

template <class T>
std::vector<T> values(const Array& array) {
  const auto data = array.data<T>();
  return {data.begin(), data.end()};
}

TEST(Array, DefaultIsEmptyFloat32) {
  const Array array;
  EXPECT_EQ(array.shape(), Shape({0}));
  EXPECT_EQ(array.dtype(), DType::f32);
  EXPECT_EQ(array.size(), 0);
  EXPECT_TRUE(array.data<float>().empty());
  EXPECT_TRUE(identical(array, Array({0})));
}

TEST(Array, StartsWithZerosAlignedTo64Bytes) {
  for (int i = 0; i < dtype_count; ++i) {
    const Array array({3, 5}, static_cast<DType>(i));
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(array.bytes()) % 64, 0U);
    EXPECT_EQ(array.byte_size(), 15 * item_size(array.dtype()));
    for (std::int64_t j = 0; j < 15; ++j) EXPECT_EQ(array.at(j), 0.0);
  }
}

TEST(Array, ScalarHasOneElement) {
  const Array scalar = Array::scalar(2.5);
  EXPECT_EQ(scalar.shape(), Shape({}));
  EXPECT_EQ(scalar.size(), 1);
  EXPECT_EQ(scalar.item(), 2.5);
  EXPECT_EQ(scalar.reshape({1, 1}).shape(), Shape({1, 1}));
  EXPECT_THROW(static_cast<void>(scalar.rows(0, 1)), ShapeError);
}

TEST(Array, OfCopiesValuesOfEveryType) {
  EXPECT_EQ(values<float>(Array::of<float>({1, 2, 3})), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(values<double>(Array::of<double>({1, 2}, {2, 1})), (std::vector<double>{1, 2}));
  EXPECT_EQ(values<std::int32_t>(Array::of<std::int32_t>({1, -2})), (std::vector<std::int32_t>{1, -2}));
  EXPECT_EQ(values<std::int64_t>(Array::of<std::int64_t>({1LL << 40})),
            (std::vector<std::int64_t>{1LL << 40}));
  EXPECT_EQ(values<std::uint8_t>(Array::of<std::uint8_t>({255})), (std::vector<std::uint8_t>{255}));
  const std::array<bool, 2> flags = {true, false};
  EXPECT_EQ(Array::of(std::span<const bool>(flags), {2}).at(0), 1.0);
  EXPECT_EQ(Array::of<Float16>({to_float16(0.5F)}).at(0), 0.5);
  EXPECT_EQ(Array::of<BFloat16>({to_bfloat16(-2.0F)}).at(0), -2.0);
  EXPECT_EQ(Array::of(std::vector<float>{}).shape(), Shape({0}));
}

TEST(Array, OfRefusesAWrongNumberOfValues) {
  EXPECT_EQ(thrown_message<ShapeError>([] {
              static_cast<void>(Array::of<float>({1, 2, 3}, {2, 2}));
            }),
            "array: expected 4 values for shape (2, 2), received 3.\nGive one value per element, in "
            "row-major order.");
  EXPECT_THROW(static_cast<void>(Array::of<float>({1, 2, 3}, {-1})), ShapeError);
}

TEST(Array, AbsurdShapesAreErrorsInWords) {
  EXPECT_THROW(static_cast<void>(Array({-1, 3})), ShapeError);
  EXPECT_THROW(static_cast<void>(Array({1LL << 40, 1LL << 40})), ShapeError);
  EXPECT_EQ(
      thrown_message<ShapeError>([] { static_cast<void>(Array({1LL << 60}, DType::f64)); }),
      "array: (1152921504606846976,) of float64 is larger than any memory (1152921504606846976 elements of 8 "
      "bytes).\nCheck the extents: one of them is probably wrong.");
}

TEST(Array, LackOfMemoryIsAnErrorInWords) {
  if (test::has_address_sanitizer() || test::has_thread_sanitizer())
    GTEST_SKIP() << "the sanitizer ends the process when memory runs out";
  EXPECT_EQ(
      thrown_message<ValueError>([] { static_cast<void>(Array::uninitialized({1LL << 44}, DType::f64)); }),
      "array: no memory for (17592186044416,) of float64: 140.7 TB are needed.\n"
      "Use smaller batches or a smaller model, or close other programs.");
}

TEST(Array, FullConvertsTheValue) {
  EXPECT_EQ(values<float>(Array::full({2}, 1.5)), (std::vector<float>{1.5F, 1.5F}));
  EXPECT_EQ(values<std::uint8_t>(Array::full({1}, 300.0, DType::u8)), (std::vector<std::uint8_t>{255}));
  EXPECT_EQ(Array::full({}, 0.1, DType::boolean).item(), 1.0);
  EXPECT_EQ(Array::full({0, 4}, 1.0).size(), 0);
  EXPECT_EQ(Array::zeros_like(Array::full({2, 1}, 3.0, DType::i64)).dtype(), DType::i64);
}

TEST(Array, CopiesShareMemoryUntilWritten) {
  const Array original = Array::of<float>({1, 2, 3});
  Array copy = original;
  EXPECT_EQ(copy.bytes(), original.bytes());
  copy.mutable_data<float>()[0] = 9;
  EXPECT_NE(copy.bytes(), original.bytes());
  EXPECT_EQ(values<float>(original), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(values<float>(copy), (std::vector<float>{9, 2, 3}));
  const std::byte* before = copy.bytes();
  copy.mutable_data<float>()[1] = 8;
  EXPECT_EQ(copy.bytes(), before) << "memory of its own is written in place";
}

TEST(Array, ReshapedViewIsPrivateOnceWritten) {
  const Array original = Array::of<float>({1, 2, 3, 4});
  Array view = original.reshape({2, 2});
  EXPECT_EQ(view.bytes(), original.bytes());
  view.mutable_bytes()[0] = std::byte{0xff};
  EXPECT_EQ(original.at(0), 1.0);
}

TEST(Array, MovedFromIsHarmless) {
  Array from = Array::full({3}, 1.0);
  const Array to = std::move(from);
  EXPECT_EQ(to.at(2), 1.0);
  EXPECT_TRUE(from.data<float>().empty());  // NOLINT(bugprone-use-after-move): that is the test
  EXPECT_THROW(static_cast<void>(from.at(0)), ValueError);
}

TEST(Array, ConcurrentReadsAndPrivateWrites) {
  const Array shared = Array::full({1000}, 1.0);
  std::vector<std::thread> threads;
  std::array<double, 4> sums{};
  for (std::size_t t = 0; t < sums.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 100; ++round) {
        Array mine = shared;
        for (float& x : mine.mutable_data<float>()) x += static_cast<float>(t);
        sums[t] += mine.at(999);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(sums, (std::array<double, 4>{100, 200, 300, 400}));
  EXPECT_TRUE(identical(shared, Array::full({1000}, 1.0)));
}

TEST(Array, WrongElementTypeIsRefused) {
  const Array array({2, 3});
  EXPECT_EQ(thrown_message<DTypeError>([&] { static_cast<void>(array.data<double>()); }),
            "array: float64 elements were asked for, but the array (2, 3) holds float32.\n"
            "Convert it first, with astype to float64.");
  Array other({1}, DType::u8);
  EXPECT_THROW(static_cast<void>(other.mutable_data<bool>()), DTypeError);
}

TEST(Array, AtAndItemCheckTheirRange) {
  const Array array = Array::of<std::int32_t>({4, 5, 6, 7}, {2, 2});
  EXPECT_EQ(array.at(3), 7.0);
  EXPECT_THROW(static_cast<void>(array.at(4)), ValueError);
  EXPECT_THROW(static_cast<void>(array.at(-1)), ValueError);
  EXPECT_THROW(static_cast<void>(Array().at(0)), ValueError);
  EXPECT_EQ(thrown_message<ShapeError>([&] { static_cast<void>(array.item()); }),
            "array: expected a single element, received shape (2, 2).\n"
            "Reduce it first (mean, sum), or read one element with at(index).");
  EXPECT_EQ(Array::full({1, 1, 1}, 3.0).item(), 3.0);
}

TEST(Array, ReshapeInfersOneExtent) {
  const Array array({2, 3, 4});
  EXPECT_EQ(array.reshape({6, -1}).shape(), Shape({6, 4}));
  EXPECT_EQ(array.reshape({-1}).shape(), Shape({24}));
  EXPECT_EQ(array.reshape({24, -1, 1}).shape(), Shape({24, 1, 1}));
  EXPECT_EQ(Array({0, 3}).reshape({3, -1}).shape(), Shape({3, 0}));
  EXPECT_EQ(Array({0, 3}).reshape({7, 0}).shape(), Shape({7, 0}));
  EXPECT_EQ(thrown_message<ShapeError>([&] {
              static_cast<void>(array.reshape({5, -1}));
            }),
            "reshape: an array (2, 3, 4) of 24 elements cannot take the shape (5, -1).\n"
            "The extents must multiply to the number of elements; one may be -1, to be inferred.");
  EXPECT_THROW(static_cast<void>(array.reshape({-1, -1})), ShapeError);
  EXPECT_THROW(static_cast<void>(array.reshape({4, 4})), ShapeError);
  EXPECT_THROW(static_cast<void>(Array({0, 3}).reshape({0, -1})), ShapeError) << "any extent would do";
  EXPECT_THROW(static_cast<void>(array.reshape({1LL << 40, 1LL << 40, -1})), ShapeError);
}

TEST(Array, RowsCopiesARange) {
  const Array array = Array::of<std::int64_t>({0, 1, 10, 11, 20, 21}, {3, 2});
  const Array middle = array.rows(1, 3);
  EXPECT_EQ(middle.shape(), Shape({2, 2}));
  EXPECT_EQ(values<std::int64_t>(middle), (std::vector<std::int64_t>{10, 11, 20, 21}));
  EXPECT_EQ(array.rows(3, 3).shape(), Shape({0, 2}));
  EXPECT_EQ(Array({4, 0}).rows(1, 3).shape(), Shape({2, 0}));
  EXPECT_EQ(Array().rows(0, 0).shape(), Shape({0}));
  EXPECT_EQ(thrown_message<ValueError>([&] { static_cast<void>(array.rows(2, 4)); }),
            "rows: there are no rows [2, 4) in an array (3, 2)\n(it has 3 rows).\n"
            "Use 0 <= first <= last <= number of rows.");
  EXPECT_THROW(static_cast<void>(array.rows(-1, 2)), ValueError);
  EXPECT_THROW(static_cast<void>(array.rows(2, 1)), ValueError);
}

TEST(Array, TakeCopiesRowsInTheGivenOrder) {
  const Array array = Array::of<float>({0, 1, 10, 11, 20, 21}, {3, 2});
  const Array taken = array.take(std::vector<std::int64_t>{2, 0, 2});
  EXPECT_EQ(taken.shape(), Shape({3, 2}));
  EXPECT_EQ(values<float>(taken), (std::vector<float>{20, 21, 0, 1, 20, 21}));
  EXPECT_EQ(array.take({}).shape(), Shape({0, 2}));
  EXPECT_EQ(Array({4, 0}).take(std::vector<std::int64_t>{3, 3}).shape(), Shape({2, 0}));
  EXPECT_THROW(static_cast<void>(array.take(std::vector<std::int64_t>{0, 3})), ValueError);
  EXPECT_THROW(static_cast<void>(array.take(std::vector<std::int64_t>{-1})), ValueError);
  EXPECT_THROW(static_cast<void>(Array({4, 0}).take(std::vector<std::int64_t>{4})), ValueError);
}

TEST(Identical, ComparesBits) {
  const Array a = Array::of<float>({1, 2});
  EXPECT_TRUE(identical(a, Array::of<float>({1, 2})));
  EXPECT_FALSE(identical(a, Array::of<float>({1, 3})));
  EXPECT_FALSE(identical(a, a.reshape({2, 1})));
  EXPECT_FALSE(identical(Array::of<std::int32_t>({0}), Array::of<float>({0})));
  EXPECT_FALSE(identical(Array::of<float>({0.0F}), Array::of<float>({-0.0F})))
      << "equal, but not the same bits";
  EXPECT_TRUE(identical(Array::of<float>({NAN}), Array::of<float>({NAN})));
}

}  // namespace
}  // namespace saem
