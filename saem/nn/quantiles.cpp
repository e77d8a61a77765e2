#include "saem/nn/quantiles.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

namespace saem::detail {
namespace {

/// Values in ascending order, and how many elements each stands for.
struct Summary {
  std::vector<double> values;
  std::vector<double> weights;
};

/// The piecewise linear function through (x, y), constant outside, at `at`.
double interpolated(double at, const std::vector<double>& x, const std::vector<double>& y) {
  const auto above = std::ranges::upper_bound(x, at);
  if (above == x.begin()) return y.front();
  if (above == x.end()) return y.back();
  const auto i = static_cast<std::size_t>(above - x.begin());
  return y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]);
}

Summary summarized(const Array& data, double epsilon) {
  std::vector<double> sorted;
  for (std::int64_t i = 0; i < data.size(); ++i) sorted.push_back(data.at(i));
  std::ranges::sort(sorted);
  const double step = std::max(static_cast<double>(sorted.size()) * epsilon, 1.0);
  Summary summary;
  for (auto i = static_cast<std::size_t>(step - 1); i < sorted.size(); i += static_cast<std::size_t>(step)) {
    summary.values.push_back(sorted[i]);
    summary.weights.push_back(step);
  }
  return summary;
}

/// About 1 / epsilon values at equal distances in the sum of the weights.
Summary compressed(const Summary& summary, double epsilon) {
  if (static_cast<double>(summary.values.size()) * epsilon < 1) return summary;
  std::vector<double> sums(summary.weights.size());
  std::partial_sum(summary.weights.begin(), summary.weights.end(), sums.begin());
  std::vector<double> shares;
  for (const double sum : sums) shares.push_back(sum / sums.back());
  Summary result;
  double before = 0;
  const auto count = static_cast<std::int64_t>(std::ceil(1 / epsilon));  // as NumPy's arange(0, 1, epsilon)
  for (std::int64_t i = 0; i < count; ++i) {
    const double share = epsilon + static_cast<double>(i) * epsilon;
    const double sum = interpolated(share, shares, sums);
    result.values.push_back(interpolated(share, shares, summary.values));
    result.weights.push_back(sum - before);
    before = sum;
  }
  return result;
}

Summary merged(const Summary& a, const Summary& b) {
  std::vector<std::pair<double, double>> both;
  for (const Summary* s : {&a, &b}) {
    for (std::size_t i = 0; i < s->values.size(); ++i) both.emplace_back(s->values[i], s->weights[i]);
  }
  std::ranges::stable_sort(both, {}, &std::pair<double, double>::first);
  Summary result;
  for (const auto& [value, weight] : both) {
    result.values.push_back(value);
    result.weights.push_back(weight);
  }
  return result;
}

}  // namespace

std::vector<double> quantiles(const BatchStream& batches, std::int64_t bins, double epsilon) {
  Summary summary;
  while (const std::optional<Array> batch = batches())
    summary = compressed(merged(summarized(*batch, epsilon), summary), epsilon);
  if (summary.values.empty()) return {};
  std::vector<double> edges = compressed(summary, 1 / static_cast<double>(bins)).values;
  if (!edges.empty()) edges.pop_back();
  return edges;
}

}  // namespace saem::detail
