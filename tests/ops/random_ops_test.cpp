#include "saem/ops/random_ops.h"

#include <cmath>
#include <set>

#include "saem/compile/compile.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

Tensor key(std::int64_t seed, std::int64_t counter) {
  return Array::of(std::vector<std::int64_t>{seed, counter});
}

TEST(RandomOps, UniformIsPhiloxByPlace) {
  // The contract of random_ops.h, word by word; both key words have a high and a low half.
  const std::int64_t seed = 0x0123456789abcdef;
  const std::int64_t counter = 0x00000005'00000007;
  const Array drawn = random_uniform(key(seed, counter), {11}).value();
  for (std::uint32_t i = 0; i < 11; ++i) {
    const PhiloxCounter words = philox({i / 4, 0, 7, 5}, {0x89abcdef, 0x01234567});
    EXPECT_EQ(drawn.data<float>()[i], unit_float(words[i % 4])) << i;
  }
}

TEST(RandomOps, DrawsDoNotDependOnTheShape) {
  const Array flat = random_uniform(key(1, 2), {12}).value();
  EXPECT_TRUE(identical(random_uniform(key(1, 2), {3, 4}).value().reshape({12}), flat));
  EXPECT_TRUE(identical(random_uniform(key(1, 2), {5}).value(), flat.rows(0, 5)));
}

TEST(RandomOps, UniformIsUniform) {
  const std::int64_t n = 100000;
  const Array x = random_uniform(key(3, 0), {n}).value();
  double total = 0;
  double squares = 0;
  for (const float value : x.data<float>()) {
    ASSERT_GE(value, 0.0F);
    ASSERT_LT(value, 1.0F);
    total += value;
    squares += static_cast<double>(value) * value;
  }
  // Standard errors are 0.0009 and 0.0009: five of them.
  EXPECT_NEAR(total / n, 0.5, 0.005);
  EXPECT_NEAR(squares / n, 1.0 / 3.0, 0.005);
}

TEST(RandomOps, NormalIsNormal) {
  const std::int64_t n = 100000;
  const Array x = random_normal(key(4, 0), {n}).value();
  double mean = 0;
  double second = 0;
  double fourth = 0;
  double pairs = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const double value = x.at(i);
    ASSERT_TRUE(std::isfinite(value));
    mean += value / n;
    second += value * value / n;
    fourth += std::pow(value, 4) / n;
    if (i % 2 == 1) pairs += value * x.at(i - 1) / (n / 2.0);
  }
  EXPECT_NEAR(mean, 0, 0.016);
  EXPECT_NEAR(second, 1, 0.023);
  EXPECT_NEAR(fourth, 3, 0.16);
  EXPECT_NEAR(pairs, 0, 0.023);
}

TEST(RandomOps, NormalIsBoxAndMuller) {
  const Array x = random_normal(key(9, 1), {4}).value();
  const PhiloxCounter words = philox({0, 0, 1, 0}, {9, 0});
  const double u = ((words[2] >> 8) + 1.0) * 0x1p-24;
  const double v = (words[3] >> 8) * 0x1p-24;
  EXPECT_NEAR(x.at(2), std::sqrt(-2 * std::log(u)) * std::cos(2 * M_PI * v), 1e-5);
  EXPECT_NEAR(x.at(3), std::sqrt(-2 * std::log(u)) * std::sin(2 * M_PI * v), 1e-5);
}

TEST(RandomOps, EachDrawGetsItsOwnKey) {
  RandomState random(7);
  const Array first = random_uniform(random.next(), {5}).value();
  const Array second = random_uniform(random.next(), {5}).value();
  EXPECT_FALSE(identical(first, second));
  random.reset(7);
  EXPECT_TRUE(identical(random_uniform(random.next(), {5}).value(), first));
  EXPECT_EQ(random.variable().value().data<std::int64_t>()[1], 1);
  EXPECT_FALSE(random.variable().trainable());
}

TEST(RandomOps, CompiledStepsDrawWhatEagerOnesDraw) {
  RandomState eager(11);
  RandomState compiled(11);
  auto step = compile([&] {
    const Tensor first = random_uniform(compiled.next(), {3});
    return std::pair(first, random_uniform(compiled.next(), {3}));
  });
  for (int i = 0; i < 3; ++i) {
    const auto [a, b] = step();
    EXPECT_TRUE(identical(a.value(), random_uniform(eager.next(), {3}).value())) << i;
    EXPECT_TRUE(identical(b.value(), random_uniform(eager.next(), {3}).value())) << i;
  }
  EXPECT_EQ(compiled.variable().value().data<std::int64_t>()[1], 6);
}

TEST(RandomOps, DropoutKeepsTheExpectation) {
  const std::int64_t n = 40000;
  const Tensor x = ones({n});
  const Tensor y = dropout(x, 0.25, key(1, 1));
  const Array values = y.value();
  double dropped = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    if (values.at(i) == 0) {
      ++dropped;
    } else {
      ASSERT_NEAR(values.at(i), 4.0 / 3.0, 1e-6);
    }
  }
  EXPECT_NEAR(dropped / n, 0.25, 0.011);  // five standard errors
  // The gradient passes where the element did, with the same factor.
  EXPECT_TRUE(identical(grad(y, x, ones({n})).value(), values));
  EXPECT_TRUE(dropout(x, 0, key(1, 1)).same_as(x));
  EXPECT_EQ(dropout(ones({3}, DType::f64), 0.5, key(1, 1)).dtype(), DType::f64);
}

TEST(RandomOps, Messages) {
  EXPECT_EQ(message_of<ValueError>([] { static_cast<void>(dropout(zeros({2}), 1, key(0, 0))); }),
            "dropout: expected a rate in [0, 1), received 1.\nThe rate is the fraction of elements to drop, "
            "0.25 for a quarter.");
  EXPECT_NE(
      message_of<ValueError>([] { static_cast<void>(dropout(zeros({2}), NAN, key(0, 0))); }).find("dropout"),
      std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(random_uniform(arange(3), {2}));
            }).find("expected a key (seed, counter) of shape (2,), received (3,)"),
            std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(random_normal(zeros({2}), {2}));
            }).find("expected an int64 key, received float32"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
