#pragma once

#include <cstdint>
#include <string>

#include "saem/cli/arguments.h"
#include "saem/cli/train_settings.h"

namespace saem::cli {

/// Epochs that Hyperband trains at most, where nothing else is said: brackets of 1, 3, 9 and 27.
inline constexpr std::int64_t hyperband_epochs = 27;
/// Share of the training data that trials are compared on, where nothing else is said.
inline constexpr double tune_validation = 0.2;

/// What `saem tune` was asked to do.
struct TuneSettings {
  TrainSettings
      train;  ///< of every trial; `out`, `json`, `quiet`, `force` and `threads` are the search's own
  std::string method = "random";
  std::string metric = "val_loss";
  std::int64_t trials = 20;
  std::int64_t parallel = 0;  ///< processes; 0: as many as there are processors for
  double time = 0;            ///< seconds after which no further trial begins; 0: no limit
  bool resume = false;

  /// Processors of each trial.
  [[nodiscard]] std::int64_t threads() const { return train.threads > 0 ? train.threads : 1; }
};

void declare_tune_settings(Arguments& arguments, TuneSettings& settings);

/// True if a smaller value of this metric is better. Throws UsageError for a metric that is not measured on
/// validation data, or of which neither is known.
[[nodiscard]] bool smaller_is_better(const std::string& metric);

}  // namespace saem::cli
