#include "saem/train/running_metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/train/metric_support.h"

namespace saem {

namespace {

/// Names that are used once each.
class Names {
 public:
  /// `name`, or the first of "name_1", "name_2", … that is free.
  std::string take(const std::string& name) {
    std::string own = name;
    for (int i = 1; has(own); ++i) own = fmt::format("{}_{}", name, i);
    return taken_.emplace_back(std::move(own));
  }
  [[nodiscard]] bool has(const std::string& name) const {
    return std::ranges::find(taken_, name) != taken_.end();
  }
  /// The logs of validation data would take the place of others.
  void require_free_of_val() const {
    for (const std::string& name : taken_) {
      if (!has("val_" + name)) continue;
      fail<ValueError>(
          {"compile",
           fmt::format("'val_{0}' would be the name of a metric, and of '{0}' over validation data", name),
           {},
           "Give the output's layer, or the metric, a name that does not begin with \"val\"."});
    }
  }

 private:
  std::vector<std::string> taken_{"loss"};
};

}  // namespace

double WatchedMetric::result(std::span<const double> totals) const {
  return metric ? metric->result(totals) : detail::ratio(totals[0], totals[1]);
}

std::vector<WatchedMetric> watch(std::span<const OutputMetrics> outputs) {
  std::vector<WatchedMetric> all;
  Names names;
  const auto full = [&](std::size_t i, const std::string& name) {
    return outputs.size() == 1 ? name : fmt::format("{}_{}", outputs[i].output, name);
  };
  if (std::ranges::count_if(outputs, &OutputMetrics::has_loss) > 1) {
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].has_loss) all.push_back({nullptr, names.take(full(i, "loss")), false, i});
    }
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (const auto& m : outputs[i].metrics) all.push_back({m, names.take(full(i, m->name())), false, i});
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    for (const auto& m : outputs[i].weighted_metrics) {
      const std::string plain = full(i, m->name());
      all.push_back({m, names.take(names.has(plain) ? full(i, "weighted_" + m->name()) : plain), true, i});
    }
  }
  names.require_free_of_val();
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
    logs[prefix + metrics_[i].name] = totals_[i].empty() ? 0.0 : metrics_[i].result(totals_[i]);
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
  constexpr double most_rows = 9007199254740992;  // 2⁵³: no float64 beyond it is surely a whole number
  bool fits = take(loss) && take(rows) && rows >= 0 && rows <= most_rows;
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
    if (totals_[i].empty() || !metrics_[i].metric) continue;
    results[metrics_[i].name] = metrics_[i].metric->results(totals_[i]);
  }
  return results;
}

}  // namespace saem
