#include "saem/ops/math_functions.h"

#include <cmath>
#include <limits>
#include <numbers>

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(MathFunctions, AnglesAndHyperbolicFunctions) {
  const Tensor x = tensor({3}, {-0.5, 0, 0.7}, DType::f64);
  const auto expect = [&](const Tensor& y, auto f) {
    expect_values(y, {3}, {f(-0.5), f(0.0), f(0.7)}, 1e-14);
  };
  expect(tan(x), [](double v) { return std::sin(v) / std::cos(v); });
  expect(tan(atan(x)), [](double v) { return v; });
  expect(asin(x) + acos(x), [](double) { return std::numbers::pi / 2; });
  expect(sinh(x) + cosh(x), [](double v) { return std::exp(v); });
  expect(asinh(sinh(x)), [](double v) { return v; });
  expect(acosh(cosh(x)), [](double v) { return std::abs(v); });
  expect(tanh(atanh(x)), [](double v) { return v; });
  expect_values(
      atan2(tensor({4}, {1, 1, -1, 0}), tensor({4}, {1, -1, -1, -1})), {4},
      {std::numbers::pi / 4, 3 * std::numbers::pi / 4, -3 * std::numbers::pi / 4, std::numbers::pi});
  EXPECT_EQ(tan(tensor({1}, {1}, DType::i32)).dtype(), DType::f32);
  EXPECT_EQ(atanh(tensor({1}, {1})).item(), HUGE_VAL);
  EXPECT_TRUE(std::isnan(asin(tensor({1}, {2})).item()));
  const Tensor zero = tensor({1}, {0});
  expect_values(grad(atan2(zero, zero), zero), {1}, {0});
}

TEST(MathFunctions, LogarithmsArePowersExactly) {
  expect_values(log2(tensor({3}, {1, 8, 0.25})), {3}, {0, 3, -2}, 0);
  expect_values(log10(tensor({2}, {1000, 0.01}, DType::f64)), {2}, {3, -2}, 0);
  expect_values(exp2(tensor({3}, {-1, 0, 10})), {3}, {0.5, 1, 1024}, 0);
  expect_values(log2(tensor({1}, {8}, DType::i64)), {1}, {3}, 0);
}

TEST(MathFunctions, ErrorFunctions) {
  expect_values(erfc(tensor({2}, {0, 5}, DType::f64)), {2}, {1, std::erfc(5.0)}, 1e-16);
  for (const double y : {-5.0, -2.0, -1e-3, -1e-12, 0.0, 1e-7, 0.4, 0.48, 1.0, 3.0, 4.0}) {
    const double found = erfinv(tensor({1}, {std::erf(y)}, DType::f64)).item();
    // What erf y rounds to decides what can be known of y.
    const double slope = 2 * std::numbers::inv_sqrtpi * std::exp(-y * y);
    EXPECT_NEAR(found, y, 4e-16 * std::max(1.0, std::abs(y)) + 2.3e-16 / slope) << y;
  }
  EXPECT_EQ(erfinv(tensor({1}, {1})).item(), HUGE_VAL);
  EXPECT_EQ(erfinv(tensor({1}, {-1})).item(), -HUGE_VAL);
  EXPECT_TRUE(std::isnan(erfinv(tensor({1}, {1.5})).item()));
}

TEST(MathFunctions, HypotAndLogaddexp) {
  expect_values(hypot(tensor({2}, {3, 0}), tensor({2}, {4, 0})), {2}, {5, 0});
  EXPECT_FLOAT_EQ(static_cast<float>(hypot(tensor({1}, {3e30}), tensor({1}, {4e30})).item()), 5e30F);
  const Tensor zero = tensor({1}, {0});
  expect_values(grad(hypot(zero, tensor({1}, {0})), zero), {1}, {0});
  expect_values(logaddexp(tensor({3}, {0, 1000, -1000}), tensor({3}, {0, 1000, 0})), {3},
                {std::numbers::ln2, 1000 + std::numbers::ln2, 0}, 1e-4);
  EXPECT_EQ(logaddexp(tensor({1}, {-HUGE_VAL}), tensor({1}, {-HUGE_VAL})).item(), -HUGE_VAL);
  EXPECT_EQ(logaddexp(tensor({1}, {HUGE_VAL}), tensor({1}, {-HUGE_VAL})).item(), HUGE_VAL);
  const Tensor same = tensor({2}, {2, -HUGE_VAL});
  expect_values(grad(sum(logaddexp(same, tensor({2}, {2, -HUGE_VAL}))), same), {2}, {0.5, 0.5});
}

TEST(MathFunctions, FloorDivideAndModAsInNumpy) {
  const std::vector<double> a = {7, -7, 7, -7, 1, 6, 0};
  const std::vector<double> b = {3, 3, -3, -3, 0.1, 3, 5};
  const Tensor x = tensor({7}, a, DType::f64);
  const Tensor y = tensor({7}, b, DType::f64);
  expect_values(floor_divide(x, y), {7}, {2, -3, -3, 2, 9, 2, 0}, 0);
  expect_values(mod(x, y), {7}, {1, 2, -2, -1, std::fmod(1.0, 0.1), 0, 0}, 0);
  expect_values(floor_divide(x, y) * y + mod(x, y), {7}, a, 1e-15);
  const Tensor i = tensor({5}, {7, -7, 7, -7, 5}, DType::i32);
  const Tensor j = tensor({5}, {3, 3, -3, -3, 0}, DType::i32);
  expect_values(floor_divide(i, j), {5}, {2, -3, -3, 2, 0});
  expect_values(remainder(i, j), {5}, {1, 2, -2, -1, 0});
  EXPECT_EQ(mod(i, j).dtype(), DType::i32);
  expect_values(mod(tensor({1}, {200}, DType::u8), tensor({1}, {7}, DType::u8)), {1}, {4});
  EXPECT_EQ(floor_divide(tensor({1}, {1}), tensor({1}, {0})).item(), HUGE_VAL);
  EXPECT_TRUE(std::isnan(mod(tensor({1}, {1}), tensor({1}, {0})).item()));
  constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
  const Tensor low = Array::of(std::vector<std::int64_t>{smallest});
  const Tensor minus = Array::of(std::vector<std::int64_t>{-1});
  EXPECT_EQ(floor_divide(low, minus).value().data<std::int64_t>()[0], smallest);
  EXPECT_EQ(mod(low, minus).value().data<std::int64_t>()[0], 0);
}

TEST(MathFunctions, SpecialNumbers) {
  const Tensor x = tensor({4}, {NAN, HUGE_VAL, -HUGE_VAL, 1});
  expect_values(isnan(x), {4}, {1, 0, 0, 0});
  expect_values(isinf(x), {4}, {0, 1, 1, 0});
  constexpr double largest = std::numeric_limits<float>::max();
  expect_values(nan_to_num(x), {4}, {0, largest, -largest, 1});
  expect_values(nan_to_num(x, 5, 6, 7), {4}, {5, 6, 7, 1});
  expect_values(nan_to_num(cast(x, DType::f16)), {4}, {0, 65504, -65504, 1});
  expect_values(isinf(tensor({2}, {1, 2}, DType::i32)), {2}, {0, 0});
  expect_values(trunc(tensor({4}, {-1.7, -0.2, 0.2, 1.7})), {4}, {-1, 0, 0, 1});
  expect_values(trunc(tensor({1}, {3}, DType::i32)), {1}, {3});
  expect_values(heaviside(tensor({3}, {-2, 0, 3}), Tensor::scalar(0.5)), {3}, {0, 0.5, 1});
  EXPECT_TRUE(std::isnan(heaviside(tensor({1}, {NAN}), Tensor::scalar(0.5)).item()));
  expect_values(reciprocal(tensor({2}, {2, 4})), {2}, {0.5, 0.25});
  expect_values(squared_difference(tensor({2}, {1, 5}), tensor({1}, {3})), {2}, {4, 4});
  expect_values(lerp(tensor({2}, {0, 10}), tensor({2}, {10, 20}), 0.25), {2}, {2.5, 12.5});
}

TEST(MathFunctions, Gamma) {
  constexpr double euler = std::numbers::egamma;
  expect_values(
      lgamma(tensor({4}, {1, 5, 0.5, -0.5}, DType::f64)), {4},
      {0, std::log(24.0), std::log(std::sqrt(std::numbers::pi)), std::log(2 * std::sqrt(std::numbers::pi))},
      1e-14);
  expect_values(digamma(tensor({5}, {1, 2, 0.5, -0.5, 100}, DType::f64)), {5},
                {-euler, 1 - euler, -euler - 2 * std::numbers::ln2, 2 - euler - 2 * std::numbers::ln2,
                 4.600161852738087},
                1e-13);
  constexpr double pi2 = std::numbers::pi * std::numbers::pi;
  constexpr double zeta3 = 1.2020569031595942;
  expect_values(polygamma(1, tensor({3}, {1, 0.5, -0.5}, DType::f64)), {3}, {pi2 / 6, pi2 / 2, pi2 / 2 + 4},
                1e-12);
  expect_values(polygamma(2, tensor({1}, {1}, DType::f64)), {1}, {-2 * zeta3}, 1e-12);
  expect_values(polygamma(3, tensor({1}, {1}, DType::f64)), {1}, {pi2 * pi2 / 15}, 1e-11);
  EXPECT_TRUE(std::isnan(digamma(tensor({1}, {-2})).item()));
  // Just below a pole, where 1 - x is 1 already.
  EXPECT_NEAR(digamma(tensor({1}, {-1e-20}, DType::f64)).item() / 1e20, 1, 1e-12);
  EXPECT_NEAR(polygamma(1, tensor({1}, {-1e-20}, DType::f64)).item() / 1e40, 1, 1e-12);
  EXPECT_EQ(message_of<ValueError>([] { static_cast<void>(polygamma(21, ones({1}))); }),
            "polygamma: expected an order from 0 to 20, received 21.\n"
            "It is the number of the derivative: 0 for digamma.");
}

}  // namespace
}  // namespace saem::testing
