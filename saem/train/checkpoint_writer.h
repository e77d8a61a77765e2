#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "saem/train/callback_list.h"
#include "saem/train/checkpoint.h"
#include "saem/train/model.h"
#include "saem/train/running_metrics.h"

namespace saem {

/// What a run on these data has done before its first step.
[[nodiscard]] TrainingProgress new_progress(const Model& model, const FitOptions& options, std::int64_t rows);

/// Writes the progress of a `fit` when it is due, and goes on from what was written.
class CheckpointWriter {
 public:
  /// Throws ValueError for options that do not fit.
  CheckpointWriter(Model& model, const FitOptions& options, TrainingProgress& progress,
                   CallbackList& callbacks);

  /// Brings progress, callbacks and model to where the checkpoint was written, if one is to be resumed and
  /// there; else returns false. Throws ValueError if it is of a run with other data, options, callbacks,
  /// metrics (as `check_metrics` finds) or another model, FileError if it, and the one before, cannot be
  /// read; the model has not changed then.
  bool resume(const std::function<void(const TrainingProgress& before)>& check_metrics);
  /// Writes if it is time.
  void after_step(const RunningMetrics& metrics);
  /// Writes now: inside an epoch with what its metrics have so far. Does nothing without a path.
  void write(const RunningMetrics& metrics);
  void write_epoch();

 private:
  using Clock = std::chrono::steady_clock;
  void save();

  Model& model_;
  const CheckpointOptions& options_;
  TrainingProgress& progress_;
  CallbackList& callbacks_;
  Clock::time_point written_ = Clock::now();
};

}  // namespace saem
