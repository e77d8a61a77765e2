// The kernel of integers and float64 against reference loops, for every op and dtype that it takes.
#include <gtest/gtest.h>

#include <array>

#include "saem/graph/op.h"
#include "support/kernel_check.h"

namespace saem {
namespace {

constexpr std::array dtypes = {DType::f32, DType::f64, DType::bf16, DType::f16,
                               DType::i32, DType::i64, DType::u8,   DType::boolean};

/// Whole numbers, also as floating ones.
Tensor numbers(Generator& g, const Shape& shape, DType dtype, std::int64_t low, std::int64_t high) {
  Array x(shape, DType::f64);
  for (double& v : x.mutable_data<double>()) v = static_cast<double>(low + g.integer(high - low));
  return x.astype(dtype);
}

/// On any number of threads, bit by bit.
void expect_agrees(const Tensor& y) { test::expect_kernel_agrees(y, 0); }

TEST(ElementwiseKernel, Integers) {
  Generator g(7);
  constexpr std::array ops = {"add",        "subtract",     "multiply",   "divide",
                              "maximum",    "minimum",      "equal",      "less",
                              "greater",    "floor_divide", "mod",        "bitwise_and",
                              "bitwise_or", "bitwise_xor",  "left_shift", "right_shift"};
  for (const char* op : ops) {
    for (const DType dtype : {DType::i32, DType::i64, DType::u8}) {
      for (const Shape& shape : {Shape{}, Shape{0}, Shape{5}, Shape{1025}, Shape{3, 40000}}) {
        const std::int64_t low = dtype == DType::u8 ? 0 : -300;
        expect_agrees(
            record(find_op(op), {numbers(g, shape, dtype, low, 256), numbers(g, shape, dtype, low, 256)}));
      }
    }
  }
}

TEST(ElementwiseKernel, ATensorReadTwice) {
  Generator g(8);
  const Tensor x = numbers(g, {2000}, DType::i64, -9, 9);
  expect_agrees(record(find_op("multiply"), {x, x}));
}

TEST(ElementwiseKernel, Float64) {
  Generator g(9);
  for (const char* op : {"add", "multiply", "divide", "less", "pow", "maximum"}) {
    expect_agrees(record(find_op(op),
                         {numbers(g, {3, 700}, DType::f64, 1, 99), numbers(g, {3, 700}, DType::f64, 1, 9)}));
  }
  const Tensor condition = numbers(g, {2100}, DType::boolean, 0, 2);
  expect_agrees(record(find_op("where"), {condition, numbers(g, {2100}, DType::f64, -9, 9),
                                          numbers(g, {2100}, DType::f64, -9, 9)}));
  expect_agrees(record(find_op("where"), {condition, numbers(g, {2100}, DType::i32, -9, 9),
                                          numbers(g, {2100}, DType::i32, -9, 9)}));
}

TEST(ElementwiseKernel, CastsBetweenAnyTwoDTypes) {
  Generator g(10);
  for (const DType from : dtypes) {
    for (const DType to : dtypes) {
      const Tensor x = numbers(g, {17, 1100}, from, from == DType::u8 ? 0 : -200, 300);
      expect_agrees(record(find_op("cast"), {x}, {{"dtype", to}}));
    }
  }
}

}  // namespace
}  // namespace saem
