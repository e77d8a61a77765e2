#include "saem/ops/moments.h"

#include <algorithm>
#include <cmath>

#include "saem/compile/program.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/passes/schedule.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Moments, ByHand) {
  const Tensor x = tensor({2, 3}, {1, 2, 6, 3, 8, 6});
  const auto [mean, variance] = moments(x, {0});
  expect_values(mean, {3}, {2, 5, 6});
  expect_values(variance, {3}, {1, 9, 0});
  const auto [row_mean, row_variance] = moments(x, {-1});
  expect_values(row_mean, {2}, {3, 17.0 / 3});
  expect_values(row_variance, {2}, {14.0 / 3, 38.0 / 9});
  const auto [all_mean, all_variance] = moments(x);
  expect_values(all_mean, {}, {26.0 / 6});
  expect_values(all_variance, {}, {150.0 / 6 - 26.0 * 26.0 / 36}, 1e-5);
}

TEST(Moments, IntegersAreAveragedAsFloat) {
  const auto [mean, variance] = moments(tensor({4}, {1, 2, 3, 4}, DType::i64));
  EXPECT_EQ(mean.dtype(), DType::f32);
  expect_values(mean, {}, {2.5});
  expect_values(variance, {}, {1.25});
}

TEST(Moments, RefusesWhatHasNoMean) {
  EXPECT_NE(message_of<ShapeError>([] {
              (void)moments(zeros({0, 3}), {0});
            }).find("moments: there are no elements to average"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              (void)moments(zeros({2, 3}), {2});
            }).find("axis 2 does not exist"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              (void)moments(zeros({2, 3}), {0, -2});
            }).find("axis 0 is named twice"),
            std::string::npos);
}

TEST(Moments, GradientOfOneOutputAlone) {
  const Tensor x = tensor({4}, {1, 2, 3, 6});
  expect_values(grad(moments(x).first, x), {4}, {0.25, 0.25, 0.25, 0.25});
  expect_values(grad(moments(x).second, x), {4}, {-1, -0.5, 0, 1.5});
}

TEST(BatchNormalization, HasMeanZeroAndVarianceOne) {
  Generator g(7);
  const Tensor x = random_array(g, {6, 5, 4}, -3, 5).astype(DType::f32);
  const auto [mean, variance] = moments(batch_normalization(x, {}, {}, 0).y, {0, 1});
  expect_values(mean, {4}, {0, 0, 0, 0}, 1e-6);
  expect_values(variance, {4}, {1, 1, 1, 1}, 1e-5);
}

TEST(BatchNormalization, LargeMeansDoNotCancel) {
  Generator g(8);
  const Array small = random_array(g, {64, 3});
  Array shifted = Array(small.shape(), DType::f64);
  for (std::int64_t i = 0; i < small.size(); ++i)
    shifted.mutable_data<double>()[static_cast<std::size_t>(i)] =
        4096 + std::round(small.at(i) * 1024) / 1024;
  const Array exact = batch_normalization(shifted, {}, {}, 1e-3).y.value();
  const Array y = batch_normalization(shifted.astype(DType::f32), {}, {}, 1e-3).y.value();
  // The inputs are exact in float32: what differs is rounding of the mean, 4096 · 2⁻²⁴ at most.
  for (std::int64_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y.at(i), exact.at(i), 1e-3);
}

/// Σ w · batch_normalization(x), with everything in float64.
Tensor weighted(const Tensor& x, const Tensor& gamma, const Tensor& beta, const Tensor& w) {
  return sum(w * batch_normalization(x, gamma, beta, 1e-3).y);
}

/// The formula itself, made of other ops.
Tensor weighted_by_formula(const Tensor& x, const Tensor& gamma, const Tensor& beta, const Tensor& w) {
  const Tensor centred = x - mean(x, {0, 1}, {.keepdims = true});
  const Tensor variance = mean(square(centred), {0, 1}, {.keepdims = true});
  return sum(w * (centred / sqrt(variance + 1e-3) * gamma + beta));
}

TEST(BatchNormalization, FirstAndSecondGradientsAreThoseOfTheFormula) {
  Generator g(9);
  const Tensor x = random_array(g, {3, 4, 2});
  const Tensor gamma = random_array(g, {2});
  const Tensor beta = random_array(g, {2});
  const Tensor w = random_array(g, {3, 4, 2});
  const Tensor v = random_array(g, {3, 4, 2});
  const Tensors to{x, gamma, beta};
  const Tensors ours = gradients(weighted(x, gamma, beta, w), to);
  const Tensors theirs = gradients(weighted_by_formula(x, gamma, beta, w), to);
  const Tensors ours_again = gradients(sum(v * ours[0]) + sum(ours[1]), to);
  const Tensors theirs_again = gradients(sum(v * theirs[0]) + sum(theirs[1]), to);
  for (std::size_t i = 0; i < to.size(); ++i) {
    const auto list = [](const Tensor& t) {
      std::vector<double> values;
      for (std::int64_t e = 0; e < t.value().size(); ++e) values.push_back(t.value().at(e));
      return values;
    };
    expect_values(ours[i], theirs[i].shape(), list(theirs[i]), 1e-12);
    expect_values(ours_again[i], theirs_again[i].shape(), list(theirs_again[i]), 1e-12);
  }
}

/// Tasks that read a value of this shape, by the op they begin with.
std::vector<std::string> readers(const Tensors& outputs, const Tensors& parameters, const Shape& shape) {
  std::vector<std::string> names;
  const Schedule schedule = make_schedule(simplify(Graph{parameters, outputs, {}}), {.elementwise = true});
  for (const Task& task : schedule) {
    bool reads = false;
    for (const Tensor& input : task.inputs) reads = reads || input.shape() == shape;
    if (reads) names.push_back(task.nodes.back()->op().name);
  }
  std::ranges::sort(names);
  return names;
}

TEST(BatchNormalization, PassesOverMemory) {
  const Shape shape{4, 5, 5, 8};
  const auto parameter = [](const Shape& s) { return Tensor(Node::leaf(parameter_op, {DType::f32, s})); };
  const Tensor x = parameter(shape), dy = parameter(shape), gamma = parameter({8}), beta = parameter({8});
  const BatchNormalized forward = batch_normalization(x, gamma, beta, 1e-3);
  EXPECT_EQ(readers({forward.y}, {x, gamma, beta}, shape), (std::vector<std::string>{"add", "moments"}));
  // Backward: two sums, what is summed, and the result; x - mean is not kept from the forward pass.
  Tensors outputs = gradients(forward.y, Tensors{x, gamma, beta}, dy);
  outputs.push_back(forward.y);
  EXPECT_EQ(readers(outputs, {x, dy, gamma, beta}, shape),
            (std::vector<std::string>{"add", "add", "moments", "multiply", "sum", "sum"}));
}

TEST(BatchNormalization, RefusesWhatDoesNotFit) {
  EXPECT_NE(message_of<ShapeError>([] {
              (void)batch_normalization(zeros({3}), {}, {}, 1e-3);
            }).find("expected (batch, …, channels), received rank 1"),
            std::string::npos);
  EXPECT_NE(message_of<ShapeError>([] {
              (void)batch_normalization(zeros({2, 3}), ones({2}), {}, 1e-3);
            }).find("expected one gamma and beta per channel, received shape (2,)"),
            std::string::npos);
}

}  // namespace
}  // namespace saem::testing
