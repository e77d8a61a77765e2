#include "saem/ops/softmax.h"

#include <cmath>

#include "saem/graph/autodiff.h"
#include "tests/ops/support/differences.h"
#include "tests/ops/support/expect.h"

namespace saem::testing {
namespace {

TEST(Softmax, ByHand) {
  const double e = std::exp(1.0);
  expect_values(softmax(tensor({2, 2}, {0, 0, 1, 2})), {2, 2}, {0.5, 0.5, 1 / (1 + e), e / (1 + e)});
  expect_values(log_softmax(tensor({2}, {0, 0})), {2}, {-std::log(2.0), -std::log(2.0)});
}

TEST(Softmax, ExtremeLogitsStayFinite) {
  expect_values(softmax(tensor({3}, {-1e4, 0, 1e4})), {3}, {0, 0, 1});
  expect_values(log_softmax(tensor({2}, {0, 1e4})), {2}, {-1e4, 0});
}

TEST(Softmax, CrossEntropyAndItsGradient) {
  const Tensor logits = tensor({2, 2}, {0, 0, 3, 3});
  const Tensor targets = tensor({2, 2}, {1, 0, 0.5, 0.5});
  expect_values(softmax_cross_entropy(logits, targets), {2}, {std::log(2.0), std::log(2.0)});
  // The well-known result: softmax - targets.
  expect_values(grad(sum(softmax_cross_entropy(logits, targets)), logits), {2, 2}, {-0.5, 0.5, 0, 0});
}

TEST(Softmax, OneHot) {
  expect_values(one_hot(tensor({3}, {2, 0, 1}, DType::i64), 3), {3, 3}, {0, 0, 1, 1, 0, 0, 0, 1, 0});
  expect_values(one_hot(tensor({2}, {1, 250}, DType::u8), 2), {2, 2}, {0, 1, 0, 0});
  EXPECT_EQ(one_hot(tensor({1}, {44}, DType::u8), 301).value().at(300),
            0);  // 300 is not 44, though both end in the same byte
  EXPECT_EQ(one_hot(tensor({1}, {0}, DType::i32), 2, DType::f64).dtype(), DType::f64);
}

TEST(Softmax, Messages) {
  EXPECT_EQ(
      message_of<ShapeError>([] {
        static_cast<void>(softmax_cross_entropy(zeros({128, 10}), zeros({128})));
      }),
      "softmax_cross_entropy: expected logits and targets of one shape\n(logits (128, 10), targets (128,)).\n"
      "If the targets are class numbers, make them one_hot first.");
  EXPECT_NE(message_of<ShapeError>([] {
              static_cast<void>(softmax(Tensor::scalar(1)));
            }).find("softmax: expected at least one axis"),
            std::string::npos);
  EXPECT_NE(message_of<DTypeError>([] {
              static_cast<void>(one_hot(zeros({3}), 2));
            }).find("one_hot: expected integer labels, received float32"),
            std::string::npos);
  EXPECT_NE(message_of<ValueError>([] {
              static_cast<void>(one_hot(zeros({3}, DType::i64), 0));
            }).find("at least one class"),
            std::string::npos);
}

TEST(Softmax, AlongAnyAxis) {
  const Tensor x = tensor({2, 2}, {0, 1, 0, 3});
  const double p = 1 / (1 + std::exp(2.0));
  expect_values(softmax(x, 0), {2, 2}, {0.5, p, 0.5, 1 - p});
  expect_values(log_softmax(x, 0), {2, 2}, {-std::log(2.0), std::log(p), -std::log(2.0), std::log(1 - p)});
  expect_values(
      softmax(x, 1), {2, 2},
      {1 / (1 + std::exp(1.0)), 1 / (1 + std::exp(-1.0)), 1 / (1 + std::exp(3.0)), 1 / (1 + std::exp(-3.0))});
  EXPECT_NE(
      message_of<ShapeError>([&] { static_cast<void>(softmax(x, 2)); }).find("softmax: axis 2 does not"),
      std::string::npos);
}

TEST(Sparsemax, IsTheNearestPointOfTheSimplex) {
  expect_values(sparsemax(tensor({3}, {1, 2, 5})), {3}, {0, 0, 1});
  expect_values(sparsemax(tensor({3}, {0.1, 0.5, 0.2})), {3}, {0.5 / 3, 0.5 / 3 + 0.4, 0.5 / 3 + 0.1});
  expect_values(sparsemax(tensor({2, 2}, {0, 1000, 0, 1000.5}), 0), {2, 2}, {0.5, 0.25, 0.5, 0.75});
  expect_values(sparsemax(tensor({4}, {3, 3, 3, -9})), {4}, {1.0 / 3, 1.0 / 3, 1.0 / 3, 0});
  EXPECT_EQ(sparsemax(zeros({2, 0})).value().shape(), (Shape{2, 0}));
  // Optimal: no direction inside the simplex leads nearer to x.
  Generator g(3);
  const Array x = random_array(g, {5, 7}, -1, 1);
  const Array p = sparsemax(x).value();
  for (std::int64_t row = 0; row < 5; ++row) {
    double total = 0;
    double largest = -10;
    double along = 0;
    for (std::int64_t i = 7 * row; i < 7 * row + 7; ++i) {
      EXPECT_GE(p.at(i), 0);
      total += p.at(i);
      largest = std::max(largest, x.at(i) - p.at(i));
      along += (x.at(i) - p.at(i)) * p.at(i);
    }
    EXPECT_NEAR(total, 1, 1e-12);
    EXPECT_NEAR(along, largest, 1e-12);
  }
  expect_gradients([](const Tensors& t) { return sparsemax(t[0]); }, {x});
}

}  // namespace
}  // namespace saem::testing
