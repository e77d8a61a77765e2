#include "saem/train/running_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/train/metric_support.h"

namespace saem {

std::vector<WatchedMetric> watch(std::vector<std::shared_ptr<const Metric>> metrics,
                                 std::vector<std::shared_ptr<const Metric>> weighted_metrics) {
  std::vector<WatchedMetric> all;
  for (auto& m : metrics) all.push_back({std::move(m), {}, false});
  for (auto& m : weighted_metrics) all.push_back({std::move(m), {}, true});
  std::vector<std::string> taken{"loss"};
  for (WatchedMetric& watched : all) {
    const std::string& own = watched.metric->name();
    watched.name = own;
    for (int i = 1; std::ranges::find(taken, watched.name) != taken.end(); ++i)
      watched.name = fmt::format("{}_{}", own, i);
    taken.push_back(watched.name);
  }
  return all;
}

RunningMetrics::RunningMetrics(std::vector<WatchedMetric> metrics)
    : metrics_(std::move(metrics)), totals_(metrics_.size()) {}

void RunningMetrics::add(double loss, std::int64_t rows, std::span<const std::vector<double>> totals) {
  loss_ += loss * static_cast<double>(rows);
  rows_ += rows;
  for (std::size_t i = 0; i < metrics_.size(); ++i)
    detail::add_totals(totals_[i], totals[i], metrics_[i].name);
}

Logs RunningMetrics::logs(const std::string& prefix) const {
  Logs logs{{prefix + "loss", detail::ratio(loss_, static_cast<double>(rows_))}};
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    logs[prefix + metrics_[i].name] = totals_[i].empty() ? 0.0 : metrics_[i].metric->result(totals_[i]);
  }
  return logs;
}

std::vector<double> RunningMetrics::state() const {
  std::vector<double> state{loss_, static_cast<double>(rows_)};
  for (const std::vector<double>& totals : totals_) {
    state.push_back(static_cast<double>(totals.size()));
    state.insert(state.end(), totals.begin(), totals.end());
  }
  return state;
}

void RunningMetrics::restore(std::span<const double> state) {
  std::size_t next = 0;
  const auto take = [&](double& value) {
    const bool has = next < state.size();
    if (has) value = state[next++];
    return has;
  };
  double loss = 0, rows = 0, count = 0;
  std::vector<std::vector<double>> totals(totals_.size());
  bool fits = take(loss) && take(rows);
  for (std::size_t i = 0; fits && i < totals.size(); ++i) {
    fits = take(count) && count >= 0 && count <= static_cast<double>(state.size() - next);
    if (!fits) break;
    const auto values = state.subspan(next, static_cast<std::size_t>(count));
    totals[i].assign(values.begin(), values.end());
    next += values.size();
  }
  if (!fits || next != state.size()) {
    fail<ValueError>(
        {"metrics", fmt::format("the stored state is not one of {} metrics", metrics_.size()), {}, {}});
  }
  loss_ = loss;
  rows_ = static_cast<std::int64_t>(rows);
  totals_ = std::move(totals);
}

std::map<std::string, Array> RunningMetrics::results() const {
  std::map<std::string, Array> results;
  for (std::size_t i = 0; i < metrics_.size(); ++i) {
    if (!totals_[i].empty()) results[metrics_[i].name] = metrics_[i].metric->results(totals_[i]);
  }
  return results;
}

}  // namespace saem
