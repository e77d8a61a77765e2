// sum, max and argmax against the reference loops.
#include <gtest/gtest.h>

#include <limits>

#include "saem/graph/op.h"
#include "saem/ops/ops.h"
#include "support/kernel_check.h"

namespace saem {
namespace {

using test::expect_kernel_agrees;
using test::random_tensor;
using Integers = std::vector<std::int64_t>;

Tensor apply(const char* op, Tensors inputs, Attributes attributes = {}) {
  return record(find_op(op), std::move(inputs), std::move(attributes));
}

// Sometimes large enough for several tasks.
Shape some_shape(Generator& g, int min_rank) {
  Shape shape = random_shape(g, min_rank, 4);
  if (shape.rank() > 0 && g.integer(3) == 0) {
    const int axis =
        static_cast<int>(g.integer(shape.rank()));   // each drawn by a statement: compilers differ
    shape = shape.with(axis, 100 + g.integer(900));  // in the order of arguments
  }
  return shape;
}

DType some_dtype(Generator& g) {
  constexpr DType dtypes[] = {DType::f32, DType::f64, DType::i32, DType::i64};
  return dtypes[g.integer(4)];
}

TEST(ReductionKernels, OverRandomShapesAndAxes) {
  Generator g(51);
  for (int i = 0; i < 120; ++i) {
    const Shape shape = some_shape(g, 0);
    Integers axes;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (g.integer(2) == 1) axes.push_back(axis);
    }
    const Tensor x = random_tensor(g, shape);
    const Tensor positive = (x * x).value();  // nothing cancels
    expect_kernel_agrees(apply("sum", {positive}, {{"axes", axes}}), 1e-6);
    expect_kernel_agrees(apply("max", {x}, {{"axes", axes}}), 0);
  }
}

// Ten million times 1/3: one float32 accumulator would be wrong by percents.
TEST(ReductionKernels, LongSumsStayExact) {
  const Tensor x = Array::full({10'000'000}, 1.0 / 3);
  expect_kernel_agrees(apply("sum", {x}, {{"axes", Integers{0}}}), 1e-6);
  const Tensor columns = Array::full({100'000, 70}, 1.0 / 3);
  expect_kernel_agrees(apply("sum", {columns}, {{"axes", Integers{0}}}), 1e-6);
  expect_kernel_agrees(apply("sum", {columns}, {{"axes", Integers{0, 1}}}), 1e-6);
  const Tensor both = Array::full({400, 3, 5000, 2}, 1.0 / 3);
  expect_kernel_agrees(apply("sum", {both}, {{"axes", Integers{0, 2}}}), 2e-6);  // rounded between passes
}

TEST(ReductionKernels, OverNothing) {
  expect_kernel_agrees(apply("sum", {Array({0, 3})}, {{"axes", Integers{0}}}), 0);
  expect_kernel_agrees(apply("sum", {Array({3, 0})}, {{"axes", Integers{0}}}), 0);
  expect_kernel_agrees(apply("max", {Array({0, 3})}, {{"axes", Integers{1}}}), 0);
}

TEST(ReductionKernels, NanIsTheLargest) {
  Array x(Shape{300, 5});
  x.mutable_data<float>()[7 * 5 + 2] = std::numeric_limits<float>::quiet_NaN();
  for (const Integers& axes : {Integers{0}, Integers{1}, Integers{0, 1}}) {
    expect_kernel_agrees(apply("max", {x}, {{"axes", axes}}), 0);
  }
}

TEST(ReductionKernels, Argmax) {
  Generator g(52);
  for (int i = 0; i < 60; ++i) {
    const Shape shape = some_shape(g, 1);
    Array x(shape);
    for (float& value : x.mutable_data<float>())
      value = static_cast<float>(g.integer(4));  // ties: the first one counts
    const std::int64_t axis = g.integer(shape.rank());
    expect_kernel_agrees(apply("argmax", {x.astype(some_dtype(g))}, {{"axis", axis}}), 0);
  }
}

TEST(ReductionKernels, OtherDtypes) {
  Generator g(53);
  for (int i = 0; i < 60; ++i) {
    const Shape shape = i == 0 ? Shape{100'000} : some_shape(g, 0);
    Integers axes;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (g.integer(2) == 1) axes.push_back(axis);
    }
    Array x(shape, DType::i64);
    for (std::int64_t& value : x.mutable_data<std::int64_t>()) value = g.integer(2'000'000) - 1'000'000;
    for (const DType dtype : {DType::f64, DType::i32, DType::i64}) {
      // The int32 sums that do not fit wrap.
      expect_kernel_agrees(apply("sum", {x.astype(dtype)}, {{"axes", axes}}), 0);
      expect_kernel_agrees(apply("max", {x.astype(dtype)}, {{"axes", axes}}), 0);
    }
  }
  const Tensor large = Array::full({10'000}, 1'000'000, DType::i32);
  expect_kernel_agrees(apply("sum", {large}, {{"axes", Integers{0}}}), 0);
}

}  // namespace
}  // namespace saem
