#include "saem/ops/aggregates.h"

#include <cmath>
#include <limits>

#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Aggregates, Prod) {
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(prod(x), {}, {720});
  expect_values(prod(x, {0}), {3}, {4, 10, 18});
  expect_values(prod(x, {1}), {2}, {6, 120});
  expect_values(prod(x, {-1}, {.keepdims = true}), {2, 1}, {6, 120});
  expect_values(prod(x, {0, 1}, {.keepdims = true}), {1, 1}, {720});
  expect_values(prod(counting({2, 3, 2}), {0, 2}), {3}, {0 * 1 * 6 * 7, 2 * 3 * 8 * 9, 4 * 5 * 10 * 11});
  expect_values(prod(zeros({0, 2}), {0}), {2}, {1, 1});
  EXPECT_EQ(prod(zeros({0, 2}), {1}).value().shape(), (Shape{0}));
  expect_values(prod(Tensor::scalar(5)), {}, {5});
  expect_values(prod(tensor({3}, {100, 100, 100}, DType::u8)), {}, {1e6});
  EXPECT_EQ(prod(tensor({1}, {1}, DType::i32)).dtype(), DType::i32);
}

TEST(Aggregates, ProdOfAnyLengthAndItsGradient) {
  Generator g(5);
  for (std::int64_t n = 1; n < 40; ++n) {
    std::vector<double> x(static_cast<std::size_t>(n));
    for (double& v : x) v = g.integer(8) == 0 ? 0.0 : g.uniform(0.5, 1.5);
    double product = 1;
    std::vector<double> others(x.size(), 1.0);
    for (std::size_t i = 0; i < x.size(); ++i) {
      product *= x[i];
      for (std::size_t j = 0; j < x.size(); ++j) others[j] *= i == j ? 1 : x[i];
    }
    const Tensor t = tensor({n}, x, DType::f64);
    expect_values(prod(t), {}, {product}, 1e-12);
    expect_values(grad(prod(t), t), {n}, others, 1e-12);
  }
}

TEST(Aggregates, AllAndAny) {
  const Tensor x = tensor({2, 3}, {1, 0, 1, 1, 1, 1}, DType::boolean);
  expect_values(all(x), {}, {0});
  expect_values(all(x, {1}), {2}, {0, 1});
  expect_values(all(x, {0}, {.keepdims = true}), {1, 3}, {1, 0, 1});
  expect_values(any(logical_not(x), {1}), {2}, {1, 0});
  expect_values(any(tensor({3}, {0, NAN, 0})), {}, {1});
  expect_values(all(tensor({2}, {-3, 2}, DType::i32)), {}, {1});
  expect_values(all(zeros({0})), {}, {1});
  expect_values(any(zeros({0})), {}, {0});
  EXPECT_EQ(any(x).dtype(), DType::boolean);
  expect_values(count_nonzero(tensor({2, 2}, {0, 5, -1, 0}), {1}), {2}, {1, 1});
}

TEST(Aggregates, Argmin) {
  expect_values(argmin(tensor({2, 3}, {3, 1, 1, -5, -5, 0})), {2}, {1, 0});
  expect_values(argmin(tensor({2, 3}, {3, 1, 1, -5, -5, 0}), 0), {3}, {1, 1, 1});
  expect_values(argmin(tensor({3}, {7, 200, 3}, DType::u8)), {}, {2});
  expect_values(argmin(tensor({3}, {1, 0, 0}, DType::boolean)), {}, {1});
  const std::vector<std::int64_t> ends = {std::numeric_limits<std::int64_t>::max(), -1,
                                          std::numeric_limits<std::int64_t>::min()};
  expect_values(argmin(Array::of(ends)), {}, {2});
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(argmin(zeros({2, 0})));
            }).find("no elements"),
            std::string::npos);
}

TEST(Aggregates, StandardDeviation) {
  expect_values(standard_deviation(tensor({2, 2}, {1, 3, 5, 5}), {1}), {2}, {1, 0});
  expect_values(standard_deviation(tensor({4}, {2, 4, 4, 6}, DType::i32)), {}, {std::sqrt(2.0)});
  const Tensor flat = tensor({2}, {1, 1});
  expect_values(grad(standard_deviation(flat), flat), {2}, {0, 0});
  const Tensor x = tensor({2}, {1, 3});
  expect_values(grad(standard_deviation(x), x), {2}, {-0.5, 0.5});
  EXPECT_TRUE(std::isnan(standard_deviation(tensor({2}, {1, NAN})).item()));
}

}  // namespace
}  // namespace saem::testing
