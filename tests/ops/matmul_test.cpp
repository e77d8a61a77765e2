#include "saem/ops/matmul.h"

#include "saem/graph/autodiff.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Matmul, ByHandWithEachTranspose) {
  const Tensor a = tensor({2, 2}, {1, 2, 3, 4});
  const Tensor b = tensor({2, 2}, {5, 6, 7, 8});
  expect_values(matmul(a, b), {2, 2}, {19, 22, 43, 50});
  expect_values(matmul(a, b, {.transpose_a = true}), {2, 2}, {26, 30, 38, 44});
  expect_values(matmul(a, b, {.transpose_b = true}), {2, 2}, {17, 23, 39, 53});
  expect_values(matmul(a, b, {.transpose_a = true, .transpose_b = true}), {2, 2}, {23, 31, 34, 46});
}

TEST(Matmul, LeadingAxes) {
  const Tensor a = counting({2, 1, 2});  // [0 1] and [2 3]
  const Tensor batched = tensor({2, 2, 1}, {1, 10, 100, 1000});
  expect_values(matmul(a, batched), {2, 1, 1}, {10, 3200});
  expect_values(matmul(a, tensor({2, 1}, {1, 10})), {2, 1, 1}, {10, 32});
  expect_values(matmul(tensor({1, 2}, {1, 10}), batched), {2, 1, 1}, {101, 10100});
}

TEST(Matmul, SumOverNothingIsZero) {
  expect_values(matmul(zeros({2, 0}), zeros({0, 2})), {2, 2}, {0, 0, 0, 0});
}

TEST(Matmul, SharedMatrixCollectsTheGradientOfEveryProduct) {
  const Tensor a = tensor({2, 1, 2}, {1, 2, 3, 4});
  const Tensor b = tensor({2, 1}, {1, 1});
  expect_values(grad(matmul(a, b), b, tensor({2, 1, 1}, {1, 10})), {2, 1}, {31, 42});
  const Tensor shared = tensor({1, 2}, {1, 1});
  const Tensor many = tensor({2, 2, 1}, {1, 2, 3, 4});
  expect_values(grad(matmul(shared, many), shared, tensor({2, 1, 1}, {1, 10})), {1, 2}, {31, 42});
}

TEST(Matmul, MessageForInnerExtents) {
  EXPECT_EQ(message_of<ShapeError>([] {
              static_cast<void>(matmul(zeros({32, 784}), zeros({512, 10})));
            }),
            "matmul: the rows of a have 784 elements but the columns of b have 512\n"
            "(inputs (32, 784), (512, 10); transpose_a=false, transpose_b=false).\n"
            "Make these two extents equal, or set transpose_a or transpose_b.");
}

TEST(Matmul, VectorsAreRowsAndColumns) {
  const Tensor v = tensor({2}, {1, 10});
  const Tensor m = tensor({2, 2}, {1, 2, 3, 4});
  expect_values(matmul(v, m), {2}, {31, 42});
  expect_values(matmul(m, v), {2}, {21, 43});
  expect_values(matmul(v, v), {}, {101});
  expect_values(matmul(counting({3, 1, 2}), v), {3, 1}, {10, 32, 54});
  expect_values(matmul(v, counting({2, 2, 1})), {2, 1}, {10, 32});
  expect_values(grad(sum(matmul(m, v)), v), {2}, {4, 6});
}

TEST(Matmul, LeadingAxesStretch) {
  const Tensor a = counting({2, 1, 1, 2});  // [0 1] and [2 3]
  const Tensor b = tensor({3, 2, 1}, {1, 0, 0, 1, 1, 1});
  expect_values(matmul(a, b), {2, 3, 1, 1}, {0, 1, 1, 2, 3, 5});
  expect_values(matmul(counting({1, 1, 2}), b), {3, 1, 1}, {0, 1, 1});
  expect_values(matmul(reshape(a, {2, 1, 2, 1}), b, {.transpose_a = true}), {2, 3, 1, 1}, {0, 1, 1, 2, 3, 5});
  expect_values(grad(sum(matmul(a, b)), b), {3, 2, 1}, {2, 4, 2, 4, 2, 4});
  expect_values(grad(sum(matmul(a, b)), a), {2, 1, 1, 2}, {2, 2, 2, 2});
  EXPECT_EQ(matmul(zeros({0, 1, 2, 3}), zeros({4, 3, 5})).value().shape(), (Shape{0, 4, 2, 5}));
}

TEST(Matmul, RefusesScalarsAndUnequalLeadingAxes) {
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(matmul(Tensor::scalar(1), zeros({3, 2})));
            }).find("received a of rank 0"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(matmul(zeros({2, 1, 3}), zeros({4, 3, 1})));
            }).find("matmul: "),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
