// What a model with two inputs and two outputs learns, against steps written by hand and against a model for
// each output.
#include <gtest/gtest.h>

#include "saem/compile/compile.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/layers.h"
#include "saem/ops/ops.h"
#include "saem/train/model.h"
#include "tests/train/support/helpers.h"

namespace saem {
namespace {

using testing_support::random_f32;

constexpr std::int64_t rows = 12;

struct TwoByTwo {
  Symbol left = Input({4}), right = Input({3});
  Dense trunk{5, {.activation = "tanh"}}, classes{3, {.activation = "softmax"}}, number{1};
  Symbol joined = Concatenate()({trunk(left), right});
  Symbol first = classes(joined), second = number(joined);
};

Array one_hot_rows() {
  Array y({rows, 3});
  for (std::int64_t i = 0; i < rows; ++i)
    y.mutable_data<float>()[static_cast<std::size_t>(i * 3 + i % 3)] = 1;
  return y;
}

TEST(SeveralOutputsGradients, AreThoseOfTheWeightedSumByHand) {
  const TwoByTwo net;
  Model model({net.left, net.right}, {net.first, net.second});
  const Array left = random_f32({rows, 4}, 1), right = random_f32({rows, 3}, 2), y1 = one_hot_rows(),
              y2 = random_f32({rows, 1}, 3);
  const std::vector<Variable> weights =
      model.trainable_variables();  // trunk, classes, number: kernel and bias
  ASSERT_EQ(weights.size(), 6U);
  std::vector<Variable> mine;
  for (const Variable& v : weights) mine.emplace_back(v.value());

  model.compile({.optimizer = SGD({.learning_rate = 0.2}),
                 .loss = {"categorical_crossentropy", "mse"},
                 .loss_weights = {0.7, 1.3}});
  auto by_hand = compile([&](Tensor a, Tensor b, Tensor t1, Tensor t2) {
    const Tensor h = concat(Tensors{tanh(matmul(a, mine[0]) + mine[1]), b}, 1);
    const Tensor logits = matmul(h, mine[2]) + mine[3];
    const Tensor p = softmax(logits, -1);
    const Tensor q = matmul(h, mine[4]) + mine[5];
    // dL/dlogits = 0.7 (p - t) / n, dL/dq = 1.3 · 2 (q - t) / n; the rest is the chain rule.
    const double n = rows;
    const Tensor dlogits = (p - t1) * (0.7 / n), dq = (q - t2) * (2.6 / n);
    const Tensor dh =
        matmul(dlogits, mine[2], {.transpose_b = true}) + matmul(dq, mine[4], {.transpose_b = true});
    const Tensor trunk = slice(h, {0, 0}, {rows, 5});
    const Tensor dtrunk = slice(dh, {0, 0}, {rows, 5}) * (1.0 - square(trunk));
    const Tensors slopes{matmul(a, dtrunk, {.transpose_a = true}),  sum(dtrunk, {0}),
                         matmul(h, dlogits, {.transpose_a = true}), sum(dlogits, {0}),
                         matmul(h, dq, {.transpose_a = true}),      sum(dq, {0})};
    for (std::size_t i = 0; i < mine.size(); ++i) mine[i].assign(mine[i] - 0.2 * slopes[i]);
    return -0.7 * sum(t1 * log(p)) / n + 1.3 * mean(square(q - t2));
  });
  for (int step = 0; step < 25; ++step) {
    const double expected = by_hand(left, right, y1, y2).item();
    EXPECT_NEAR(model.train_on_batch({left, right}, {y1, y2}).at("loss"), expected, 1e-5) << step;
  }
  for (std::size_t i = 0; i < mine.size(); ++i) {
    for (std::int64_t e = 0; e < mine[i].shape().count(); ++e)
      EXPECT_NEAR(weights[i].value().at(e), mine[i].value().at(e), 2e-5) << weights[i].name() << ' ' << e;
  }
}

// The trunk of the joint model moves by the weighted sum of what the two models of one output each would do.
TEST(SeveralOutputsGradients, AreTheWeightedSumOfThoseOfSeparateModels) {
  const TwoByTwo net;
  Model both({net.left, net.right}, {net.first, net.second});
  Model only_first({net.left, net.right}, {net.first}), only_second({net.left, net.right}, {net.second});
  const Arrays x = {random_f32({rows, 4}, 1), random_f32({rows, 3}, 2)};
  const Array y1 = one_hot_rows(), y2 = random_f32({rows, 1}, 3), w = Array::full({rows}, 0.5);
  const std::vector<Variable> weights = both.variables();
  std::vector<Array> before;
  for (const Variable& v : weights) before.push_back(v.value());
  // How far each weight moves in one step of plain gradient descent; the weights are then as before.
  const auto moves = [&](Model& model, const ModelCompileOptions& options, const Arrays& y,
                         const Arrays& sample_weight) {
    model.compile(options);
    static_cast<void>(model.train_on_batch(x, y, {.sample_weight = sample_weight}));
    std::vector<Array> result;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      result.push_back((Tensor(weights[i].value()) - Tensor(before[i])).value());
      Variable(weights[i]).assign(before[i]);
    }
    return result;
  };
  const SGD sgd({.learning_rate = 1.0});
  const auto joint =
      moves(both, {.optimizer = sgd, .loss = {"categorical_crossentropy", "mse"}, .loss_weights = {0.7, 1.3}},
            {y1, y2}, {w, Array()});
  const auto first = moves(only_first, {.optimizer = sgd, .loss = "categorical_crossentropy"}, y1, w);
  const auto second = moves(only_second, {.optimizer = sgd, .loss = "mse"}, y2, {});
  for (std::size_t i = 0; i < weights.size(); ++i) {
    for (std::int64_t e = 0; e < joint[i].size(); ++e)
      EXPECT_NEAR(joint[i].at(e), 0.7 * first[i].at(e) + 1.3 * second[i].at(e), 2e-6) << weights[i].name();
  }
}

}  // namespace
}  // namespace saem
