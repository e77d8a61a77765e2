// Options of the cross-entropies, and their relatives.
#include "saem/train/crossentropy.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/train/focal_losses.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/loss_checks.h"

namespace saem {
namespace {

using namespace testing_support;

Row distribution(Row p) {
  double total = 0;
  for (const double v : p) total += v;
  for (double& v : p) v /= total;
  return p;
}

Row softmax_of(Row z) {
  for (double& v : z) v = std::exp(v);
  return distribution(z);
}

double entropy(const Row& y, const Row& p) {
  double total = 0;
  for (std::size_t j = 0; j < y.size(); ++j) total -= y[j] * std::log(p[j]);
  return total;
}

double sigmoid_of(double z) { return 1 / (1 + std::exp(-z)); }

Row smoothed(Row y, double s) {
  for (double& v : y) v = v * (1 - s) + s / static_cast<double>(y.size());
  return y;
}

// (n, c, t) of (n, t, c).
Array swapped(const Array& a) {
  const Shape s = a.shape();
  Array b({s[0], s[2], s[1]}, DType::f64);
  for (std::int64_t i = 0; i < a.size(); ++i) {
    const std::int64_t n = i / (s[1] * s[2]), t = i / s[2] % s[1], c = i % s[2];
    b.mutable_data<double>()[static_cast<std::size_t>((n * s[2] + c) * s[1] + t)] = a.at(i);
  }
  return b;
}

TEST(CategoricalCrossentropyTest, FollowsItsFormulaWithAllOptions) {
  const Array labels = random_labels({6}, 4, 1);
  const Array y = one_hot_rows(labels, 4);
  const Array p = uniform_f64({6, 4}, 2);
  const Array z = normal_f64({6, 4}, 3);
  for (const double s : {0.0, 0.1, 1.0}) {
    expect_rows(CategoricalCrossentropy({.label_smoothing = s}), y, p,
                [s](const Row& a, const Row& b) { return entropy(smoothed(a, s), distribution(b)); });
    expect_rows(CategoricalCrossentropy({.from_logits = true, .label_smoothing = s}), y, z,
                [s](const Row& a, const Row& b) { return entropy(smoothed(a, s), softmax_of(b)); });
  }
}

TEST(CategoricalCrossentropyTest, TakesClassesOnAnotherAxis) {
  const Array labels = random_labels({2, 5}, 3, 1);
  const Array y = one_hot_rows(labels, 3);
  const Array p = uniform_f64({2, 5, 3}, 2);
  const Array expected = CategoricalCrossentropy({.label_smoothing = 0.2}).values(y, p).value();
  const Array sparse = SparseCategoricalCrossentropy().values(labels, p).value();
  const Array on_axis_1 =
      CategoricalCrossentropy({.label_smoothing = 0.2, .axis = 1}).values(swapped(y), swapped(p)).value();
  const Array sparse_on_axis_1 =
      SparseCategoricalCrossentropy({.axis = 1}).values(labels, swapped(p)).value();
  const Array focal = CategoricalFocalCrossentropy().values(y, p).value();
  const Array focal_on_axis_1 =
      CategoricalFocalCrossentropy({.axis = 1}).values(swapped(y), swapped(p)).value();
  ASSERT_EQ(on_axis_1.shape(), (Shape{2, 5}));
  for (std::int64_t i = 0; i < 10; ++i) {
    EXPECT_NEAR(on_axis_1.at(i), expected.at(i), 1e-12);
    EXPECT_NEAR(sparse_on_axis_1.at(i), sparse.at(i), 1e-12);
    EXPECT_NEAR(focal_on_axis_1.at(i), focal.at(i), 1e-12);
  }
  expect_slope(SparseCategoricalCrossentropy({.axis = 1}), labels, swapped(p));
  EXPECT_NO_THROW(SparseCategoricalCrossentropy({.axis = 1}).check_labels(labels, {-1, 3, 5}, "y"));
  EXPECT_NO_THROW(CategoricalCrossentropy({.axis = 1}).check_labels(swapped(y), {-1, 3, 5}, "y"));
}

TEST(SparseCategoricalCrossentropyTest, IgnoresAClass) {
  const Array y = Array::of(std::vector<std::int32_t>{1, -1, 2, -1, 0});
  const Array p = uniform_f64({5, 3}, 4);
  const SparseCategoricalCrossentropy loss({.ignore_class = -1});
  const Array all =
      SparseCategoricalCrossentropy().values(Array::of(std::vector<std::int32_t>{1, 0, 2, 0, 0}), p).value();
  const Array values = loss.values(y, p).value();
  EXPECT_EQ(values.at(1), 0);
  EXPECT_EQ(values.at(3), 0);
  const double three = all.at(0) + all.at(2) + all.at(4);
  EXPECT_NEAR(loss(y, p).item(), three / 3, 1e-12);
  EXPECT_NEAR(SparseCategoricalCrossentropy({.ignore_class = -1, .reduction = "sum"})(y, p).item(), three,
              1e-12);
  const Array w = f32({1, 2, 3, 4, 5}, {5});
  const double weighted = all.at(0) + 3 * all.at(2) + 5 * all.at(4);
  EXPECT_NEAR(loss(y, p, w).item(), weighted / 3, 1e-12);
  EXPECT_NEAR(
      SparseCategoricalCrossentropy({.ignore_class = -1, .reduction = "mean_with_sample_weight"})(y, p, w)
          .item(),
      weighted / 9, 1e-12);
  expect_slope(loss, y, p, w);
  EXPECT_NO_THROW(loss.check_labels(y, {-1, 3}, "y"));
  EXPECT_THROW(SparseCategoricalCrossentropy().check_labels(y, {-1, 3}, "y"), ValueError);
}

TEST(SparseCategoricalCrossentropyTest, IsZeroIfNothingCounts) {
  const Array y = Array::of(std::vector<std::int32_t>{255, 255});
  const Tensor p = uniform_f64({2, 3}, 4);
  const Tensor loss = SparseCategoricalCrossentropy({.ignore_class = 255})(y, p);
  EXPECT_EQ(loss.item(), 0);
  const Array slope = grad(loss, p).value();
  for (std::int64_t i = 0; i < slope.size(); ++i) EXPECT_EQ(slope.at(i), 0);
}

TEST(BinaryCrossentropyOptionsTest, FollowTheirFormulas) {
  const Array y = random_labels({5, 3}, 2, 6).astype(DType::f64);
  const Array p = uniform_f64({5, 3}, 7);
  const Array z = normal_f64({5, 3}, 8);
  for (const double s : {0.0, 0.3}) {
    const auto formula = [s](double a, double b) {
      const double t = a * (1 - s) + s / 2;
      return -(t * std::log(b) + (1 - t) * std::log(1 - b));
    };
    expect_rows(BinaryCrossentropy({.label_smoothing = s}), y, p, mean_of_pairs(formula));
    expect_rows(BinaryCrossentropy({.from_logits = true, .label_smoothing = s}), y, z,
                mean_of_pairs([=](double a, double b) { return formula(a, sigmoid_of(b)); }));
  }
  EXPECT_EQ(
      BinaryCrossentropy({.axis = 1}).values(uniform_f64({2, 3, 4}, 1), uniform_f64({2, 3, 4}, 2)).shape(),
      (Shape{2, 4}));
}

TEST(FocalTest, OfBinaryLabelsFollowsItsFormula) {
  const Array y = random_labels({5, 3}, 2, 6).astype(DType::f64);
  const Array p = uniform_f64({5, 3}, 7);
  const Array z = normal_f64({5, 3}, 8);
  for (const double gamma : {0.0, 0.5, 1.0, 2.0, 3.5}) {
    for (const double s : {0.0, 0.2}) {
      for (const bool balanced : {false, true}) {
        const auto formula = [=](double a, double b) {
          const double t = a * (1 - s) + s / 2;
          const double right = t * b + (1 - t) * (1 - b);
          const double weight = balanced ? t * 0.3 + (1 - t) * 0.7 : 1;
          return -weight * std::pow(1 - right, gamma) * (t * std::log(b) + (1 - t) * std::log(1 - b));
        };
        BinaryFocalCrossentropyOptions options{
            .apply_class_balancing = balanced, .alpha = 0.3, .gamma = gamma, .label_smoothing = s};
        expect_rows(BinaryFocalCrossentropy(options), y, p, mean_of_pairs(formula));
        options.from_logits = true;
        expect_rows(BinaryFocalCrossentropy(options), y, z,
                    mean_of_pairs([=](double a, double b) { return formula(a, sigmoid_of(b)); }));
      }
    }
  }
}

TEST(FocalTest, OfClassesFollowsItsFormula) {
  const Array y = one_hot_rows(random_labels({6}, 3, 1), 3);
  const Array p = uniform_f64({6, 3}, 2);
  const Array z = normal_f64({6, 3}, 3);
  const auto formula = [](const Row& a, const Row& b, double s, double gamma, const Row& alpha) {
    const Row t = smoothed(a, s);
    double total = 0;
    for (std::size_t j = 0; j < t.size(); ++j)
      total -= alpha[j] * std::pow(1 - b[j], gamma) * t[j] * std::log(b[j]);
    return total;
  };
  const Row same{0.25, 0.25, 0.25};
  expect_rows(CategoricalFocalCrossentropy(), y, p,
              [&](const Row& a, const Row& b) { return formula(a, distribution(b), 0, 2, same); });
  const Row alphas{0.1, 0.5, 2};
  expect_rows(CategoricalFocalCrossentropy(
                  {.class_alphas = alphas, .gamma = 1.5, .from_logits = true, .label_smoothing = 0.1}),
              y, z, [&](const Row& a, const Row& b) { return formula(a, softmax_of(b), 0.1, 1.5, alphas); });
  EXPECT_EQ(
      message_of<ShapeError>([&] {
        static_cast<void>(CategoricalFocalCrossentropy({.class_alphas = {1, 2}}).values(y, p));
      }),
      "categorical_focal_crossentropy: expected one of class_alphas for each of 3 classes, received 2.\n"
      "Give one number per class, or none.");
}

TEST(KLDivergenceTest, FollowsItsFormula) {
  const auto clipped = [](double v) { return std::min(1.0, std::max(1e-7, v)); };
  expect_rows(KLDivergence(), uniform_f64({5, 4}, 1), uniform_f64({5, 4}, 2),
              [=](const Row& y, const Row& p) {
                double total = 0;
                for (std::size_t j = 0; j < y.size(); ++j)
                  total += clipped(y[j]) * std::log(clipped(y[j]) / clipped(p[j]));
                return total;
              });
  EXPECT_NEAR(KLDivergence()(f32({1, 0}, {1, 2}), f32({0, 1}, {1, 2})).item(), std::log(1e7), 1e-3);
}

TEST(GeneralizedCrossEntropyTest, FollowsItsFormula) {
  const Array labels = random_labels({5}, 3, 1);
  const Array p = uniform_f64({5, 3}, 2);
  for (const double q : {0.1, 0.5, 0.9}) {
    const CategoricalGeneralizedCrossEntropy loss({.q = q});
    const Array values = loss.values(labels, p).value();
    for (std::int64_t i = 0; i < 5; ++i) {
      const double right = p.at(i * 3 + static_cast<std::int64_t>(labels.at(i)));
      EXPECT_NEAR(values.at(i), (1 - std::pow(right, q)) / q, 1e-12);
    }
    expect_slope(loss, labels, p);
  }
  EXPECT_THROW(CategoricalGeneralizedCrossEntropy({.q = 1}), ValueError);
}

TEST(CrossentropyOptionsTest, AreRefusedOutsideTheirRange) {
  EXPECT_EQ(message_of<ValueError>([] { CategoricalCrossentropy({.label_smoothing = 2}); }),
            "categorical_crossentropy: expected label_smoothing in [0, 1], received 2.\nChoose a number in "
            "that range.");
  EXPECT_THROW(BinaryFocalCrossentropy({.gamma = -1}), ValueError);
  EXPECT_THROW(BinaryFocalCrossentropy({.alpha = 2}), ValueError);
}

}  // namespace
}  // namespace saem
