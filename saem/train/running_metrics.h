#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "saem/train/history.h"
#include "saem/train/metric.h"

namespace saem {

/// A metric of a model, under a name that no other one of that model has.
struct WatchedMetric {
  std::shared_ptr<const Metric> metric;
  std::string name;
  bool is_weighted = false;  ///< counts examples by their sample weights
};

/// The metrics under their names; of equal ones the second is called "…_1", as in Keras. So is one called
/// "loss".
[[nodiscard]] std::vector<WatchedMetric> watch(std::vector<std::shared_ptr<const Metric>> metrics,
                                               std::vector<std::shared_ptr<const Metric>> weighted_metrics);

/// Loss and metrics over an epoch, in which every example counts once, however the batches were cut.
class RunningMetrics {
 public:
  explicit RunningMetrics(std::vector<WatchedMetric> metrics);
  /// Adds a batch: its mean loss, and what each metric adds to its totals.
  void add(double loss, std::int64_t rows, std::span<const std::vector<double>> totals);
  /// "loss" and each metric so far; 0 for what has no data yet.
  [[nodiscard]] Logs logs(const std::string& prefix = {}) const;
  /// Metric::results of each, by name; empty without data.
  [[nodiscard]] std::map<std::string, Array> results() const;

  /// All that has been added, as numbers, for checkpoints.
  [[nodiscard]] std::vector<double> state() const;
  /// Takes up what `state` gave for the same metrics. Throws ValueError if it is of others.
  void restore(std::span<const double> state);

 private:
  std::vector<WatchedMetric> metrics_;
  double loss_ = 0;
  std::int64_t rows_ = 0;
  std::vector<std::vector<double>> totals_;
};

}  // namespace saem
