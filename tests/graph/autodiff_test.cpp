#include "saem/graph/autodiff.h"

#include <gtest/gtest.h>

#include <cmath>

#include "saem/core/error.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Tensor f64(std::vector<double> values) { return Array::of(values); }

TEST(Autodiff, ProductAndChainRule) {
  const Tensor x = f64({0.5});
  const Tensor y = sum(sin(x * x) * 3.0);
  EXPECT_NEAR(grad(y, x).item(), 3 * std::cos(0.25) * 1.0, 1e-12);
}

TEST(Autodiff, ValuesUsedTwiceAddUp) {
  const Tensor x = f64({3});
  const Tensor y = sum(x * x + x);
  EXPECT_DOUBLE_EQ(grad(y, x).item(), 7);
}

TEST(Autodiff, ThirdOrder) {
  const Tensor x = f64({2});
  const Tensor y = sum(x * x * x * x);
  const Tensor first = grad(y, x);
  const Tensor second = grad(sum(first), x);
  const Tensor third = grad(sum(second), x);
  EXPECT_DOUBLE_EQ(first.item(), 32);
  EXPECT_DOUBLE_EQ(second.item(), 48);
  EXPECT_DOUBLE_EQ(third.item(), 48);
}

TEST(Autodiff, ZeroWhereNothingDepends) {
  const Tensor x = f64({1, 2});
  const Tensor y = sum(f64({3, 4}));
  const Array g = grad(y, x).value();
  EXPECT_EQ(g.shape(), (Shape{2}));
  EXPECT_EQ(g.at(0), 0);
}

TEST(Autodiff, StopGradientIsAConstant) {
  const Tensor x = f64({3});
  EXPECT_DOUBLE_EQ(grad(sum(stop_gradient(x) * x), x).item(), 3);
}

TEST(Autodiff, GradientPenaltyOfACritic) {
  // d/dw of (|d critic/dx| - 1)² for critic(x) = w·x: |w| is the norm, so 2(|w| - 1)·w/|w|.
  const Variable w(Array::of(std::vector<double>{3, 4}), {.name = "w"});
  const Tensor x = f64({0.1, 0.2});
  const auto result = value_and_grad(
      [&] {
        const Tensor inner = grad(sum(Tensor(w) * x), x);
        return square(norm(inner) - 1.0);
      },
      std::vector{w});
  EXPECT_DOUBLE_EQ(result.value.item(), 16);
  EXPECT_NEAR(result.gradients[0].value().at(0), 2 * 4 * 0.6, 1e-12);
  EXPECT_NEAR(result.gradients[0].value().at(1), 2 * 4 * 0.8, 1e-12);
}

TEST(Autodiff, RefusesWhatHasNoGradient) {
  EXPECT_THROW(static_cast<void>(grad(f64({1, 2}), f64({1, 2}))), ShapeError);
  const Tensor integer = Tensor::scalar(1, DType::i32);
  EXPECT_THROW(static_cast<void>(grad(integer, integer)), DTypeError);
}

// Thousands of ops, one behind the other: no step of differentiation or compilation looks at all pairs of
// them, and none calls itself for each.
TEST(Autodiff, GoesThroughLongChains) {
  constexpr int length = 6000;
  const Tensor x = Array::of(std::vector<float>{1, -1});
  Tensor y = x;
  for (int i = 0; i < length; ++i) y = multiply(y, x);
  const Array slope = grad(sum(y), x).value();
  EXPECT_EQ(slope.at(0), length + 1);
  EXPECT_EQ(slope.at(1), length + 1);  // an even power: (length + 1) · (-1)^length
}

}  // namespace
}  // namespace saem
