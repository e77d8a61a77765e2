#include "saem/train/similarity_losses.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/train/overlap_losses.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/loss_checks.h"

namespace saem {
namespace {

using namespace testing_support;

double dot(const Row& a, const Row& b) {
  double total = 0;
  for (std::size_t j = 0; j < a.size(); ++j) total += a[j] * b[j];
  return total;
}
double cosine(const Row& a, const Row& b) { return dot(a, b) / std::sqrt(dot(a, a) * dot(b, b)); }
double squared_distance(const Row& a, const Row& b) {
  Row d = a;
  for (std::size_t j = 0; j < a.size(); ++j) d[j] -= b[j];
  return dot(d, d);
}

TEST(CosineSimilarityTest, FollowsItsFormula) {
  expect_rows(CosineSimilarity(), normal_f64({4, 3}, 1), normal_f64({4, 3}, 2),
              [](const Row& y, const Row& p) { return -cosine(y, p); });
  EXPECT_EQ(CosineSimilarity()(f32({1, 2}, {1, 2}), f32({0, 0}, {1, 2})).item(), 0);
  const Array y = normal_f64({2, 3}, 3);
  const Array p = normal_f64({2, 3}, 4);
  const Array columns = CosineSimilarity({.axis = 0}).values(y, p).value();
  ASSERT_EQ(columns.shape(), (Shape{3}));
  for (std::int64_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(columns.at(j), -cosine({y.at(j), y.at(j + 3)}, {p.at(j), p.at(j + 3)}), 1e-12);
  }
}

TEST(TripletTest, FollowsItsFormula) {
  const Array y(Shape{6});
  const Array p = normal_f64({6, 3, 4}, 5);
  const auto distance = [](const std::string& kind, const Row& a, const Row& b) {
    if (kind == "cosine") return 1 - cosine(a, b);
    return kind == "euclidean" ? std::sqrt(squared_distance(a, b)) : squared_distance(a, b);
  };
  for (const char* kind : {"euclidean", "squared_euclidean", "cosine"}) {
    const Triplet loss({.margin = 0.7, .distance = kind});
    const Array values = loss.values(y, p).value();
    ASSERT_EQ(values.shape(), (Shape{6}));
    for (std::int64_t i = 0; i < 6; ++i) {
      const Row a = row_of(p, 3 * i), b = row_of(p, 3 * i + 1), c = row_of(p, 3 * i + 2);
      EXPECT_NEAR(values.at(i), std::max(0.0, distance(kind, a, b) - distance(kind, a, c) + 0.7), 1e-12);
    }
    expect_slope(loss, y, p);
  }
}

TEST(TripletTest, HasNoSlopeBetweenEqualEmbeddings) {
  const Tensor same = f32({1, 1, 1, 1, 1, 1}, {1, 3, 2});
  const Array slope = grad(Triplet()(f32({0}, {1}), same), same).value();
  for (std::int64_t i = 0; i < 6; ++i) EXPECT_EQ(slope.at(i), 0);
}

TEST(TripletTest, ExplainsWhatIsWrong) {
  EXPECT_EQ(message_of<ShapeError>([] {
              Triplet().check_labels(Array(Shape{4}), {-1, 8}, "y");
            }),
            "triplet: expected predictions of shape (n, 3, d), received (batch, 8).\n"
            "Stack the 3 embeddings of an example along axis 1.");
  EXPECT_EQ(message_of<ValueError>([] { Triplet({.distance = "euclidian"}); }),
            "triplet: there is no distance 'euclidian'\n"
            "(known: euclidean, squared_euclidean, cosine).\nDid you mean 'euclidean'?");
  EXPECT_THROW(Triplet({.margin = 0}), ValueError);
  EXPECT_THROW(static_cast<void>(triplet_loss(Array(Shape{2, 3}), Array(Shape{2, 3}), Array(Shape{2, 4}))),
               ShapeError);
}

TEST(ContrastiveTest, FollowsItsFormula) {
  const Array y = random_labels({8}, 2, 1);
  const Array p = normal_f64({8, 2, 3}, 2);
  const Contrastive loss({.margin = 2});
  const Array values = loss.values(y, p).value();
  Array distances(Shape{8, 1}, DType::f64);
  for (std::int64_t i = 0; i < 8; ++i) {
    const double d = std::sqrt(squared_distance(row_of(p, 2 * i), row_of(p, 2 * i + 1)));
    const double gap = std::max(0.0, 2 - d);
    EXPECT_NEAR(values.at(i), y.at(i) == 0 ? d * d / 2 : gap * gap / 2, 1e-12);
    distances.mutable_data<double>()[static_cast<std::size_t>(i)] = d;
  }
  EXPECT_NEAR(loss(y, distances).item(), loss(y, p).item(), 1e-12);
  expect_slope(loss, y, p);
  EXPECT_THROW(loss.check_labels(f32({0, 2}, {2}), {-1, 2, 3}, "y"), ValueError);
  EXPECT_THROW(loss.check_labels(f32({0, 1}, {2}), {-1, 3, 3}, "y"), ShapeError);
}

TEST(CircleTest, FollowsItsFormula) {
  constexpr int n = 7;
  const Array y = random_labels({n}, 3, 3);
  Array p = normal_f64({n, 4}, 4);
  for (std::int64_t i = 0; i < n; ++i) {
    const Row row = row_of(p, i);
    for (std::size_t j = 0; j < 4; ++j)
      p.mutable_data<double>()[static_cast<std::size_t>(i) * 4 + j] /= std::sqrt(dot(row, row));
  }
  for (const bool remove : {true, false}) {
    const double gamma = 5, m = 0.3;
    const Circle loss({.gamma = gamma, .margin = m, .remove_diagonal = remove});
    const Array values = loss.values(y, p).value();
    double total = 0;
    int count = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      double positives = 0, negatives = 0;
      for (std::int64_t j = 0; j < n; ++j) {
        const double d = std::max(0.0, 1 - dot(row_of(p, i), row_of(p, j)));
        if (y.at(i) != y.at(j)) {
          negatives += std::exp(gamma * std::max(0.0, 1 + m - d) * (1 - m - d));
        } else if (i != j || !remove) {
          positives += std::exp(-gamma * (m + d) * (m - d));
        }
      }
      const double expected = std::log1p(positives * negatives);
      EXPECT_NEAR(values.at(i), expected, 1e-9) << i;
      total += expected;
      count += expected > 0 ? 1 : 0;
    }
    EXPECT_NEAR(loss(y, p).item(), total / count, 1e-9);
    if (remove) expect_slope(loss, y, p);  // on the diagonal the distance is at its kink
  }
}

// ---- overlap ----

TEST(DiceTest, FollowsItsFormula) {
  const Array y = random_labels({3, 4}, 2, 1).astype(DType::f64);
  const Array p = uniform_f64({3, 4}, 2);
  const auto dice = [](const Row& a, const Row& b) {
    double sums = 1e-7;
    for (std::size_t j = 0; j < a.size(); ++j) sums += a[j] + b[j];
    return 1 - 2 * dot(a, b) / sums;
  };
  expect_rows(Dice({.axis = {1}}), y, p, dice);
  const Array flat_y = y.reshape({1, 12}), flat_p = p.reshape({1, 12});
  EXPECT_NEAR(Dice()(y, p).item(), dice(row_of(flat_y, 0), row_of(flat_p, 0)), 1e-12);
  expect_slope(Dice(), y, p);
  // Keras's own example.
  const Array a = f32({1, 1, 0, 0, 1, 1, 0, 0}, {2, 2, 2, 1});
  const Array b = f32({0, 1, 0, 1, 0.4F, 0, 0, 0.9F}, {2, 2, 2, 1});
  EXPECT_NEAR(Dice({.axis = {1, 2, 3}}).values(a, b).value().at(0), 0.5, 1e-6);
  EXPECT_NEAR(Dice({.axis = {1, 2, 3}}).values(a, b).value().at(1), 0.75757575, 1e-6);
  EXPECT_NEAR(Dice()(a, b).item(), 0.6164384, 1e-6);
}

TEST(TverskyTest, FollowsItsFormula) {
  const Array y = random_labels({3, 4}, 2, 1).astype(DType::f64);
  const Array p = uniform_f64({3, 4}, 2);
  expect_rows(Tversky({.alpha = 0.3, .beta = 0.8, .axis = {1}}), y, p, [](const Row& a, const Row& b) {
    double missed = 0, in_vain = 0;
    for (std::size_t j = 0; j < a.size(); ++j) {
      missed += a[j] * (1 - b[j]);
      in_vain += b[j] * (1 - a[j]);
    }
    return 1 - dot(a, b) / (dot(a, b) + 0.3 * missed + 0.8 * in_vain + 1e-7);
  });
  EXPECT_NEAR(Tversky()(y, p).item(), Dice()(y, p).item(), 1e-6);
}

TEST(DiceTest, OfAWholeBatchTakesNoSampleWeights) {
  EXPECT_EQ(message_of<ValueError>([] {
              static_cast<void>(Dice()(f32({1, 0}, {2, 1}), f32({1, 0}, {2, 1}), f32({1, 2}, {2})));
            }),
            "dice: received sample weights, but has a single value for the whole batch.\n"
            "Choose the loss's axes so that one value per example is left.");
}

}  // namespace
}  // namespace saem
