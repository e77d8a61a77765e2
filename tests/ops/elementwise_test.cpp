#include "saem/ops/elementwise.h"

#include <cmath>
#include <limits>

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Elementwise, ShapesStretch) {
  expect_values(tensor({2, 1}, {1, 2}) + tensor({3}, {10, 20, 30}), {2, 3}, {11, 21, 31, 12, 22, 32});
  expect_values(Tensor::scalar(2) * tensor({2}, {3, 4}), {2}, {6, 8});
  expect_values(where(tensor({2, 1}, {1, 0}, DType::boolean), tensor({2}, {1, 2}), -1.0), {2, 2},
                {1, 2, -1, -1});
}

TEST(Elementwise, StretchedOperandsCollectTheirGradient) {
  const Tensor column = tensor({2, 1}, {1, 2});
  const Tensor row = tensor({3}, {10, 20, 30});
  const Tensors both = gradients(sum(column * row), std::vector<Tensor>{column, row});
  expect_values(both[0], {2, 1}, {60, 60});
  expect_values(both[1], {3}, {3, 3, 3});
}

TEST(Elementwise, NumbersTakeTheDtypeOfTheTensor) {
  EXPECT_EQ((zeros({2}, DType::f64) + 1.0).dtype(), DType::f64);
  EXPECT_EQ((zeros({2}, DType::i32) * 3.0).dtype(), DType::i32);
  EXPECT_EQ((zeros({2}, DType::i32) + zeros({2})).dtype(), DType::f32);
  EXPECT_EQ((zeros({2}) + zeros({2}, DType::f64)).dtype(), DType::f64);
  EXPECT_EQ(less(zeros({2}), 1.0).dtype(), DType::boolean);
}

TEST(Elementwise, IntegerDivisionIsDefinedEverywhere) {
  constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
  const Tensor a = Array::of(std::vector<std::int64_t>{7, -7, 7, 1, smallest});
  const Tensor b = Array::of(std::vector<std::int64_t>{2, 2, -2, 0, -1});
  const Array y = divide(a, b).value();
  EXPECT_EQ(std::vector<std::int64_t>(y.data<std::int64_t>().begin(), y.data<std::int64_t>().end()),
            (std::vector<std::int64_t>{3, -3, -3, 0, smallest}));
}

TEST(Elementwise, GradientsAtKinksAreThePromisedOnes) {
  const Tensor x = tensor({3}, {-1, 0, 1});
  expect_values(grad(sum(abs(x)), x), {3}, {-1, 0, 1});
  expect_values(grad(sum(relu(x)), x), {3}, {0, 0, 1});
  expect_values(grad(sum(sign(x)), x), {3}, {0, 0, 0});
  expect_values(grad(sum(clip(tensor({3}, {-5, 0.5, 5}), 0, 1)), x), {3}, {0, 0, 0});
  const Tensor y = tensor({3}, {-5, 0.5, 5});
  expect_values(clip(y, 0, 1), {3}, {0, 0.5, 1});
  expect_values(grad(sum(clip(y, 0, 1)), y), {3}, {0, 1, 0});
  const Tensor zero = tensor({1}, {0});
  expect_values(grad(sum(pow(zero, 2)), zero), {1}, {0});
  const Tensor exponent = tensor({1}, {2});
  expect_values(grad(sum(pow(zero, exponent)), exponent), {1}, {0});
}

TEST(Elementwise, ExtremesStayFinite) {
  const Tensor x = tensor({4}, {-1000, -50, 50, 1000});
  expect_values(sigmoid(x), {4}, {0, 0, 1, 1});
  expect_values(tanh(x), {4}, {-1, -1, 1, 1});
  expect_values(softplus(x), {4}, {0, 0, 50, 1000});
  expect_values(grad(sum(softplus(x)), x), {4}, {0, 0, 1, 1});
  EXPECT_NEAR(log1p(tensor({1}, {1e-10})).item() / 1e-10, 1, 1e-6);
  EXPECT_NEAR(expm1(tensor({1}, {1e-10})).item() / 1e-10, 1, 1e-6);
}

TEST(Elementwise, UnselectedBranchDoesNotReachTheGradient) {
  // d log is infinite at 0, where the other branch was taken: 0 · ∞ must not come through.
  const Tensor x = tensor({2}, {0, 2});
  const Tensor positive = greater(x, 0.0);
  expect_values(grad(sum(where(positive, log(where(positive, x, 1.0)), 0.0)), x), {2}, {0, 0.5});
}

TEST(Elementwise, RoundingAndCasts) {
  expect_values(round(tensor({4}, {0.5, 1.5, 2.5, -0.5})), {4}, {0, 2, 2, 0});
  expect_values(cast(tensor({3}, {-1.7, 1.7, 0}), DType::i32), {3}, {-1, 1, 0});
  expect_values(cast(tensor({3}, {-0.2, 0, 7}), DType::boolean), {3}, {1, 0, 1});
  const Tensor x = tensor({2}, {1, 2});
  EXPECT_EQ(grad(sum(cast(x, DType::f64)), x).dtype(), DType::f32);
}

TEST(Elementwise, NotANumber) {
  const Tensor x = tensor({3}, {NAN, HUGE_VAL, 1});
  expect_values(isfinite(x), {3}, {0, 0, 1});
  expect_values(equal(x, x), {3}, {0, 1, 1});
  EXPECT_TRUE(std::isnan(maximum(x, 0.0).value().at(0)) && std::isnan(relu(x).value().at(0)))
      << "a NaN must not be turned into a number";
}

TEST(Elementwise, Messages) {
  const std::string shapes = message_of<ShapeError>([] { static_cast<void>(zeros({2, 3}) + zeros({4})); });
  for (const char* part : {"add", "(2, 3)", "(4,)"})
    EXPECT_NE(shapes.find(part), std::string::npos) << shapes;
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(exp(zeros({2}, DType::i32)));
            }).find("exp: expected floating-point numbers, received int32"),
            std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(where(zeros({2}), zeros({2}), zeros({2})));
            }).find("where: expected a bool condition, received float32"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] { static_cast<void>(clip(zeros({2}), 1, 0)); }).find("clip"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
