// Products of bfloat16 matrices against the reference loop, in float64.
#include "saem/backend/cpu/onednn/matmul_bf16.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

#include "saem/backend/cpu/matmul/matmul_kernel.h"
#include "saem/backend/cpu/onednn/matmul_bf16_plan.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"
#include "support/kernel_check.h"
#include "support/layouts.h"

namespace saem {
namespace {

struct Product {
  Shape a, b;
  bool transpose_a = false, transpose_b = false;
};

Product product_of(std::int64_t m, std::int64_t k, std::int64_t n, bool transpose_a, bool transpose_b) {
  return {transpose_a ? Shape{k, m} : Shape{m, k}, transpose_b ? Shape{n, k} : Shape{k, n}, transpose_a,
          transpose_b};
}

Tensor random_bf16(Generator& g, const Shape& shape) {
  return random_array(g, shape, -1, 1).astype(DType::bf16);
}

/// The node as mixed precision makes it: from bfloat16 to float32, which no dtype rule of matmul's says.
Tensor mixed(const Product& p, const Tensor& a, const Tensor& b, DType result) {
  const Attributes attributes{{"transpose_a", p.transpose_a}, {"transpose_b", p.transpose_b}};
  std::vector<TensorType> types = record(find_op("matmul"), {a, b}, attributes).node().outputs();
  types[0].dtype = result;
  return Tensor(std::make_shared<Node>(find_op("matmul"), attributes, Tensors{a, b}, types), 0);
}

/// Sums are float32: k · 2⁻²⁴ of the sum of the magnitudes at most, in the mean far less. Then one rounding.
double bound(std::int64_t k, DType result) {
  const double sums = 2e-7 * (4 + std::sqrt(static_cast<double>(k)));
  return result == DType::f32 ? sums : sums + 1.0 / 256;
}

class Bf16Matmul : public ::testing::Test {
 protected:
  void SetUp() override {
    Generator g(1);
    const Tensor y = mixed({{4, 4}, {4, 4}}, random_bf16(g, {4, 4}), random_bf16(g, {4, 4}), DType::f32);
    if (cpu::make_bf16_matmul_kernel(test::task_of(y, {}, {})) == nullptr)
      GTEST_SKIP() << "no products of bfloat16 on this processor";
  }

  /// In all arrangements of the weights and with all threads.
  static void expect_agrees(const Product& p, Generator& g, DType result = DType::f32,
                            cpu::Epilogue epilogue = {}) {
    const Tensor y = mixed(p, random_bf16(g, p.a), random_bf16(g, p.b), result);
    const Array expected = expected_value(y, epilogue, g);
    for (const bool steady : {false, true}) {
      SCOPED_TRACE(testing::Message()
                   << p.a.to_string() << (p.transpose_a ? "ᵀ · " : " · ") << p.b.to_string()
                   << (p.transpose_b ? "ᵀ" : "") << " to " << (result == DType::f32 ? "float32" : "bfloat16")
                   << (steady ? ", steady" : ""));
      Task task = task_of(y, epilogue);
      task.steady_inputs.assign(task.inputs.size(), false);
      task.steady_inputs[1] = steady;
      std::optional<Array> first;
      const int before = thread_count();
      for (const int threads : {1, 2, 4}) {
        set_thread_count(threads);
        const auto kernel = cpu::make_matmul_kernel(task, epilogue);
        ASSERT_NE(kernel, nullptr);
        const Array value = test::run_task(*kernel, task).front();
        ASSERT_EQ(value.dtype(), result);
        if (!first) first = value;
        EXPECT_TRUE(identical(value, *first)) << threads << " threads";
      }
      set_thread_count(before);
      const std::int64_t k = p.a[p.transpose_a ? -2 : -1];
      EXPECT_LE(test::largest_difference(*first, expected),
                bound(k, result) * test::largest_magnitude(expected));
    }
  }

 private:
  static inline Tensor bias_;

  static Task task_of(const Tensor& y, cpu::Epilogue epilogue) {
    Task task = test::task_of(y, {}, {});
    if (epilogue.bias) task.inputs.push_back(bias_);
    task.input_layouts.resize(task.inputs.size());
    return task;
  }

  static Array expected_value(const Tensor& y, cpu::Epilogue epilogue, Generator& g) {
    bias_ = test::random_tensor(g, {y.shape()[-1]});
    const Array& bias = bias_.node().values().front();
    Array expected = test::reference_value(y.node());
    const auto values = expected.mutable_data<double>();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (epilogue.bias) values[i] += bias.at(static_cast<std::int64_t>(i) % bias.size());
      if (epilogue.relu) values[i] = std::max(0.0, values[i]);
    }
    return expected;
  }
};

constexpr std::array<DType, 2> results{DType::f32, DType::bf16};

TEST_F(Bf16Matmul, RandomShapesAndBatches) {
  Generator g(31);
  const auto extent = [&g] { return 1 + g.integer(g.integer(3) == 0 ? 200 : 20); };
  for (int i = 0; i < 60; ++i) {
    Product p = product_of(extent(), extent(), extent(), i % 2 == 1, i / 2 % 2 == 1);
    const Shape batch = random_shape(g, 0, 2);
    const std::int64_t plain = g.integer(3);  // which operand has no leading axes
    if (plain != 0) p.a = batch.concat(p.a);
    if (plain != 1) p.b = batch.concat(p.b);
    expect_agrees(p, g, results[static_cast<std::size_t>(i / 4 % 2)],
                  {.bias = g.integer(2) == 0, .relu = g.integer(2) == 0});
  }
}

// Cut along each axis, with a smaller last piece.
TEST_F(Bf16Matmul, LargeProducts) {
  Generator g(32);
  using Axis = cpu::MatmulPlan::Axis;
  struct Large {
    Product p;
    Axis axis;
  };
  for (const auto& [p, axis] :
       {Large{{{700, 130}, {130, 90}}, Axis::m}, Large{{{130, 700}, {90, 130}, true, true}, Axis::m},
        Large{{{60, 200}, {200, 900}}, Axis::n}, Large{{{60, 200}, {900, 200}, false, true}, Axis::n},
        Large{{{8, 2048}, {2048, 1000}}, Axis::n}, Large{{{100, 130}, {130, 900}}, Axis::n},
        Large{{{1, 700}, {700, 5000}}, Axis::n}, Large{{{700, 1}, {700, 5000}, true, false}, Axis::n},
        Large{{{48, 5000}, {5000, 52}}, Axis::k}, Large{{{5000, 48}, {5000, 52}, true, false}, Axis::k},
        Large{{{1, 9000}, {9000, 130}}, Axis::k}, Large{{{3, 40, 4000}, {3, 4000, 40}}, Axis::k}}) {
    const Tensor y = mixed(p, random_bf16(g, p.a), random_bf16(g, p.b), DType::f32);
    const cpu::MatmulGeometry geometry = cpu::matmul_geometry(y.node());
    for (const bool steady : {false, true}) {
      const auto plan = onednn::plan_bf16_matmul(geometry, DType::f32, {}, steady);
      ASSERT_TRUE(plan);
      EXPECT_EQ(plan->cut.axis, axis);
      EXPECT_GT(plan->cut.pieces, 1);
    }
    expect_agrees(p, g);
    expect_agrees(p, g, DType::bf16, {.bias = true, .relu = true});
  }
}

TEST_F(Bf16Matmul, BiasAndRelu) {
  Generator g(33);
  for (const Product& p :
       {Product{{5, 7}, {7, 9}}, Product{{2, 5, 7}, {7, 9}}, Product{{32, 512}, {512, 10}},
        Product{{33, 65}, {130, 65}, false, true}, Product{{64, 33}, {96, 64}, true, true}}) {
    for (const DType result : results) {
      expect_agrees(p, g, result, {.bias = true});
      expect_agrees(p, g, result, {.relu = true});
      expect_agrees(p, g, result, {.bias = true, .relu = true});
    }
  }
}

// Sums in bfloat16 would be 256 from there on.
TEST_F(Bf16Matmul, AddsUpInFloat32) {
  const Tensor a = Array::full({3, 5000}, 1).astype(DType::bf16),
               b = Array::full({5000, 20}, 1).astype(DType::bf16);
  for (const DType result : results) {
    const Task task = test::task_of(mixed({a.shape(), b.shape()}, a, b, result), {}, {});
    const Array y = test::run_task(*cpu::make_bf16_matmul_kernel(task), task).front();
    for (std::int64_t i = 0; i < y.size(); ++i) EXPECT_EQ(y.at(i), result == DType::f32 ? 5000 : 4992);
  }
}

TEST_F(Bf16Matmul, KeepsNaN) {
  Generator g(37);
  for (const std::int64_t k : {30, 3000}) {
    Array a = random_array(g, {2, k}, -1, 1).astype(DType::f32);
    a.mutable_data<float>()[7] = std::numeric_limits<float>::quiet_NaN();
    for (const DType result : results) {
      const Tensor y = mixed({{2, k}, {k, 50}}, a.astype(DType::bf16), random_bf16(g, {k, 50}), result);
      const Task task = test::task_of(y, {}, {});
      const Array value = test::run_task(*cpu::make_bf16_matmul_kernel(task), task).front();
      for (std::int64_t j = 0; j < 100; ++j) EXPECT_EQ(std::isnan(value.at(j)), j < 50);
    }
  }
}

TEST_F(Bf16Matmul, OneMatrixTwice) {
  Generator g(38);
  const Tensor x = random_bf16(g, {20, 20});
  Task task = test::task_of(mixed({x.shape(), x.shape()}, x, x, DType::f32), {}, {});
  task.inputs.pop_back();  // as a group has it
  const Array value = test::run_task(*cpu::make_bf16_matmul_kernel(task), task).front();
  EXPECT_LE(test::largest_difference(value, test::reference_value(*task.nodes[0])), 1e-5);
}

TEST_F(Bf16Matmul, EmptyExtents) {
  Generator g(34);
  for (const Product& p : {Product{{0, 3}, {3, 4}}, Product{{2, 0}, {0, 4}}, Product{{0, 2, 3}, {0, 3, 4}}}) {
    for (const DType result : results) expect_agrees(p, g, result);
  }
}

TEST(Bf16MatmulTypes, OthersAreLeftToTheReference) {
  Generator g(39);
  const Tensor low = random_bf16(g, {4, 4}), wide = test::random_tensor(g, {4, 4});
  const auto kernel = [](const Tensor& a, const Tensor& b, DType result) {
    return cpu::make_matmul_kernel(test::task_of(mixed({a.shape(), b.shape()}, a, b, result), {}, {}));
  };
  EXPECT_EQ(kernel(low, low, DType::f64), nullptr);
  EXPECT_EQ(kernel(wide, wide, DType::bf16), nullptr);
}

}  // namespace
}  // namespace saem
