#include "saem/train/regression_metrics.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "saem/train/correlation_metrics.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/metric_checks.h"

namespace saem {
namespace {

using namespace testing_support;

constexpr std::int64_t n = 45;

std::vector<Watched> data(double offset = 0) {
  Array y = normal_f64({n, 3}, 1);
  Array p = normal_f64({n, 3}, 2);
  for (std::int64_t i = 0; i < p.size(); ++i) {
    const auto at = static_cast<std::size_t>(i);
    y.mutable_data<double>()[at] += offset;
    p.mutable_data<double>()[at] = y.at(i) + 0.5 * p.at(i);
  }
  return weighted_or_not(y.astype(DType::f32), p.astype(DType::f32));
}

// Weighted moments of column j, in two passes.
struct Moments {
  double w = 0, my = 0, mp = 0, vy = 0, vp = 0, cov = 0, residual = 0;
};
Moments moments(const Watched& d, std::int64_t j) {
  Moments m;
  for (std::int64_t i = 0; i < n; ++i) {
    m.w += weight_of(d, i);
    m.my += weight_of(d, i) * d.y.at(3 * i + j);
    m.mp += weight_of(d, i) * d.p.at(3 * i + j);
  }
  m.my /= m.w;
  m.mp /= m.w;
  for (std::int64_t i = 0; i < n; ++i) {
    const double y = d.y.at(3 * i + j), p = d.p.at(3 * i + j), w = weight_of(d, i);
    m.vy += w * (y - m.my) * (y - m.my) / m.w;
    m.vp += w * (p - m.mp) * (p - m.mp) / m.w;
    m.cov += w * (y - m.my) * (p - m.mp) / m.w;
    m.residual += w * (y - p) * (y - p) / m.w;
  }
  return m;
}

TEST(RegressionMetricsTest, OfLossesAreMeansOfTheirValues) {
  for (const Watched& d : data()) {
    double squares = 0, distances = 0, weight = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < 3; ++j) {
        const double e = d.y.at(3 * i + j) - d.p.at(3 * i + j);
        squares += weight_of(d, i) * e * e / 3;
        distances += weight_of(d, i) * std::abs(e) / 3;
      }
      weight += weight_of(d, i);
    }
    EXPECT_NEAR(in_batches("mse", d).result(), squares / weight, 1e-6);
    EXPECT_NEAR(in_batches(metrics::MeanSquaredError(), d).result(), squares / weight, 1e-6);
    EXPECT_NEAR(in_batches(MeanSquaredError(), d).result(), squares / weight, 1e-6);
    EXPECT_NEAR(in_batches("mean_absolute_error", d).result(), distances / weight, 1e-6);
    EXPECT_NEAR(in_batches("rmse", d).result(), std::sqrt(squares / weight), 1e-6);
  }
  // Two batches' roots do not average: the root is taken at the end.
  const Watched two{f32({0, 0}, {2, 1}), f32({3, 4}, {2, 1})};
  EXPECT_NEAR(in_batches(metrics::RootMeanSquaredError(), two).result(), std::sqrt(12.5), 1e-6);
}

TEST(RegressionMetricsTest, OfEveryLossIsTheLossInOneBatch) {
  const Array y = uniform_f64({6, 3}, 1).astype(DType::f32);
  const Array p = uniform_f64({6, 3}, 2).astype(DType::f32);
  for (const char* name : {"mape", "msle", "logcosh", "huber", "poisson", "kl_divergence", "hinge",
                           "squared_hinge", "categorical_hinge", "binary_crossentropy", "dice", "quantile"}) {
    MetricState state(name);
    state.update_state(y, p);
    EXPECT_NEAR(state.result(), (*make_loss(name))(y, p).item(), 1e-5) << name;
  }
  MetricState cosine("cosine_similarity");
  cosine.update_state(y, p);
  EXPECT_NEAR(cosine.result(), -CosineSimilarity()(y, p).item(), 1e-6);
  EXPECT_EQ(MetricChoice(metrics::Huber({.delta = 2})).get()->name(), "huber");
  EXPECT_EQ(MetricChoice(metrics::LogCoshError()).get()->name(), "logcosh");
}

TEST(R2ScoreTest, FollowsItsDefinition) {
  for (const double offset : {0.0, 1000.0}) {
    for (const Watched& d : data(offset)) {
      double mean = 0, weighted = 0, variances = 0;
      const Array each = in_batches(metrics::R2Score({.class_aggregation = "none"}), d).results();
      for (std::int64_t j = 0; j < 3; ++j) {
        const Moments m = moments(d, j);
        const double score = 1 - m.residual / m.vy;
        EXPECT_NEAR(each.at(j), score, 1e-6);
        mean += score / 3;
        weighted += score * m.vy;
        variances += m.vy;
      }
      EXPECT_NEAR(in_batches("r2_score", d).result(), mean, 1e-6);
      EXPECT_NEAR(
          in_batches(metrics::R2Score({.class_aggregation = "variance_weighted_average"}), d).result(),
          weighted / variances, 1e-6);
      constexpr double count = 3 * n;
      EXPECT_NEAR(in_batches(metrics::R2Score({.num_regressors = 2}), d).result(),
                  1 - (1 - mean) * (count - 1) / (count - 3), 1e-6);
    }
  }
  const Watched published{f32({1, 4, 3}, {3, 1}), f32({2, 4, 4}, {3, 1})};
  EXPECT_NEAR(in_batches("r2_score", published).result(), 0.57142854, 1e-6);
}

TEST(R2ScoreTest, OfConstantLabelsIsOneOrZero) {
  EXPECT_EQ(in_batches("r2_score", {f32({2, 2}, {2}), f32({2, 2}, {2})}).result(), 1);
  EXPECT_EQ(in_batches("r2_score", {f32({2, 2}, {2}), f32({2, 3}, {2})}).result(), 0);
  EXPECT_THROW(metrics::R2Score({.class_aggregation = "x"}), ValueError);
  EXPECT_THROW(metrics::R2Score({.num_regressors = -1}), ValueError);
}

TEST(CorrelationTest, OfEachExampleIsAveraged) {
  for (const Watched& d : data()) {
    double pearson = 0, concordance = 0, weight = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const Row y = row_of(d.y, i), p = row_of(d.p, i);
      const double my = (y[0] + y[1] + y[2]) / 3, mp = (p[0] + p[1] + p[2]) / 3;
      double vy = 0, vp = 0, cov = 0;
      for (std::size_t j = 0; j < 3; ++j) {
        vy += (y[j] - my) * (y[j] - my) / 3;
        vp += (p[j] - mp) * (p[j] - mp) / 3;
        cov += (y[j] - my) * (p[j] - mp) / 3;
      }
      pearson += weight_of(d, i) * cov / std::sqrt(vy * vp);
      concordance += weight_of(d, i) * 2 * cov / (vy + vp + (my - mp) * (my - mp));
      weight += weight_of(d, i);
    }
    EXPECT_NEAR(in_batches("pearson_correlation", d).result(), pearson / weight, 1e-4);
    EXPECT_NEAR(in_batches("concordance_correlation", d).result(), concordance / weight, 1e-4);
  }
}

TEST(CorrelationTest, OverAllExamplesIsThatOfEachOutput) {
  for (const double offset : {0.0, 1000.0}) {
    for (const Watched& d : data(offset)) {
      const Array pearson = in_batches(metrics::PearsonCorrelation({.axis = 0}), d).results();
      const Array concordance = in_batches(metrics::ConcordanceCorrelation({.axis = 0}), d).results();
      for (std::int64_t j = 0; j < 3; ++j) {
        const Moments m = moments(d, j);
        EXPECT_NEAR(pearson.at(j), m.cov / std::sqrt(m.vy * m.vp), 1e-6);
        EXPECT_NEAR(concordance.at(j), 2 * m.cov / (m.vy + m.vp + (m.my - m.mp) * (m.my - m.mp)), 1e-6);
      }
    }
  }
}

TEST(CorrelationTest, OfConstantsIsZero) {
  EXPECT_EQ(in_batches("pearson_correlation", {f32({1, 2}, {2, 1}), f32({3, 4}, {2, 1})}).result(), 0);
  EXPECT_EQ(
      in_batches(metrics::PearsonCorrelation({.axis = 0}), {f32({1, 1}, {2}), f32({3, 4}, {2})}).result(), 0);
}

}  // namespace
}  // namespace saem
