#include "saem/ops/reduction.h"

#include <cmath>
#include <limits>

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

const double infinity = std::numeric_limits<double>::infinity();

TEST(Reduction, SumOverEachChoiceOfAxes) {
  const Tensor x = counting({2, 3});
  expect_values(sum(x), {}, {15});
  expect_values(sum(x, {0}), {3}, {3, 5, 7});
  expect_values(sum(x, {-1}), {2}, {3, 12});
  expect_values(sum(x, {1}, {.keepdims = true}), {2, 1}, {3, 12});
  expect_values(sum(x, {1, 0}), {}, {15});
  expect_values(sum(Tensor::scalar(5)), {}, {5});
  expect_values(sum(zeros({2, 0}), {1}), {2}, {0, 0});
}

TEST(Reduction, SmallIntegersDoNotOverflow) {
  EXPECT_EQ(sum(full({300}, 1, DType::u8)).item(), 300);
  EXPECT_EQ(sum(full({300}, 1, DType::boolean)).item(), 300);
  EXPECT_EQ(sum(full({3}, 1, DType::boolean)).dtype(), DType::i64);
}

TEST(Reduction, MeanAndVariance) {
  const Tensor x = tensor({2, 2}, {1, 3, 10, 20});
  expect_values(mean(x), {}, {8.5});
  expect_values(mean(x, {1}), {2}, {2, 15});
  expect_values(variance(x, {1}), {2}, {1, 25});
  expect_values(variance(x, {1}, {.keepdims = true}), {2, 1}, {1, 25});
  expect_values(mean(tensor({2}, {1, 2}, DType::i32)), {}, {1.5});
}

TEST(Reduction, MaxAndMin) {
  const Tensor x = tensor({2, 3}, {3, -1, 2, -5, -4, -6});
  expect_values(max(x, {1}), {2}, {3, -4});
  expect_values(min(x, {0}), {3}, {-5, -4, -6});
  expect_values(max(x), {}, {3});
  expect_values(min(tensor({2}, {3, 200}, DType::u8)), {}, {3});
  expect_values(max(tensor({2}, {0, 1}, DType::boolean)), {}, {1});
}

TEST(Reduction, ElementsThatTieShareTheGradient) {
  const Tensor x = tensor({4}, {2, 5, 5, 1});
  expect_values(grad(max(x), x), {4}, {0, 0.5, 0.5, 0});
  const Tensor y = tensor({2, 2}, {7, 7, 1, 2});
  expect_values(grad(max(y, {1}), y, tensor({2}, {1, 10})), {2, 2}, {0.5, 0.5, 0, 10});
}

TEST(Reduction, ArgmaxGivesTheFirst) {
  expect_values(argmax(tensor({2, 3}, {1, 5, 5, 9, 2, 3})), {2}, {1, 0});
  expect_values(argmax(tensor({2, 3}, {1, 5, 5, 9, 2, 3}), 0), {3}, {1, 0, 0});
  EXPECT_EQ(argmax(zeros({2, 3})).dtype(), DType::i64);
}

TEST(Reduction, NormIsSmoothToTheUserAtZero) {
  expect_values(norm(tensor({2}, {3, 4})), {}, {5});
  const Tensor x = tensor({2, 2}, {0, 0, 3, 4});
  expect_values(grad(sum(norm(x, {1})), x), {2, 2}, {0, 0, 0.6, 0.8});
  // A gradient penalty differentiates the norm of a gradient, which may be zero: no NaN there either.
  const Tensor twice = grad(sum(square(grad(sum(norm(x, {1})), x))), x);
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(std::isfinite(twice.value().at(i))) << i;
}

TEST(Reduction, LogsumexpDoesNotOverflow) {
  expect_values(logsumexp(tensor({2}, {1000, 1000})), {}, {1000 + std::log(2.0)}, 1e-4);
  expect_values(logsumexp(tensor({2, 2}, {0, 0, -1000, -1000}), {1}), {2},
                {std::log(2.0), -1000 + std::log(2.0)}, 1e-4);
  EXPECT_EQ(logsumexp(tensor({2}, {-infinity, -infinity})).item(), -infinity);
  expect_values(logsumexp(tensor({1, 2}, {0, 0}), {1}, {.keepdims = true}), {1, 1}, {std::log(2.0)});
  const Tensor x = tensor({2}, {1, 1});
  expect_values(grad(logsumexp(x), x), {2}, {0.5, 0.5});
}

TEST(Reduction, Messages) {
  const Tensor x = zeros({2, 3});
  EXPECT_EQ(message_of<ShapeError>([&] { static_cast<void>(sum(x, {2})); }),
            "sum: axis 2 does not exist in an input of rank 2\n(input (2, 3)).\nUse an axis from -2 to 1; "
            "negative ones count from the end.");
  EXPECT_NE(message_of<ValueError>([&] {
              static_cast<void>(sum(x, {1, -1}));
            }).find("sum: axis 1 is named twice"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(max(zeros({2, 0}), {1}));
            }).find("max: axis 1 has no elements"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(mean(zeros({0})));
            }).find("mean: there are no elements to average"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([&] {
              static_cast<void>(argmax(Tensor::scalar(1)));
            }).find("A scalar has no axes."),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
