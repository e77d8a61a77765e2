#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace saem {

/// Names and values of one epoch or step: {"accuracy", 0.94}, {"loss", 0.18}, ….
using Logs = std::map<std::string, double>;

/// What `fit` did: one entry per finished epoch.
struct History {
  std::map<std::string, std::vector<double>> history;  ///< "loss", each metric, and their "val_" forms
  std::vector<int> epoch;                              ///< 0, 1, …
  std::vector<double> seconds;                         ///< time of the training steps of each epoch
  /// Of those, how long the steps waited for examples of a source; 0 for arrays in memory. (Not kept in
  /// checkpoints: of the epochs of this call of `fit`.)
  std::vector<double> waiting_seconds;
  std::vector<double> validation_seconds;  ///< time of the validation after each epoch; empty without any
  std::int64_t steps_per_epoch = 0;
  std::int64_t steps = 0;    ///< training steps done, also those of an unfinished epoch
  bool interrupted = false;  ///< ended early by Ctrl-C (interrupt_requested)
  bool stopped = false;      ///< ended early by a callback

  /// Adds an epoch's values; NaN for those that it or earlier epochs lack.
  void append(int epoch_index, const Logs& logs);
};

}  // namespace saem
