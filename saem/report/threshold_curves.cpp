#include "saem/report/threshold_curves.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <queue>

#include "saem/core/error.h"

namespace saem {
namespace {

double share_of(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? std::numeric_limits<double>::quiet_NaN()
                    : static_cast<double>(part) / static_cast<double>(whole);
}

void check_scores(const std::vector<double>& scores, const std::vector<bool>& positive) {
  if (scores.size() != positive.size()) {
    fail<ValueError>({"threshold_curve",
                      fmt::format("there are {} scores but {} answers", scores.size(), positive.size()), "",
                      "Give one of each per example."});
  }
  if (scores.empty())
    fail<ValueError>(
        {"threshold_curve", "expected at least one example, received none", "", "Leave it out."});
  const auto bad = std::ranges::find_if(scores, [](double s) { return std::isnan(s); });
  if (bad != scores.end()) {
    fail<ValueError>({"threshold_curve", fmt::format("score {} is NaN", bad - scores.begin()), "",
                      "Check the model's outputs: training may have diverged."});
  }
}

/// The point between two others that is furthest from the line through them.
struct Stretch {
  std::size_t first, last, furthest;
  double distance;
  bool operator<(const Stretch& other) const { return distance < other.distance; }
};

Stretch stretch(const std::vector<double>& x, const std::vector<double>& y, std::size_t first,
                std::size_t last) {
  Stretch s{first, last, first, -1.0};
  const double dx = x[last] - x[first], dy = y[last] - y[first], length = std::hypot(dx, dy);
  for (std::size_t i = first + 1; i < last; ++i) {
    const double ax = x[i] - x[first], ay = y[i] - y[first];
    const double distance = length > 0 ? std::abs(dx * ay - dy * ax) / length : std::hypot(ax, ay);
    if (distance > s.distance) s = {first, last, i, distance};
  }
  return s;
}

}  // namespace

double ThresholdCurve::roc_area() const {
  if (positives == 0 || negatives == 0) return std::numeric_limits<double>::quiet_NaN();
  double area = 0.0;
  for (std::size_t i = 1; i < thresholds.size(); ++i)
    area += (false_positive_rates[i] - false_positive_rates[i - 1]) *
            (true_positive_rates[i] + true_positive_rates[i - 1]) / 2.0;
  return area;
}

double ThresholdCurve::average_precision() const {
  if (positives == 0) return std::numeric_limits<double>::quiet_NaN();
  double sum = 0.0;
  for (std::size_t i = 1; i < thresholds.size(); ++i)
    sum += (true_positive_rates[i] - true_positive_rates[i - 1]) * precisions[i];
  return sum;
}

ThresholdCurve threshold_curve(const std::vector<double>& scores, const std::vector<bool>& positive) {
  check_scores(scores, positive);
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  ThresholdCurve curve;
  curve.positives = std::ranges::count(positive, true);
  curve.negatives = static_cast<std::int64_t>(positive.size()) - curve.positives;
  std::int64_t right = 0, wrong = 0;
  const auto add = [&](double threshold) {
    curve.thresholds.push_back(threshold);
    curve.false_positive_rates.push_back(share_of(wrong, curve.negatives));
    curve.true_positive_rates.push_back(share_of(right, curve.positives));
    curve.precisions.push_back(right + wrong == 0 ? 1.0 : share_of(right, right + wrong));
  };
  add(std::numeric_limits<double>::infinity());
  for (std::size_t i = 0; i < order.size(); ++i) {
    (positive[order[i]] ? right : wrong) += 1;
    const bool ties_go_on = i + 1 < order.size() && scores[order[i + 1]] == scores[order[i]];
    if (!ties_go_on) add(scores[order[i]]);
  }
  return curve;
}

ThresholdCurve threshold_curve(const Array& labels, const Array& probabilities, std::int64_t index) {
  const std::int64_t n = labels.size();
  if (probabilities.shape().rank() != 2 || probabilities.shape()[0] != n || labels.shape().rank() != 1) {
    fail<ShapeError>({"threshold_curve",
                      fmt::format("expected labels (n,) and probabilities (n, classes), received {} and {}",
                                  labels.shape().to_string(), probabilities.shape().to_string()),
                      "", ""});
  }
  const std::int64_t classes = probabilities.shape()[1];
  if (index < 0 || index >= classes) {
    fail<ValueError>(
        {"threshold_curve", fmt::format("expected a class in [0, {}), received {}", classes, index), "", ""});
  }
  const Array truth = labels.astype(DType::i64);
  const auto t = truth.data<std::int64_t>();
  const auto p = probabilities.data<float>();
  std::vector<double> scores;
  std::vector<bool> positive;
  for (std::int64_t i = 0; i < n; ++i) {
    scores.push_back(static_cast<double>(p[static_cast<std::size_t>(i * classes + index)]));
    positive.push_back(t[static_cast<std::size_t>(i)] == index);
  }
  return threshold_curve(scores, positive);
}

std::vector<std::size_t> thinned(const std::vector<double>& x, const std::vector<double>& y,
                                 std::size_t most) {
  const std::size_t n = std::min(x.size(), y.size());
  std::vector<std::size_t> kept(n);
  std::iota(kept.begin(), kept.end(), std::size_t{0});
  if (n <= std::max<std::size_t>(most, 2)) return kept;
  kept = {0, n - 1};
  std::priority_queue<Stretch> open;
  open.push(stretch(x, y, 0, n - 1));
  while (kept.size() < most && !open.empty()) {
    const Stretch s = open.top();
    open.pop();
    if (s.distance < 0) continue;
    kept.push_back(s.furthest);
    open.push(stretch(x, y, s.first, s.furthest));
    open.push(stretch(x, y, s.furthest, s.last));
  }
  std::ranges::sort(kept);
  return kept;
}

}  // namespace saem
