#include "saem/train/auc_metric.h"

#include <gtest/gtest.h>

#include "saem/core/error.h"
#include "tests/train/support/helpers.h"
#include "tests/train/support/metric_checks.h"

namespace saem {
namespace {

using namespace testing_support;

constexpr std::int64_t n = 150;

// Predictions that are more often right than wrong.
std::vector<Watched> data(std::int64_t outputs = 1) {
  const Array y = random_labels({n, outputs}, 2, 1).astype(DType::f32);
  Array p = uniform_f64({n, outputs}, 2, 0, 1).astype(DType::f32);
  for (std::int64_t i = 0; i < p.size(); ++i)
    p.mutable_data<float>()[static_cast<std::size_t>(i)] =
        static_cast<float>(0.6 * p.at(i) + (y.at(i) != 0 ? 0.3 : 0.1));
  return weighted_or_not(y, p);
}

struct Pair {
  double y, p, w;
};
std::vector<Pair> pairs(const Watched& d, std::int64_t column, const Row& label_weights = {}) {
  std::vector<Pair> all;
  const std::int64_t columns = d.p.shape()[1];
  for (std::int64_t i = 0; i < d.p.size(); ++i) {
    const std::int64_t j = i % columns;
    if (column >= 0 && j != column) continue;
    const double lw = label_weights.empty() ? 1 : label_weights[static_cast<std::size_t>(j)];
    all.push_back({d.y.at(i), d.p.at(i), weight_of(d, i / columns) * lw});
  }
  return all;
}

// The share of (positive, negative) pairs in the right order, ties by half.
double rank_statistic(const std::vector<Pair>& all) {
  double right = 0, weight = 0;
  for (const Pair& a : all) {
    for (const Pair& b : all) {
      if (a.y == 0 || b.y != 0) continue;
      right += a.w * b.w * (a.p > b.p ? 1 : a.p == b.p ? 0.5 : 0);
      weight += a.w * b.w;
    }
  }
  return right / weight;
}

// Share of pairs that no threshold separates: each may be counted by half.
double grid_bound(const std::vector<Pair>& all, int thresholds) {
  double within = 0, weight = 0;
  for (const Pair& a : all) {
    for (const Pair& b : all) {
      if (a.y == 0 || b.y != 0) continue;
      within += std::abs(a.p - b.p) <= 1.0 / (thresholds - 1) ? a.w * b.w : 0;
      weight += a.w * b.w;
    }
  }
  return within / weight / 2 + 1e-6;
}

struct Curve {
  std::vector<double> tp, fp;
  double positives = 0, negatives = 0;
};
Curve curve(const std::vector<Pair>& all, int thresholds) {
  Curve c;
  for (int i = 0; i < thresholds; ++i) {
    const double t = i == 0                ? -1e-7
                     : i == thresholds - 1 ? 1 + 1e-7
                                           : static_cast<double>(i) / (thresholds - 1);
    double tp = 0, fp = 0;
    for (const Pair& a : all) {
      if (static_cast<float>(a.p) > static_cast<float>(t)) (a.y != 0 ? tp : fp) += a.w;
    }
    c.tp.push_back(tp);
    c.fp.push_back(fp);
  }
  for (const Pair& a : all) (a.y != 0 ? c.positives : c.negatives) += a.w;
  return c;
}

TEST(AUCTest, IsTheRankStatisticUpToTheThresholdGrid) {
  for (const Watched& d : data()) {
    const auto all = pairs(d, -1);
    for (const int thresholds : {20, 200, 2000}) {
      const double auc = in_batches(metrics::AUC({.num_thresholds = thresholds}), d).result();
      EXPECT_NEAR(auc, rank_statistic(all), grid_bound(all, thresholds));
    }
  }
}

TEST(AUCTest, SumsRectanglesAndTrapezoids) {
  for (const Watched& d : data()) {
    const Curve c = curve(pairs(d, -1), 50);
    for (const bool is_roc : {true, false}) {
      double low = 0, middle = 0, high = 0;
      const auto at = [&](std::size_t i) {
        const double recall = c.tp[i] / c.positives;
        const double found = c.tp[i] + c.fp[i];
        return is_roc ? std::pair{c.fp[i] / c.negatives, recall}
                      : std::pair{recall, found > 0 ? c.tp[i] / found : 0.0};
      };
      for (std::size_t i = 0; i + 1 < 50; ++i) {
        const auto [x0, y0] = at(i);
        const auto [x1, y1] = at(i + 1);
        low += (x0 - x1) * std::min(y0, y1);
        middle += (x0 - x1) * (y0 + y1) / 2;
        high += (x0 - x1) * std::max(y0, y1);
      }
      metrics::AUCOptions options{.num_thresholds = 50, .curve = is_roc ? "ROC" : "PR"};
      const auto area = [&](const char* method) {
        options.summation_method = method;
        return in_batches(metrics::AUC(options), d).result();
      };
      EXPECT_NEAR(area("minoring"), low, 1e-5);
      EXPECT_NEAR(area("majoring"), high, 1e-5);
      if (is_roc) {
        EXPECT_NEAR(area("interpolation"), middle, 1e-5);
      }
    }
  }
}

// Between two thresholds true and false positives move on a line: integrated in many small steps.
TEST(AUCTest, InterpolatesPrecision) {
  for (const Watched& d : data()) {
    const Curve c = curve(pairs(d, -1), 30);
    double expected = 0;
    for (std::size_t i = 0; i + 1 < c.tp.size(); ++i) {
      constexpr int steps = 2000;
      for (int s = 0; s < steps; ++s) {
        const double f = (s + 0.5) / steps;
        const double tp = c.tp[i + 1] + f * (c.tp[i] - c.tp[i + 1]);
        const double fp = c.fp[i + 1] + f * (c.fp[i] - c.fp[i + 1]);
        if (tp + fp > 0) expected += (c.tp[i] - c.tp[i + 1]) / steps * tp / (tp + fp) / c.positives;
      }
    }
    EXPECT_NEAR(in_batches(metrics::AUC({.num_thresholds = 30, .curve = "PR"}), d).result(), expected, 1e-4);
  }
}

TEST(AUCTest, IsAMeanOverLabelsIfAsked) {
  const Row weights{1, 0.5, 2};
  for (const Watched& d : data(3)) {
    double mean = 0, weighted = 0;
    for (int l = 0; l < 3; ++l) {
      const Curve c = curve(pairs(d, l), 200);
      double area = 0;
      for (std::size_t i = 0; i + 1 < c.tp.size(); ++i)
        area += (c.fp[i] - c.fp[i + 1]) / c.negatives * (c.tp[i] + c.tp[i + 1]) / 2 / c.positives;
      mean += area / 3;
      weighted += area * weights[static_cast<std::size_t>(l)] / 3.5;
    }
    const MetricState state = in_batches(metrics::AUC({.multi_label = true, .num_labels = 3}), d);
    EXPECT_NEAR(state.result(), mean, 1e-5);
    EXPECT_EQ(state.results().shape(), (Shape{3}));
    EXPECT_NEAR(in_batches(metrics::AUC({.multi_label = true, .label_weights = weights}), d).result(),
                weighted, 1e-5);
    const auto flat = pairs(d, -1, weights);
    EXPECT_NEAR(in_batches(metrics::AUC({.label_weights = weights}), d).result(), rank_statistic(flat),
                grid_bound(flat, 200));
  }
}

TEST(AUCTest, TakesLogitsAndThresholds) {
  const Watched d = data().front();
  Array logits = d.p;
  for (float& v : logits.mutable_data<float>()) v = std::log(v / (1 - v));
  EXPECT_NEAR(in_batches(metrics::AUC({.from_logits = true}), {d.y, logits}).result(),
              in_batches("auc", d).result(), 1e-3);
  std::vector<double> thresholds;
  for (int i = 198; i > 0; --i) thresholds.push_back(i / 199.0);
  EXPECT_EQ(in_batches(metrics::AUC({.thresholds = thresholds}), d).result(), in_batches("auc", d).result());
}

// Keras's own examples.
TEST(AUCTest, AgreesWithPublishedExamples) {
  const Array y = f32({0, 0, 1, 1}, {4});
  const Array p = f32({0, 0.5F, 0.3F, 0.9F}, {4});
  MetricState auc(metrics::AUC({.num_thresholds = 3}));
  auc.update_state(y, p);
  EXPECT_NEAR(auc.result(), 0.75, 1e-6);
  auc.reset_state();
  auc.update_state(y, p, f32({1, 0, 0, 1}, {4}));
  EXPECT_NEAR(auc.result(), 1.0, 1e-6);
}

TEST(AUCTest, OfGainsIsOneForPerfectAnswers) {
  const Watched perfect{f32({0, 0, 1, 1}, {4, 1}), f32({0.1F, 0.2F, 0.8F, 0.9F}, {4, 1})};
  EXPECT_NEAR(in_batches(metrics::AUC({.curve = "PRGAIN"}), perfect).result(), 1, 1e-6);
}

TEST(AUCTest, RefusesWhatDoesNotFit) {
  EXPECT_EQ(message_of<ValueError>([] { metrics::AUC({.curve = "ROK"}); }),
            "auc: there is no curve 'ROK'\n(known: ROC, PR, PRGAIN).\nDid you mean 'ROC'?");
  EXPECT_THROW(metrics::AUC({.summation_method = "x"}), ValueError);
  EXPECT_THROW(metrics::AUC({.num_thresholds = 1}), ValueError);
  EXPECT_THROW(metrics::AUC({.num_labels = 3}), ValueError);
  EXPECT_THROW(in_batches(metrics::AUC({.multi_label = true, .num_labels = 2}), data(3).front()), ShapeError);
}

}  // namespace
}  // namespace saem
