#include "saem/ops/segments.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

/// Also infinities.
void expect_exactly(const Tensor& tensor, const std::vector<double>& values) {
  const Array array = tensor.value();
  ASSERT_EQ(array.size(), static_cast<std::int64_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    EXPECT_EQ(array.at(static_cast<std::int64_t>(i)), values[i]) << "element " << i;
}

Tensor ids(const std::vector<std::int64_t>& numbers) { return Array::of(numbers); }

TEST(Segments, ByHand) {
  const Tensor x = tensor({5}, {1, 2, 3, 4, 5});
  const Tensor s = ids({2, 0, 2, 0, 2});
  expect_values(segment_sum(x, s, 4), {4}, {6, 0, 9, 0});
  expect_values(segment_mean(x, s, 4), {4}, {3, 0, 3, 0});
  expect_values(segment_prod(x, s, 4), {4}, {8, 1, 15, 1});
  expect_exactly(segment_max(x, s, 3), {4, -HUGE_VAL, 5});
  expect_exactly(segment_min(x, s, 3), {2, HUGE_VAL, 1});
}

TEST(Segments, EmptyOnesAndIdsOutside) {
  const Tensor x = tensor({4}, {1, 2, 3, 4}, DType::i32);
  const Tensor s = ids({-1, 3, 1, 7});
  expect_values(segment_sum(x, s, 3), {3}, {0, 3, 0});
  expect_values(segment_max(x, s, 2), {2}, {std::numeric_limits<std::int32_t>::min(), 3});
  expect_values(segment_min(x, s, 2), {2}, {std::numeric_limits<std::int32_t>::max(), 3});
  expect_values(segment_min(cast(x, DType::u8), s, 2), {2}, {255, 3});
  expect_values(segment_sum(x, s, 0), {0}, {});
  expect_exactly(segment_max(zeros({0, 2}), ids({}), 1), {-HUGE_VAL, -HUGE_VAL});
  expect_values(segment_prod(zeros({0, 2}), ids({}), 1), {1, 2}, {1, 1});
}

TEST(Segments, DTypes) {
  const Tensor s = ids({0, 0});
  EXPECT_EQ(segment_sum(tensor({2}, {200, 100}, DType::u8), s, 1).item(), 300);
  EXPECT_EQ(segment_mean(tensor({2}, {1, 2}, DType::i64), s, 1).dtype(), DType::f32);
  EXPECT_EQ(segment_mean(tensor({2}, {1, 2}, DType::f64), s, 1).dtype(), DType::f64);
  EXPECT_EQ(segment_prod(tensor({2}, {1, 2}, DType::boolean), s, 1).dtype(), DType::i64);
}

TEST(Segments, NotANumberAndInfinityStayInTheirSegment) {
  const Tensor x = tensor({5}, {HUGE_VAL, 0, NAN, 2, 3});
  const Tensor s = ids({0, 1, 0, 2, 1});
  const Array product = segment_prod(x, s, 3).value();
  EXPECT_TRUE(std::isnan(product.at(0)));
  EXPECT_EQ(product.at(1), 0);
  EXPECT_EQ(product.at(2), 2);
  EXPECT_TRUE(std::isnan(segment_max(x, s, 3).value().at(0)));
  EXPECT_TRUE(std::isnan(segment_min(x, s, 3).value().at(0)));
  EXPECT_EQ(segment_max(x, s, 3).value().at(1), 3);
}

TEST(Segments, Gradients) {
  const Tensor x = tensor({5}, {2, 0, 3, 3, 0});
  const Tensor s = ids({0, 0, 1, 1, 1});
  expect_values(grad(sum(segment_prod(x, s, 2)), x), {5}, {0, 2, 0, 0, 9});
  expect_values(grad(sum(segment_max(x, s, 2)), x), {5}, {1, 0, 1, 0, 0});  // the first of equals
  expect_values(grad(sum(segment_min(x, s, 2)), x), {5}, {0, 1, 0, 0, 1});
  expect_values(grad(sum(segment_mean(x, s, 2)), x), {5}, {0.5, 0.5, 1. / 3, 1. / 3, 1. / 3});
}

TEST(Segments, AgreeWithLoops) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Generator g(seed);
    const std::int64_t n = g.integer(40);
    const std::int64_t rest = 1 + g.integer(3);
    const std::int64_t segments = 1 + g.integer(6);
    const Array x = random_array(g, {n, rest});
    Array places({n}, DType::i64);
    for (std::int64_t& place : places.mutable_data<std::int64_t>()) place = g.integer(segments + 2) - 1;
    std::vector<double> sums(static_cast<std::size_t>(segments * rest), 0);
    std::vector<double> products(sums.size(), 1);
    std::vector<double> largest(sums.size(), -HUGE_VAL);
    for (std::int64_t i = 0; i < n; ++i) {
      const auto segment = static_cast<std::int64_t>(places.at(i));
      if (segment < 0 || segment >= segments) continue;
      for (std::int64_t c = 0; c < rest; ++c) {
        const auto to = static_cast<std::size_t>(segment * rest + c);
        const double value = x.at(i * rest + c);
        sums[to] += value;
        products[to] *= value;
        largest[to] = std::max(largest[to], value);
      }
    }
    expect_values(segment_sum(x, places, segments), {segments, rest}, sums, 1e-12);
    expect_values(segment_prod(x, places, segments), {segments, rest}, products, 1e-12);
    const Array found = segment_max(x, places, segments).value();
    for (std::size_t i = 0; i < largest.size(); ++i)
      ASSERT_EQ(found.at(static_cast<std::int64_t>(i)), largest[i]) << "seed " << seed;
  }
}

TEST(Segments, Bincount) {
  expect_values(bincount(ids({1, 1, 3, 9, -1}), 5), {5}, {0, 2, 0, 1, 0});
  EXPECT_EQ(bincount(ids({1}), 2).dtype(), DType::i64);
  expect_values(bincount(ids({1, 1, 3}), tensor({3}, {0.5, 1, 2}), 4), {4}, {0, 1.5, 0, 2});
  expect_values(bincount(tensor({2, 2}, {0, 1, 1, 1}, DType::u8), 2), {2}, {1, 3});
}

TEST(Segments, Messages) {
  const std::string shape = message_of<ShapeError>([] {
    static_cast<void>(segment_sum(zeros({3, 2}), ids({0, 1}), 2));
  });
  EXPECT_NE(shape.find("segment_sum: ids (2,) and 2 segments do not go with an input of shape (3, 2)"),
            std::string::npos)
      << shape;
  const std::string type =
      message_of<DTypeError>([] { static_cast<void>(segment_max(zeros({2}), zeros({2}), 2)); });
  EXPECT_NE(type.find("segment_max: expected integers as ids, received float32"), std::string::npos) << type;
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(segment_prod(zeros({2}), ids({0, 1}), -1));
            }),
            "nothing thrown");
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(bincount(ids({0, 1}), zeros({3}), 2));
            }),
            "nothing thrown");
}

}  // namespace
}  // namespace saem::testing
