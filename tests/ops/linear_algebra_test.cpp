#include "saem/ops/linear_algebra.h"

#include <cmath>
#include <limits>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "tests/ops/support/differences.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

/// Random matrices; with the diagonal raised by n they are well conditioned, with `symmetric` positive
/// definite.
Array matrices(const Shape& shape, bool symmetric = false, std::uint64_t seed = 1) {
  Generator g(seed);
  Array a = random_array(g, shape);
  const std::int64_t n = shape[-1];
  const auto data = a.mutable_data<double>();
  for (std::int64_t first = 0; first < a.size(); first += n * n) {
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; symmetric && j < i; ++j) data[first + i * n + j] = data[first + j * n + i];
      if (symmetric) data[first + i * n + i] += static_cast<double>(n);
    }
  }
  return a;
}

Array sample(const Shape& shape, std::uint64_t seed = 5) {
  Generator g(seed);
  return random_array(g, shape);
}

void expect_equal(const Tensor& a, const Tensor& b, double tolerance) {
  const Array expected = b.value();
  std::vector<double> values;
  for (std::int64_t i = 0; i < expected.size(); ++i) values.push_back(expected.at(i));
  expect_values(a, expected.shape(), values, tolerance);
}

TEST(LinearAlgebra, ByHand) {
  const Tensor a = tensor({2, 2}, {4, 2, 2, 10});
  expect_values(cholesky(a), {2, 2}, {2, 0, 1, 3});
  expect_values(cholesky(a, true), {2, 2}, {2, 1, 0, 3});
  expect_values(solve(a, tensor({2}, {8, 22})), {2}, {1, 2});
  expect_values(solve(a, tensor({2, 1}, {8, 22})), {2, 1}, {1, 2});
  expect_values(inverse(tensor({2, 2}, {0, 2, 4, 0})), {2, 2}, {0, 0.25, 0.5, 0});
  expect_values(determinant(a), {}, {36}, 1e-5);
  expect_values(determinant(tensor({2, 2}, {0, 1, 1, 0})), {}, {-1});
  expect_values(logdet(a), {}, {std::log(36.0)});
  const auto [sign, logarithm] = slogdet(tensor({2, 2, 2}, {0, 3, 2, 0, 1, 2, 2, 4}));
  expect_values(sign, {2}, {-1, 0});
  EXPECT_NEAR(logarithm.value().at(0), std::log(6.0), 1e-6);
  EXPECT_EQ(logarithm.value().at(1), -std::numeric_limits<double>::infinity());
  expect_values(determinant(tensor({2, 2}, {1, 2, 2, 4})), {}, {0});
}

TEST(LinearAlgebra, UndoesProducts) {
  for (const std::int64_t n : {1, 2, 3, 7, 30}) {
    const Tensor a = matrices({2, 3, n, n}).astype(DType::f32);
    const Tensor spd = matrices({2, 3, n, n}, true).astype(DType::f32);
    const Tensor x = sample({2, 3, n, 4}).astype(DType::f32);
    const double tolerance = n < 30 ? 1e-3 : 2e-2;  // random matrices may be badly conditioned
    expect_equal(solve(a, matmul(a, x)), x, tolerance);
    expect_equal(matmul(a, inverse(a)), matmul(inverse(spd), spd), tolerance);
    const Tensor factor = cholesky(spd);
    expect_equal(matmul(factor, factor, {.transpose_b = true}), spd, 1e-4);
    expect_equal(matmul(spd, cholesky_solve(factor, x)), x, 1e-4);
    expect_equal(matmul(factor, triangular_solve(factor, x)), x, 1e-4);
    expect_equal(matmul(factor, triangular_solve(factor, x, {.transpose = true}), {.transpose_a = true}), x,
                 1e-4);
    expect_equal(logdet(spd), slogdet(spd).second, 1e-4);
  }
}

TEST(LinearAlgebra, TriangularSolveReadsOneTriangle) {
  const Tensor a = tensor({2, 2}, {2, 7, 1, 4});
  const Tensor b = tensor({2, 1}, {2, 9});
  expect_values(triangular_solve(a, b), {2, 1}, {1, 2});
  expect_values(triangular_solve(a, b, {.lower = false}), {2, 1}, {-6.875, 2.25});
  expect_values(triangular_solve(a, b, {.transpose = true}), {2, 1}, {-0.125, 2.25});
  expect_values(triangular_solve(a, b, {.lower = false, .transpose = true}), {2, 1}, {1, 0.5});
}

TEST(LinearAlgebra, ScalesDoNotMatter) {
  // Small numbers are no reason to call a matrix singular; rows that depend on each other are.
  expect_values(inverse(tensor({2, 2}, {1, 0, 0, 1e-20}, DType::f64)), {2, 2}, {1, 0, 0, 1e20});
  expect_values(determinant(tensor({3, 3}, {2, 0, 0, 0, 3, 0, 0, 0, 4})), {}, {24});
}

TEST(LinearAlgebra, GradientsAgreeWithDifferences) {
  const Array spd = matrices({2, 3, 3}, true);
  expect_gradients([](const Tensors& t) { return cholesky(t[0], true); }, {spd});
  expect_gradients([](const Tensors& t) { return logdet(t[0]); }, {spd});
  expect_gradients([](const Tensors& t) { return slogdet(t[0]).second; }, {spd});
  expect_gradients([](const Tensors& t) { return inverse(t[0]); }, {spd});
  expect_gradients([](const Tensors& t) { return solve(t[0], t[1]); }, {spd, sample({2, 3})});
  expect_gradients([](const Tensors& t) { return cholesky_solve(cholesky(t[0]), t[1]); },
                   {spd, sample({2, 3, 2})});
}

TEST(LinearAlgebra, EmptyMatrices) {
  EXPECT_EQ(inverse(zeros({0, 3, 3})).value().shape(), (Shape{0, 3, 3}));
  EXPECT_EQ(cholesky(zeros({2, 0, 0})).value().shape(), (Shape{2, 0, 0}));
  expect_values(determinant(zeros({2, 0, 0})), {2}, {1, 1});
}

TEST(LinearAlgebra, Messages) {
  const auto failure = [](const Tensor& t) { return message_of<ValueError>([&] { (void)t.value(); }); };
  EXPECT_EQ(failure(cholesky(tensor({2, 2, 2}, {1, 0, 0, 1, 1, 2, 2, 1}))),
            "cholesky: matrix 1 of 2 is not positive definite: pivot 1 is -3\n(2 rows).\n"
            "Add a small multiple of the identity matrix.");
  EXPECT_NE(failure(inverse(tensor({3, 3}, {1, 2, 3, 4, 5, 6, 7, 8, 9})))
                .find("solve: the matrix is singular: its rows depend on each other"),
            std::string::npos);
  EXPECT_NE(failure(solve(zeros({2, 2}, DType::f64), zeros({2}, DType::f64))).find("is singular"),
            std::string::npos);
  EXPECT_NE(failure(triangular_solve(tensor({2, 2}, {1, 0, 1, 0}), ones({2, 1})))
                .find("triangular_solve: the matrix is singular: element 1 of its diagonal is 0"),
            std::string::npos);
  EXPECT_NE(failure(inverse(full({2, 2}, NAN))).find("the matrix holds numbers that are not finite"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(cholesky(zeros({2, 3})));
            }).find("cholesky: expected square matrices (…, n, n), received (2, 3)"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(solve(zeros({2, 2}), zeros({3, 1})));
            }).find("solve: a right side of shape (3, 1) does not go with matrices (2, 2)"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(inverse(zeros({2})));
            }).find("inverse: expected square matrices"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
