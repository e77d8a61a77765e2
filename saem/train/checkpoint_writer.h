#pragma once

#include <chrono>
#include <cstdint>

#include "saem/train/checkpoint.h"
#include "saem/train/model.h"
#include "saem/train/running_metrics.h"

namespace saem {

/// Keeps the progress of a `fit`, begins it anew or from a checkpoint, and writes it when it is due.
class CheckpointWriter {
 public:
  /// Throws ValueError for options that do not fit, or if the checkpoint is of a run with other data or
  /// options; FileError if it, and the one before, cannot be read.
  CheckpointWriter(Model& model, const FitOptions& options, std::int64_t rows);

  [[nodiscard]] TrainingProgress& progress() noexcept { return progress_; }
  [[nodiscard]] bool has_resumed() const noexcept { return has_resumed_; }
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
  TrainingProgress progress_;
  bool has_resumed_ = false;
  Clock::time_point written_ = Clock::now();
};

}  // namespace saem
