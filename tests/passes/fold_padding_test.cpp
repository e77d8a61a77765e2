#include "saem/passes/fold_padding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "saem/compile/compile.h"
#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/ops.h"

namespace saem {
namespace {

int count(const Graph& graph, std::string_view op) {
  int n = 0;
  for (const auto& node : topological_order(results_of(graph))) n += node->op().name == op;
  return n;
}

Tensor parameter(const Shape& shape) { return Tensor(Node::leaf(parameter_op, {DType::f32, shape})); }

TEST(FoldPadding, ConvolutionsAndTheirGradientsPadThemselves) {
  const Tensor x = parameter({2, 7, 6, 3}), k = parameter({3, 3, 3, 4});
  const Tensor h = tanh(x);
  const Tensor y = sum(
      square(conv(pad(h, {0, 1, 0, 0}, {0, 2, 1, 0}), k, {.strides = {2, 1}, .padding = {{1, 0}, {0, 1}}})));
  const Tensors slopes = gradients(y, Tensors{x, k});
  const Graph graph{{x, k}, {y, slopes[0], slopes[1]}, {}};
  ASSERT_GT(count(graph, "pad") + count(graph, "slice"), 1);
  const Graph folded = fold_padding(graph);
  EXPECT_EQ(count(folded, "pad"), 0);
  EXPECT_EQ(count(folded, "slice"), 0);
  for (const auto& node : topological_order(results_of(folded))) {
    if (!node->attributes().has("padding_low")) continue;
    EXPECT_EQ(node->attributes().integers("padding_low"), (std::vector<std::int64_t>{2, 0}));
    EXPECT_EQ(node->attributes().integers("padding_high"), (std::vector<std::int64_t>{2, 2}));
  }
}

TEST(FoldPadding, OtherPaddingStays) {
  const Tensor x = parameter({2, 7, 6, 3}), k = parameter({3, 3, 5, 4}), k3 = parameter({3, 3, 3, 4});
  const Graph channels{{x, k}, {conv(pad(x, {0, 0, 0, 1}, {0, 0, 0, 1}), k)}, {}};
  EXPECT_EQ(count(fold_padding(channels), "pad"), 1);
  const Graph between{{x, k3}, {conv(pad(x, {0, 0, 0, 0}, {0, 0, 0, 0}, {0, 1, 1, 0}), k3)}, {}};
  EXPECT_EQ(count(fold_padding(between), "pad"), 1);
  // What is cut off is needed by somebody else.
  const Tensor dy = parameter({2, 5, 4, 4});
  const Tensor dx = conv_input_gradient(dy, k3, {2, 7, 6, 3});
  const Graph shared{{dy, k3}, {slice(dx, {0, 1, 1, 0}, {2, 6, 5, 3}, {}), sum(dx)}, {}};
  EXPECT_EQ(count(fold_padding(shared), "slice"), 1);
}

TEST(FoldPadding, TheNumbersStayTheSame) {
  Generator g(5);
  for (int i = 0; i < 40; ++i) {
    const std::int64_t low = g.integer(3), high = g.integer(3), stride = 1 + g.integer(2);
    const Array x = random_array(g, {2, 6, 7, 3}, -1, 1).astype(DType::f32);
    const Array k = random_array(g, {3, 2, 3, 8}, -1, 1).astype(DType::f32);
    const auto step = [&](const Tensor& a, const Tensor& b) {
      const Tensor y =
          sum(tanh(conv(pad(a, {0, low, high, 0}, {0, high, low, 0}), b, {.strides = {stride, 1}})));
      Tensors out = gradients(y, Tensors{a, b});
      out.push_back(y);
      return out;
    };
    const Tensors fast = compile(step)(x, k);
    const Tensors plain = compile(step, {.backend = "reference"})(x, k);
    for (std::size_t o = 0; o < fast.size(); ++o) {
      const Array a = fast[o].value(), b = plain[o].value();
      for (std::int64_t e = 0; e < a.size(); ++e)
        ASSERT_NEAR(a.at(e), b.at(e), 2e-5 * (1 + std::abs(b.at(e))));
    }
  }
}

}  // namespace
}  // namespace saem
