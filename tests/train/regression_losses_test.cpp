#include "saem/train/regression_losses.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/train/hinge_losses.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/loss_checks.h"

namespace saem {
namespace {

using namespace testing_support;

TEST(RegressionLossesTest, FollowTheirFormulas) {
  for (const Shape& shape : {Shape{5, 3}, Shape{1, 1}, Shape{2, 3, 4}}) {
    const Array y = normal_f64(shape, 1);
    const Array p = normal_f64(shape, 2);
    expect_rows(MeanSquaredError(), y, p,
                mean_of_pairs([](double a, double b) { return (a - b) * (a - b); }));
    expect_rows(MeanAbsoluteError(), y, p, mean_of_pairs([](double a, double b) { return std::abs(a - b); }));
    expect_rows(MeanAbsolutePercentageError(), y, p, mean_of_pairs([](double a, double b) {
                  return 100 * std::abs(a - b) / std::max(std::abs(a), 1e-7);
                }));
    expect_rows(LogCosh(), y, p,
                mean_of_pairs([](double a, double b) { return std::log(std::cosh(b - a)); }));
    for (const double delta : {0.5, 1.0, 2.0}) {
      expect_rows(Huber({.delta = delta}), y, p, mean_of_pairs([delta](double a, double b) {
                    const double e = std::abs(a - b);
                    return e <= delta ? e * e / 2 : delta * e - delta * delta / 2;
                  }));
    }
    for (const double q : {0.1, 0.5, 0.9}) {
      expect_rows(Quantile({.quantile = q}), y, p,
                  mean_of_pairs([q](double a, double b) { return a > b ? q * (a - b) : (1 - q) * (b - a); }));
    }
  }
}

TEST(RegressionLossesTest, OfPositiveNumbersFollowTheirFormulas) {
  const Array y = uniform_f64({4, 3}, 1, 0, 3);
  const Array p = uniform_f64({4, 3}, 2, 0.1, 3);
  expect_rows(MeanSquaredLogarithmicError(), y, p, mean_of_pairs([](double a, double b) {
                const double e = std::log(1 + a) - std::log(1 + b);
                return e * e;
              }));
  expect_rows(Poisson(), y, p, mean_of_pairs([](double a, double b) { return b - a * std::log(b + 1e-7); }));
  // What cannot be is taken for 1e-7.
  EXPECT_NEAR(MeanSquaredLogarithmicError()(f32({-5}, {1, 1}), f32({-3}, {1, 1})).item(), 0, 1e-12);
  EXPECT_EQ(MeanAbsolutePercentageError()(f32({0}, {1, 1}), f32({1}, {1, 1})).item(), 1e9);
}

TEST(RegressionLossesTest, LogCoshDoesNotOverflow) {
  EXPECT_NEAR(LogCosh()(f32({0}, {1, 1}), f32({1000}, {1, 1})).item(), 1000 - std::log(2), 1e-3);
  EXPECT_NEAR(LogCosh()(f32({0}, {1, 1}), f32({-1000}, {1, 1})).item(), 1000 - std::log(2), 1e-3);
}

TEST(HingeTest, FollowsItsFormula) {
  const Array p = normal_f64({6, 3}, 3);
  const Array zeros_and_ones = random_labels({6, 3}, 2, 4).astype(DType::f64);
  Array signs = zeros_and_ones;
  for (double& v : signs.mutable_data<double>()) v = 2 * v - 1;
  const auto hinge = [](double y, double score) { return std::max(0.0, 1 - y * score); };
  const auto converted = [hinge](double y, double score) { return hinge(2 * y - 1, score); };
  expect_rows(Hinge(), signs, p, mean_of_pairs(hinge));
  expect_rows(Hinge(), zeros_and_ones, p, mean_of_pairs(converted));
  expect_rows(SquaredHinge(), signs, p,
              mean_of_pairs([=](double y, double s) { return hinge(y, s) * hinge(y, s); }));
  expect_rows(SquaredHinge(), zeros_and_ones, p,
              mean_of_pairs([=](double y, double s) { return converted(y, s) * converted(y, s); }));
}

TEST(HingeTest, OfClassesComparesTheRightOneWithTheBestOther) {
  const Array labels = random_labels({7}, 4, 5);
  const Array p = normal_f64({7, 4}, 6);
  expect_rows(CategoricalHinge(), one_hot_rows(labels, 4), p, [](const Row& y, const Row& s) {
    double pos = 0;
    double neg = -1e9;
    for (std::size_t j = 0; j < y.size(); ++j) {
      pos += y[j] * s[j];
      neg = std::max(neg, (1 - y[j]) * s[j]);
    }
    return std::max(0.0, neg - pos + 1);
  });
}

TEST(HingeTest, RefusesOtherLabels) {
  EXPECT_NO_THROW(Hinge().check_labels(f32({-1, 1, 0}, {3}), {-1, 1}, "y"));
  EXPECT_EQ(message_of<ValueError>([] {
              Hinge().check_labels(f32({0, 1, 2}, {3}), {-1, 1}, "y");
            }),
            "hinge: expected numbers in [-1, 1] in y, received 2 in row 2.\n"
            "Label the examples with -1 and 1, or with 0 and 1.");
}

TEST(RegressionLossesTest, RefuseOptionsOutsideTheirRange) {
  EXPECT_EQ(message_of<ValueError>([] { Huber({.delta = 0}); }),
            "huber: expected delta > 0, received 0.\nChoose a number in that range.");
  EXPECT_EQ(message_of<ValueError>([] { Quantile({.quantile = 1}); }),
            "quantile: expected quantile in (0, 1), received 1.\nChoose a number in that range.");
  EXPECT_EQ(message_of<ValueError>([] { MeanSquaredError({.reduction = "avg"}); }),
            "mean_squared_error: there is no reduction 'avg'\n"
            "(known: sum_over_batch_size, mean, mean_with_sample_weight, sum, none).");
}

}  // namespace
}  // namespace saem
