// Matrix products against the reference loop, in float64.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "saem/backend/cpu/matmul/matmul_kernel.h"
#include "saem/backend/cpu/matmul/matmul_plan.h"
#include "saem/backend/cpu/matmul/multiply.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"

namespace saem {
namespace {

using test::expect_kernel_agrees;
using test::expect_kernel_gives;
using test::random_tensor;

struct MatmulCase {
  Shape a, b;
  bool transpose_a, transpose_b;
};

Tensor product(const MatmulCase& c, Generator& g) {
  return record(find_op("matmul"), {random_tensor(g, c.a), random_tensor(g, c.b)},
                {{"transpose_a", c.transpose_a}, {"transpose_b", c.transpose_b}});
}

MatmulCase matmul_case(std::int64_t m, std::int64_t k, std::int64_t n, bool transpose_a, bool transpose_b) {
  return {transpose_a ? Shape{k, m} : Shape{m, k}, transpose_b ? Shape{n, k} : Shape{k, n}, transpose_a,
          transpose_b};
}

// Magnitudes of the largest element of a sum of k products of numbers in [-1, 1) are about √k; rounding
// errors are at most k · 2⁻²⁴ of the sum of the magnitudes, and in the mean far less.
double bound(std::int64_t k) { return 2e-7 * (4 + std::sqrt(static_cast<double>(k))); }

void expect_epilogue(const Tensor& y, cpu::Epilogue epilogue, Generator& g) {
  const Tensor bias = random_tensor(g, {y.shape()[-1]});
  const Array b = bias.value().astype(DType::f64);
  Array expected = test::reference_value(y.node());
  const auto values = expected.mutable_data<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (epilogue.bias) values[i] += b.at(static_cast<std::int64_t>(i) % b.size());
    if (epilogue.relu) values[i] = std::max(0.0, values[i]);
  }
  const auto make = [&](const Node& node) { return cpu::make_matmul_kernel(node, epilogue); };
  const std::int64_t k = y.node().input(0).shape()[y.node().attributes().flag("transpose_a") ? -2 : -1];
  expect_kernel_gives(y, expected, bound(k), make, {y.node().input(0), y.node().input(1), bias});
}

TEST(Matmul, RandomShapesAndBatches) {
  Generator g(21);
  const auto extent = [&g] { return 1 + g.integer(g.integer(3) == 0 ? 200 : 20); };
  for (int i = 0; i < 60; ++i) {
    MatmulCase c = matmul_case(extent(), extent(), extent(), g.integer(2) == 1, g.integer(2) == 1);
    const Shape batch = random_shape(g, 0, 2);
    const std::int64_t plain = g.integer(3);  // which operand has no leading axes
    if (plain != 0) c.a = batch.concat(c.a);
    if (plain != 1) c.b = batch.concat(c.b);
    expect_kernel_agrees(product(c, g), 2e-6);
  }
}

// Extents around those of tiles and vectors, in all four arrangements.
TEST(Matmul, ExtentsAroundTheTiles) {
  Generator g(25);
  constexpr std::array<std::int64_t, 12> extents{1, 2, 3, 5, 8, 16, 17, 31, 48, 49, 64, 100};
  const auto any = [&] { return extents[static_cast<std::size_t>(g.integer(extents.size()))]; };
  for (int i = 0; i < 300; ++i) {
    const std::int64_t m = any(), k = any(), n = any();
    SCOPED_TRACE(testing::Message() << m << " " << k << " " << n << " case " << i % 4);
    expect_kernel_agrees(product(matmul_case(m, k, n, i % 2 == 1, i / 2 % 2 == 1), g), bound(k));
  }
}

// More steps than one panel has, so that sums are added to what is there.
TEST(Matmul, ManySteps) {
  Generator g(26);
  for (const std::int64_t m : {1, 7, 30}) {
    for (const std::int64_t n : {1, 6, 10, 70}) {
      for (int i = 0; i < 4; ++i) {
        const Tensor y = product(matmul_case(m, 1100, n, i % 2 == 1, i / 2 == 1), g);
        expect_kernel_agrees(y, bound(1100));
        expect_epilogue(y, {.bias = true, .relu = true}, g);
      }
    }
  }
}

// Shapes that are cut along each of the three axes, with a smaller last piece.
TEST(Matmul, LargeProducts) {
  Generator g(22);
  using Axis = cpu::MatmulPlan::Axis;
  struct Large {
    MatmulCase shapes;
    Axis axis;
  };
  for (const auto& [c, axis] : {Large{{{700, 130}, {130, 90}, false, false}, Axis::m},
                                Large{{{130, 700}, {90, 130}, true, true}, Axis::m},
                                Large{{{60, 200}, {200, 900}, false, false}, Axis::n},
                                Large{{{60, 200}, {900, 200}, false, true}, Axis::n},
                                Large{{{2, 700}, {5000, 700}, false, true}, Axis::n},
                                Large{{{48, 5000}, {5000, 52}, false, false}, Axis::k},
                                Large{{{5000, 48}, {5000, 52}, true, false}, Axis::k},
                                Large{{{1, 9000}, {9000, 130}, false, false}, Axis::k},
                                Large{{{3, 40, 4000}, {3, 4000, 40}, false, false}, Axis::k}}) {
    const Tensor y = product(c, g);
    const cpu::MatmulPlan plan = cpu::plan_matmul(cpu::matmul_geometry(y.node()));
    EXPECT_EQ(plan.axis, axis);
    EXPECT_GT(plan.pieces, 1);
    expect_kernel_agrees(y, 4e-6);
  }
}

TEST(Matmul, BiasAndRelu) {
  Generator g(23);
  for (const MatmulCase& c :
       {MatmulCase{{5, 7}, {7, 9}, false, false}, MatmulCase{{2, 5, 7}, {7, 9}, false, false},
        MatmulCase{{60, 200}, {200, 900}, false, false}, MatmulCase{{700, 130}, {130, 90}, false, false},
        MatmulCase{{48, 5000}, {5000, 52}, false, false}, MatmulCase{{33, 65}, {130, 65}, false, true},
        MatmulCase{{2, 300}, {90, 300}, false, true}, MatmulCase{{64, 33}, {96, 64}, true, true}}) {
    const Tensor y = product(c, g);
    expect_epilogue(y, {.bias = true}, g);
    expect_epilogue(y, {.relu = true}, g);
    expect_epilogue(y, {.bias = true, .relu = true}, g);
  }
}

// What lies right of a matrix, such as the NaN here, must not reach the sums.
TEST(Matmul, ReadsNothingBesideTheMatrices) {
  constexpr std::int64_t m = 9, n = 21, k = 19, gap = 5;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<float> scratch(cpu::multiply_scratch_bytes() / sizeof(float), nan);
  for (int i = 0; i < 4; ++i) {
    const auto matrix = [&](std::vector<float>& memory, std::int64_t rows, std::int64_t columns,
                            bool turned) {
      const std::int64_t lines = turned ? columns : rows, length = turned ? rows : columns;
      memory.assign(static_cast<std::size_t>(lines * (length + gap)), nan);
      for (std::int64_t line = 0; line < lines; ++line)
        std::fill_n(memory.begin() + line * (length + gap), length, 1.0F);
      return turned ? cpu::Matrix{memory.data(), 1, length + gap}
                    : cpu::Matrix{memory.data(), length + gap, 1};
    };
    std::vector<float> a, b, result(m * (n + gap), nan);
    cpu::multiply({.m = m,
                   .n = n,
                   .k = k,
                   .a = matrix(a, m, k, i % 2 == 1),
                   .b = matrix(b, k, n, i / 2 == 1),
                   .result = result.data(),
                   .result_row = n + gap},
                  scratch.data());
    for (std::int64_t place = 0; place < m * (n + gap); ++place) {
      const float value = result[static_cast<std::size_t>(place)];
      if (place % (n + gap) < n) {
        EXPECT_EQ(value, static_cast<float>(k));
      } else {
        EXPECT_TRUE(std::isnan(value)) << "written beside the result";
      }
    }
  }
}

// A NaN in a or b is in the result, also after ReLU; an infinity too.
TEST(Matmul, KeepsNaN) {
  Generator g(27);
  for (const std::int64_t m : {1, 40}) {
    Array a = random_array(g, {m, 30}, -1, 1).astype(DType::f32);
    a.mutable_data<float>()[7] = std::numeric_limits<float>::quiet_NaN();
    const Tensor y = record(find_op("matmul"), {Tensor(a), random_tensor(g, {30, 50})},
                            {{"transpose_a", false}, {"transpose_b", false}});
    const auto kernel = cpu::make_matmul_kernel(y.node(), {.relu = true});
    const Array result = test::run_kernel(*kernel, y.node());
    for (std::int64_t j = 0; j < 50; ++j) EXPECT_TRUE(std::isnan(result.at(j)));
  }
}

TEST(Matmul, EmptyExtents) {
  Generator g(24);
  expect_kernel_agrees(product({{0, 3}, {3, 4}, false, false}, g), 0);
  expect_kernel_agrees(product({{2, 0}, {0, 4}, false, false}, g), 0);  // zeros, not NaN
  expect_kernel_agrees(product({{0, 2, 3}, {0, 3, 4}, false, false}, g), 0);
}

TEST(Matmul, OtherDtypesAreLeftToTheReference) {
  const Tensor a = Array({2, 3}, DType::f64), b = Array({3, 4}, DType::f64);
  const Tensor y = record(find_op("matmul"), {a, b}, {{"transpose_a", false}, {"transpose_b", false}});
  EXPECT_EQ(cpu::make_matmul_kernel(y.node()), nullptr);
}

}  // namespace
}  // namespace saem
