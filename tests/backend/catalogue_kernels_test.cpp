// Kernels of resampling, Fourier transforms and small matrices, on their own, against the reference loops.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "saem/backend/cpu/kernel_table.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

using test::random_tensor;

Tensor apply(const char* op, Tensors inputs, Attributes attributes) {
  return record(find_op(op), std::move(inputs), std::move(attributes));
}

Layout some_layout(Generator& g, std::int64_t channels) {
  constexpr Layout layouts[] = {{}, {8}, {16}};
  return layouts[g.integer(channels % 16 == 0 ? 3 : channels % 8 == 0 ? 2 : 1)];
}

TEST(ResampleKernel, AnyAxisInAnyLayout) {
  Generator g(91);
  for (int i = 0; i < 150; ++i) {
    std::vector<std::int64_t> dims{1 + g.integer(3)};
    for (std::int64_t k = 1 + g.integer(3); k > 0; --k) dims.push_back(1 + g.integer(9));
    dims.push_back(g.integer(4) == 0 ? 1 + g.integer(7) : 8 * (1 + g.integer(6)));
    const Shape shape{std::span<const std::int64_t>(dims)};
    const std::int64_t axis = g.integer(shape.rank());
    const Tensor y = apply("resample", {random_tensor(g, shape)},
                           {{"axis", axis},
                            {"size", 1 + g.integer(12)},
                            {"method", g.integer(6)},
                            {"antialias", g.integer(2) == 1},
                            {"transposed", g.integer(2) == 1}});
    const bool blocks = axis > 0 && axis + 1 < shape.rank();
    const Layout in = blocks ? some_layout(g, shape[-1]) : Layout{};
    const Layout out = blocks ? some_layout(g, shape[-1]) : Layout{};
    const Task task = test::task_of(y, {in}, out);
    const Array result = test::run_task(*cpu::make_node_kernel(task), task).front();
    const Array expected = test::reference_value(y.node());
    EXPECT_LE(test::largest_difference(result, expected), 1e-5 * test::largest_magnitude(expected))
        << shape.to_string() << " " << y.node().attributes().to_string() << " " << in.channel_block << " -> "
        << out.channel_block;
  }
}

TEST(ResampleKernel, TheSameBitsOnAnyNumberOfThreads) {
  Generator g(92);
  const Tensor x = random_tensor(g, {2, 40, 33, 24});
  test::expect_kernel_agrees(
      apply("resample", {x},
            {{"axis", 2}, {"size", 70}, {"method", 2}, {"antialias", false}, {"transposed", false}}),
      1e-6);
}

TEST(FftKernel, AnyLengthOnAnyNumberOfThreads) {
  Generator g(93);
  for (const std::int64_t n : {1, 2, 15, 64, 67, 250, 509, 1000}) {
    for (const std::int64_t rows : {1, 37}) {
      const Tensor z = random_tensor(g, {rows, n, 2});
      test::expect_kernel_agrees(apply("dft", {z}, {{"inverse", n % 2 == 0}}), 2e-6);
    }
  }
}

TEST(MatrixKernel, ManyMatricesOnAnyNumberOfThreads) {
  Generator g(94);
  Array a = random_array(g, {100, 6, 6}).astype(DType::f32);
  const auto data = a.mutable_data<float>();
  for (std::int64_t i = 0; i < 600; ++i) data[i * 6 + i % 6] += 7;
  const Tensor b = random_tensor(g, {100, 6, 3});
  test::expect_kernel_agrees(apply("cholesky", {a}, {}), 1e-6);
  test::expect_kernel_agrees(apply("solve", {a, b}, {}), 1e-6);
  test::expect_kernel_agrees(apply("determinant", {a}, {}), 1e-6);
  test::expect_kernel_agrees(apply("triangular_solve", {a, b}, {{"lower", true}, {"transpose", true}}), 1e-6);
}

}  // namespace
}  // namespace saem
