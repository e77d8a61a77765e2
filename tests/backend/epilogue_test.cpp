// What is absorbed into convolutions, products and pools against the same ops one by one.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "saem/compile/compile.h"
#include "saem/core/random.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

Array random_f32(Generator& g, const Shape& shape) {
  return random_array(g, shape, -1, 1).astype(DType::f32);
}

template <class F>
void expect_like_reference(F f, const std::vector<Array>& in, double tolerance) {
  setenv("SAEM_POISON", "1", 1);
  const auto call = [&](const char* backend) {
    return compile([&](Tensor a, Tensor b, Tensor c, Tensor d) { return f(a, b, c, d); },
                   {.backend = backend})(in[0], in[1], in[2], in[3]);
  };
  const Tensors fast = call("cpu");
  const Tensors plain = call("reference");
  unsetenv("SAEM_POISON");
  for (std::size_t o = 0; o < fast.size(); ++o) {
    const Array x = fast[o].value();
    const Array y = plain[o].value();
    double scale = 1e-3;
    for (std::int64_t i = 0; i < y.size(); ++i) scale = std::max(scale, std::abs(y.at(i)));
    for (std::int64_t i = 0; i < x.size(); ++i)
      ASSERT_NEAR(x.at(i), y.at(i), tolerance * scale) << "output " << o << " element " << i;
  }
}

TEST(Epilogue, ConvolutionNetworkAndItsGradients) {
  Generator g(3);
  // Small (direct) and large enough for Winograd; overlapping pool windows too.
  for (const std::int64_t batch : {2, 9}) {
    for (const std::int64_t channels : {3, 32}) {
      const std::vector<Array> in = {random_f32(g, {batch, 14, 14, 1}), random_f32(g, {3, 3, 1, channels}),
                                     random_f32(g, {channels}), random_f32(g, {3, 3, channels, 32})};
      expect_like_reference(
          [](Tensor x, Tensor k1, Tensor bias, Tensor k2) {
            const Tensor hidden = relu(conv(x, k1) + bias);
            const Tensor pooled = max_pool(relu(conv(hidden, k2)), {.size = {3, 3}, .strides = {2, 2}});
            const Tensor y = sum(square(pooled));
            Tensors out = gradients(y, std::vector{k1, bias, k2, x});
            out.push_back(y);
            return out;
          },
          in, 5e-5);
    }
  }
}

TEST(Epilogue, ProductsWithBiasAndRelu) {
  Generator g(4);
  for (const std::int64_t m : {1, 7, 64}) {
    const std::vector<Array> in = {random_f32(g, {m, 33}), random_f32(g, {33, 20}), random_f32(g, {20}),
                                   random_f32(g, {20, 5})};
    expect_like_reference(
        [](Tensor x, Tensor a, Tensor bias, Tensor b) {
          const Tensor y = sum(square(matmul(relu(matmul(x, a) + bias), b)));
          Tensors out = gradients(y, std::vector{x, a, bias, b});
          out.push_back(relu(matmul(x, a)));
          out.push_back(matmul(x, a) + bias);
          return out;
        },
        in, 2e-5);
  }
}

TEST(Epilogue, BatchedProductsWithBias) {
  Generator g(5);
  const std::vector<Array> in = {random_f32(g, {3, 4, 6}), random_f32(g, {3, 6, 5}), random_f32(g, {5}),
                                 random_f32(g, {6, 5})};
  expect_like_reference(
      [](Tensor a, Tensor b, Tensor bias, Tensor c) {
        return Tensors{relu(matmul(a, b) + bias), matmul(a, c) + bias,
                       relu(matmul(b, a, {.transpose_a = true, .transpose_b = true}))};
      },
      in, 2e-5);
}

TEST(Epilogue, AStretchedMaskIsNotTakenForAWholeOne) {
  Generator g(6);
  const std::vector<Array> in = {random_f32(g, {9, 7, 7, 4}), random_f32(g, {3, 3, 32, 4}),
                                 random_f32(g, {32}), random_f32(g, {9, 9, 9, 32})};
  expect_like_reference(
      [](Tensor dy, Tensor kernel, Tensor channel, Tensor x) {
        const Tensor dx = conv_input_gradient(dy, kernel, x.shape());
        const Tensor stretched = broadcast_to(channel, x.shape());
        return Tensors{where(greater(stretched, 0.0), dx, 0.0)};
      },
      in, 2e-5);
  expect_like_reference(
      [](Tensor dy, Tensor kernel, Tensor, Tensor x) {
        return Tensors{where(greater(x, 0.0), conv_input_gradient(dy, kernel, x.shape()), 0.0)};
      },
      in, 2e-5);
}

}  // namespace
}  // namespace saem
