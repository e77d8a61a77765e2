#include "saem/ops/sorting.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

std::vector<std::int64_t> integers_of(const Tensor& t) {
  const Array a = t.value();
  return {a.data<std::int64_t>().begin(), a.data<std::int64_t>().end()};
}

TEST(Sorting, ByHand) {
  const Tensor x = tensor({2, 3}, {3, 1, 2, 4, 6, 5});
  expect_values(sort(x), {2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(sort(x, 0, true), {2, 3}, {4, 6, 5, 3, 1, 2});
  expect_values(argsort(x), {2, 3}, {1, 2, 0, 0, 2, 1});
  expect_values(argsort(x, -1, true), {2, 3}, {0, 2, 1, 1, 2, 0});
  expect_values(sort(tensor({3}, {5, 3, 4}, DType::i32)), {3}, {3, 4, 5});
  EXPECT_EQ(sort(tensor({3}, {5, 3, 4}, DType::u8)).dtype(), DType::u8);
  EXPECT_EQ(argsort(x).dtype(), DType::i64);
  EXPECT_EQ(sort(zeros({2, 0})).value().shape(), (Shape{2, 0}));
  expect_values(grad(sort(x), x, counting({2, 3})), {2, 3}, {2, 0, 1, 3, 5, 4});
}

TEST(Sorting, EqualElementsKeepTheirOrder) {
  const Tensor x = tensor({6}, {1, 0, 1, 0, 1, 0});
  expect_values(argsort(x), {6}, {1, 3, 5, 0, 2, 4});
  expect_values(argsort(x, 0, true), {6}, {0, 2, 4, 1, 3, 5});
  expect_values(argsort(tensor({3}, {0, -0.0, 0})), {3}, {0, 1, 2});
  expect_values(argsort(tensor({4}, {1, 0, 1, 0}, DType::boolean)), {4}, {1, 3, 0, 2});
}

TEST(Sorting, NotANumberIsTheLargest) {
  const Tensor x = tensor({6}, {NAN, 1, -HUGE_VAL, NAN, HUGE_VAL, -1});
  expect_values(argsort(x), {6}, {2, 5, 1, 4, 0, 3});
  expect_values(argsort(x, 0, true), {6}, {0, 3, 4, 1, 5, 2});
  expect_values(argsort(tensor({3}, {-NAN, 1, NAN})), {3}, {1, 0, 2});
}

/// Every dtype against std::stable_sort.
TEST(Sorting, AgreesWithAStableSort) {
  constexpr DType dtypes[] = {DType::f32, DType::f64, DType::bf16, DType::f16,
                              DType::i32, DType::i64, DType::u8,   DType::boolean};
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    Generator g(seed);
    const DType dtype = dtypes[seed % 8];
    const bool descending = g.integer(2) == 1;
    const std::int64_t n = 1 + g.integer(300);
    Array wide({n}, DType::f64);
    for (double& v : wide.mutable_data<double>()) v = static_cast<double>(g.integer(50)) - 20;
    const Array x = wide.astype(dtype);
    std::vector<std::int64_t> order(static_cast<std::size_t>(n));
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](std::int64_t i, std::int64_t j) {
      return descending ? x.at(i) > x.at(j) : x.at(i) < x.at(j);
    });
    ASSERT_EQ(integers_of(argsort(x, 0, descending)), order) << name(dtype) << ", seed " << seed;
    if (!descending) continue;
    const std::int64_t k = g.integer(n + 1);
    order.resize(static_cast<std::size_t>(k));
    ASSERT_EQ(integers_of(top_k(x, k).second), order) << name(dtype) << ", seed " << seed;
  }
}

TEST(Sorting, ExtremeIntegers) {
  using Limits = std::numeric_limits<std::int64_t>;
  const std::vector<std::int64_t> x = {0, Limits::max(), Limits::min(), -1};
  expect_values(argsort(Array::of(x)), {4}, {2, 3, 0, 1});
  const std::vector<std::int32_t> y = {0, std::numeric_limits<std::int32_t>::max(),
                                       std::numeric_limits<std::int32_t>::min()};
  expect_values(argsort(Array::of(y)), {3}, {2, 0, 1});
}

TEST(Sorting, TopK) {
  const Tensor x = tensor({2, 4}, {1, 4, 4, 2, 7, 0, 9, 7});
  const auto [values, indices] = top_k(x, 3);
  expect_values(values, {2, 3}, {4, 4, 2, 9, 7, 7});
  expect_values(indices, {2, 3}, {1, 2, 3, 2, 0, 3});
  expect_values(grad(values, x, counting({2, 3})), {2, 4}, {0, 0, 1, 2, 4, 0, 3, 5});
  EXPECT_EQ(top_k(x, 0).first.value().shape(), (Shape{2, 0}));
  EXPECT_EQ(message_of<ShapeError>([&] { static_cast<void>(top_k(x, 5)); }),
            "top_k: expected a k from 0 to 4, the extent of the last axis, received 5\n"
            "(input (2, 4); k=5).");
}

TEST(Sorting, Searchsorted) {
  const Tensor sequence = tensor({5}, {1, 2, 2, 3, 5});
  const Tensor values = tensor({2, 3}, {0, 1, 2, 4, 5, 6});
  expect_values(searchsorted(sequence, values), {2, 3}, {0, 0, 1, 4, 4, 5});
  expect_values(searchsorted(sequence, values, true), {2, 3}, {0, 1, 3, 4, 5, 5});
  expect_values(searchsorted(sequence, tensor({2}, {2, 6}, DType::i32)), {2}, {1, 5});
  expect_values(searchsorted(zeros({0}), tensor({1}, {3})), {1}, {0});
  expect_values(searchsorted(sequence, tensor({1}, {NAN})), {1}, {5});
  expect_values(digitize(tensor({4}, {0.2, 6.4, 3.0, 1.6}), tensor({5}, {0, 1, 2.5, 4, 10})), {4},
                {1, 4, 3, 2});
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(searchsorted(values, values));
            }).find("expected a sequence of rank 1, received rank 2"),
            std::string::npos);
}

TEST(Sorting, UniqueConsecutive) {
  const Array x = tensor({2, 4}, {1, 1, 2, 2, 2, 3, 1, 1}).value();
  const UniqueConsecutive flat = unique_consecutive(x);
  expect_values(flat.values, {4}, {1, 2, 3, 1});
  expect_values(flat.inverse, {2, 4}, {0, 0, 1, 1, 1, 2, 3, 3});
  expect_values(flat.counts, {4}, {2, 3, 1, 2});
  const Array rows = tensor({4, 2}, {1, 2, 1, 2, 3, 4, 1, 2}, DType::i32).value();
  const UniqueConsecutive along = unique_consecutive(rows, 0);
  expect_values(along.values, {3, 2}, {1, 2, 3, 4, 1, 2});
  expect_values(along.inverse, {4}, {0, 0, 1, 2});
  expect_values(along.counts, {3}, {2, 1, 1});
  EXPECT_EQ(along.values.dtype(), DType::i32);
  const UniqueConsecutive columns = unique_consecutive(tensor({2, 3}, {1, 1, 2, 3, 3, 3}).value(), -1);
  expect_values(columns.values, {2, 2}, {1, 2, 3, 3});
  EXPECT_EQ(unique_consecutive(Array({0})).counts.size(), 0);
  EXPECT_EQ(unique_consecutive(tensor({2}, {NAN, NAN}).value()).counts.size(), 2);
  EXPECT_EQ(unique_consecutive(tensor({2}, {0, -0.0}, DType::f16).value()).counts.size(), 1);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(unique_consecutive(x, 2));
            }).find("unique_consecutive: axis 2 does not exist"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
