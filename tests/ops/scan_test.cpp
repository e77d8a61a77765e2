#include "saem/ops/scan.h"

#include <cmath>

#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Scan, CumsumByHand) {
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(cumsum(x, 1), {2, 3}, {1, 3, 6, 4, 9, 15});
  expect_values(cumsum(x, 0), {2, 3}, {1, 2, 3, 5, 7, 9});
  expect_values(cumsum(x), {6}, {1, 3, 6, 10, 15, 21});
  expect_values(cumsum(x, -1, {.exclusive = true}), {2, 3}, {0, 1, 3, 0, 4, 9});
  expect_values(cumsum(x, 1, {.reverse = true}), {2, 3}, {6, 5, 3, 15, 11, 6});
  expect_values(cumsum(x, 1, {.exclusive = true, .reverse = true}), {2, 3}, {5, 3, 0, 11, 6, 0});
  expect_values(cumsum(Tensor::scalar(3)), {1}, {3});
  EXPECT_EQ(cumsum(zeros({2, 0}), 1).value().shape(), (Shape{2, 0}));
}

TEST(Scan, CumsumOfIntegers) {
  EXPECT_EQ(cumsum(tensor({2}, {1, 2}, DType::i32), 0).dtype(), DType::i32);
  expect_values(cumsum(tensor({3}, {200, 200, 200}, DType::u8), 0), {3}, {200, 400, 600});
  expect_values(cumsum(tensor({3}, {1, 0, 1}, DType::boolean), 0), {3}, {1, 1, 2});
  EXPECT_EQ(cumsum(tensor({1}, {1}, DType::boolean), 0).dtype(), DType::i64);
}

TEST(Scan, LongSumsStayExact) {
  const Tensor x = full({3000001}, 0.1);
  const Array y = cumsum(x, 0).value();
  EXPECT_NEAR(y.at(3000000), 3000001 * static_cast<double>(0.1F), 0.02);
}

TEST(Scan, CumprodByHand) {
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(cumprod(x, 1), {2, 3}, {1, 2, 6, 4, 20, 120});
  expect_values(cumprod(x, 0), {2, 3}, {1, 2, 3, 4, 10, 18});
  expect_values(cumprod(x), {6}, {1, 2, 6, 24, 120, 720});
  expect_values(cumprod(x, 1, {.exclusive = true}), {2, 3}, {1, 1, 2, 1, 4, 20});
  expect_values(cumprod(x, 1, {.reverse = true}), {2, 3}, {6, 6, 3, 120, 30, 6});
  expect_values(cumprod(x, 1, {.exclusive = true, .reverse = true}), {2, 3}, {6, 3, 1, 30, 6, 1});
  EXPECT_EQ(cumprod(zeros({2, 0}), 1).value().shape(), (Shape{2, 0}));
  expect_values(cumprod(tensor({3}, {3, -2, 5}, DType::i32), 0), {3}, {3, -6, -30});
  EXPECT_EQ(cumprod(tensor({1}, {HUGE_VAL}), 0).value().at(0), HUGE_VAL);
}

/// d Σ w·y / d x by the definition: each factor's place taken out of each product.
std::vector<double> cumprod_gradient(const std::vector<double>& x, const std::vector<double>& w) {
  std::vector<double> gradient(x.size(), 0.0);
  for (std::size_t k = 0; k < x.size(); ++k) {
    for (std::size_t i = k; i < x.size(); ++i) {
      double product = w[i];
      for (std::size_t j = 0; j <= i; ++j) product *= j == k ? 1 : x[j];
      gradient[k] += product;
    }
  }
  return gradient;
}

TEST(Scan, CumprodGradientIsExactAroundZeros) {
  const std::vector<double> w = {1, 10, 100, 1000};
  for (const std::vector<double>& x : {std::vector<double>{2, 3, 4, 5}, std::vector<double>{2, 0, 4, 5},
                                       std::vector<double>{0, 3, 0, 5}, std::vector<double>{0, 0, 0, 0}}) {
    const Tensor t = tensor({4}, x, DType::f64);
    expect_values(grad(cumprod(t, 0), t, tensor({4}, w, DType::f64)), {4}, cumprod_gradient(x, w));
  }
}

TEST(Scan, LinearRecurrenceByHand) {
  const Tensor b = tensor({4}, {1, 1, 1, 1});
  expect_values(linear_recurrence(tensor({4}, {9, 0.5, 0.5, 2}), b, 0), {4}, {1, 1.5, 1.75, 4.5});
  expect_values(linear_recurrence(Tensor::scalar(0.5), b, 0, true), {4}, {1.875, 1.75, 1.5, 1});
  expect_values(linear_recurrence(tensor({2}, {3, 2}, DType::i64), tensor({2}, {5, 7}, DType::i64), 0), {2},
                {5, 17});
}

TEST(Scan, Messages) {
  EXPECT_EQ(message_of<ShapeError>([] {
              static_cast<void>(cumsum(zeros({3, 2}), 2));
            }),
            "cumsum: axis 2 does not exist in an input of rank 2\n(input (3, 2)).\n"
            "Use an axis from -2 to 1; negative ones count from the end.");
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(cumprod(zeros({3}), 1));
            }).find("cumprod: axis 1 does not exist"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(linear_recurrence(zeros({3}), zeros({2}), 0));
            }).find("linear_recurrence"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
