// The gradient of a gradient through a whole network, as a gradient penalty needs it: compiled for the cpu
// against the reference backend, and the reference against finite differences in float64.
#include <gtest/gtest.h>

#include <cmath>

#include "saem/compile/compile.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

/// mean((|d critic / dx| - 1)²) of a small convolutional critic.
Tensor penalty(const Tensor& x, const Tensor& k1, const Tensor& k2, const Tensor& w) {
  const Tensor hidden = tanh(conv(x, k1, {.strides = {2, 2}, .padding = {{1, 1}, {1, 1}}}));
  const Tensor pooled = max_pool(softplus(conv(hidden, k2)));
  const Tensor score = matmul(reshape(pooled, {x.shape()[0], w.shape()[0]}), w);
  const Tensor slope = grad(sum(score), x);
  return mean(square(norm(slope, {1, 2, 3}) - 1.0));
}

std::vector<Array> critic(Generator& g) {
  return {random_array(g, {4, 12, 12, 2}), random_array(g, {3, 3, 2, 8}, -0.5, 0.5),
          random_array(g, {3, 3, 8, 6}, -0.5, 0.5), random_array(g, {2 * 2 * 6, 1})};
}

Tensors penalty_and_gradients(const Tensor& x, const Tensor& k1, const Tensor& k2, const Tensor& w) {
  const Tensor y = penalty(x, k1, k2, w);
  Tensors out = gradients(y, std::vector{k1, k2, w});
  out.push_back(y);
  return out;
}

TEST(SecondOrder, GradientPenaltyOnTheCpuEqualsTheReference) {
  Generator g(8);
  const std::vector<Array> in = critic(g);
  std::vector<Array> f32;
  for (const Array& a : in) f32.push_back(a.astype(DType::f32));
  const Tensors fast = compile(penalty_and_gradients)(f32[0], f32[1], f32[2], f32[3]);
  const Tensors plain = compile(penalty_and_gradients, {.backend = "reference"})(in[0], in[1], in[2], in[3]);
  for (std::size_t o = 0; o < fast.size(); ++o) {
    const Array a = fast[o].value();
    const Array b = plain[o].value();
    double scale = 0;
    for (std::int64_t i = 0; i < b.size(); ++i) scale = std::max(scale, std::abs(b.at(i)));
    ASSERT_GT(scale, 1e-3);
    for (std::int64_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a.at(i), b.at(i), 1e-4 * scale) << o << " " << i;
  }
}

TEST(SecondOrder, GradientPenaltyAgainstFiniteDifferences) {
  Generator g(9);
  std::vector<Array> in = critic(g);
  auto step = compile(penalty_and_gradients, {.backend = "reference"});
  auto value = compile(penalty, {.backend = "reference"});
  const Tensors exact = step(in[0], in[1], in[2], in[3]);
  constexpr double h = 1e-6;
  for (std::size_t argument = 1; argument < in.size(); ++argument) {
    for (int probe = 0; probe < 6; ++probe) {
      const auto i = static_cast<std::size_t>(g.integer(in[argument].size()));
      const auto at = [&](double shift) {
        std::vector<Array> moved = in;
        moved[argument].mutable_data<double>()[i] += shift;
        return value(moved[0], moved[1], moved[2], moved[3]).item();
      };
      const double difference = (at(h) - at(-h)) / (2 * h);
      EXPECT_NEAR(exact[argument - 1].value().at(static_cast<std::int64_t>(i)), difference,
                  1e-5 * (1 + std::abs(difference)));
    }
  }
}

}  // namespace
}  // namespace saem
