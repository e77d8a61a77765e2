#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "saem/train/history.h"
#include "saem/train/metric.h"

namespace saem {

/// A metric of an output, under a name that no other one of that model has.
struct WatchedMetric {
  std::shared_ptr<const Metric> metric;  ///< null: the mean of the output's loss
  std::string name;
  bool is_weighted = false;  ///< counts examples by their sample weights
  std::size_t output = 0;    ///< index among the model's outputs

  [[nodiscard]] double result(std::span<const double> totals) const;
};

/// What is watched of one output.
struct OutputMetrics {
  std::string output;  ///< its name
  bool has_loss = false;
  std::vector<std::shared_ptr<const Metric>> metrics = {};
  std::vector<std::shared_ptr<const Metric>> weighted_metrics = {};
};

/// All that is watched, in this order: losses, metrics, weighted metrics. As in Keras, names are the metrics'
/// own if there is one output, else "<output>_<metric>"; where two outputs have a loss there is
/// "<output>_loss" of each. Of equal names the second is called "…_1" (so is one called "loss"), or, of a
/// weighted metric, "weighted_…". Throws ValueError if a name is that of another one with "val_" in front.
[[nodiscard]] std::vector<WatchedMetric> watch(std::span<const OutputMetrics> outputs);

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
