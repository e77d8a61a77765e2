#include "saem/ops/matrices.h"

#include <cmath>
#include <limits>

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Matrices, Eye) {
  expect_values(eye(2), {2, 2}, {1, 0, 0, 1});
  expect_values(eye(2, 3, 1), {2, 3}, {0, 1, 0, 0, 0, 1});
  expect_values(eye(3, 2, -1, DType::i32), {3, 2}, {0, 0, 1, 0, 0, 1});
  EXPECT_EQ(eye(0).value().shape(), (Shape{0, 0}));
  expect_values(eye(1, 1, std::numeric_limits<std::int64_t>::max()), {1, 1}, {0});
  EXPECT_EQ(eye(2, 2, 0, DType::boolean).dtype(), DType::boolean);
}

TEST(Matrices, Triangles) {
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(tril(x), {2, 3}, {1, 0, 0, 4, 5, 0});
  expect_values(tril(x, 1), {2, 3}, {1, 2, 0, 4, 5, 6});
  expect_values(tril(x, -1), {2, 3}, {0, 0, 0, 4, 0, 0});
  expect_values(triu(x), {2, 3}, {1, 2, 3, 0, 5, 6});
  expect_values(triu(x, 1), {2, 3}, {0, 2, 3, 0, 0, 6});
  expect_values(triu(x, -1), {2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(triu(x, std::numeric_limits<std::int64_t>::min()), {2, 3}, {1, 2, 3, 4, 5, 6});
  expect_values(tril(ones({2, 2, 2})), {2, 2, 2}, {1, 0, 1, 1, 1, 0, 1, 1});
  expect_values(tri(2, 3, 1), {2, 3}, {1, 1, 0, 1, 1, 1});
  expect_values(triangular_mask(2, 2), {2, 2}, {1, 0, 1, 1});
  expect_values(grad(tril(x), x, ones({2, 3})), {2, 3}, {1, 0, 0, 1, 1, 0});
  expect_values(triu(tensor({2, 2}, {1, 2, 3, 4}, DType::i64)), {2, 2}, {1, 2, 0, 4});
}

TEST(Matrices, Diagonals) {
  const Tensor v = tensor({2}, {1, 2});
  expect_values(diag(v), {2, 2}, {1, 0, 0, 2});
  expect_values(diag(v, 1), {3, 3}, {0, 1, 0, 0, 0, 2, 0, 0, 0});
  expect_values(diag(v, -1), {3, 3}, {0, 0, 0, 1, 0, 0, 0, 2, 0});
  expect_values(grad(diag(v, 1), v, counting({3, 3})), {2}, {1, 5});
  const Tensor x = counting({2, 3});
  expect_values(diag(x), {2}, {0, 4});
  expect_values(diagonal(x, 1), {2}, {1, 5});
  expect_values(diagonal(x, 2), {1}, {2});
  expect_values(diagonal(x, -1), {1}, {3});
  EXPECT_EQ(diagonal(x, 3).value().shape(), (Shape{0}));
  expect_values(diagonal(counting({2, 2, 2})), {2, 2}, {0, 3, 4, 7});
  expect_values(trace(counting({2, 2, 2})), {2}, {3, 11});
  expect_values(grad(trace(x), x), {2, 3}, {1, 0, 0, 0, 1, 0});
  const Array mixed = diag(tensor({2}, {NAN, 1})).value();
  EXPECT_EQ(mixed.at(1), 0) << "a NaN stays on the diagonal";
}

TEST(Matrices, Ranges) {
  expect_values(linspace(0, 1, 5), {5}, {0, 0.25, 0.5, 0.75, 1});
  expect_values(linspace(0, 1, 4, false), {4}, {0, 0.25, 0.5, 0.75});
  expect_values(linspace(3, 7, 1), {1}, {3});
  EXPECT_EQ(linspace(3, 7, 0).value().shape(), (Shape{0}));
  EXPECT_EQ(linspace(0, 1).shape(), (Shape{50}));
  EXPECT_EQ(linspace(0, 0.1, 7, true, DType::f64).value().at(6), 0.1);
  expect_values(arange(1, 4), {3}, {1, 2, 3});
  expect_values(arange(1, 0, -0.25), {4}, {1, 0.75, 0.5, 0.25});
  EXPECT_EQ(arange(1, 0).value().size(), 0);
}

TEST(Matrices, Meshgrid) {
  const std::vector<Tensor> axes = {tensor({2}, {1, 2}), tensor({3}, {3, 4, 5})};
  const Tensors xy = meshgrid(axes);
  expect_values(xy[0], {3, 2}, {1, 2, 1, 2, 1, 2});
  expect_values(xy[1], {3, 2}, {3, 3, 4, 4, 5, 5});
  const Tensors ij = meshgrid(axes, "ij");
  expect_values(ij[0], {2, 3}, {1, 1, 1, 2, 2, 2});
  expect_values(ij[1], {2, 3}, {3, 4, 5, 3, 4, 5});
}

TEST(Matrices, Messages) {
  const auto refused = [](auto f) { return message_of<Error>([&] { static_cast<void>(f()); }); };
  EXPECT_EQ(refused([] { return tril(zeros({3})); }),
            "tril: expected matrices (rank 2 or more), received rank 1\n(input (3,)).\n"
            "Make a vector a matrix with diag.");
  EXPECT_NE(refused([] {
              return diag(zeros({1, 2, 3}));
            }).find("expected a vector or a matrix, received rank 3"),
            std::string::npos);
  EXPECT_NE(refused([] { return eye(-1); }).find("eye: expected an extent of 0 or more, received -1"),
            std::string::npos);
  EXPECT_NE(refused([] { return arange(0, 1, 0); }).find("a step other than 0"), std::string::npos);
  EXPECT_NE(refused([] { return meshgrid({}, "xz"); }).find("received \"xz\""), std::string::npos);
}

}  // namespace
}  // namespace saem::testing
