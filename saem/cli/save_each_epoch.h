#pragma once

#include <chrono>

#include "saem/cli/task_run.h"
#include "saem/train/callbacks.h"

namespace saem::cli {

/// After each epoch the model and the record are on disk: whatever happens, at most one epoch of work is
/// lost. Where writing them takes long (a table of 100,000 columns) they are written as often as costs a
/// tenth of the time; checkpoints are written besides.
class SaveEachEpoch final : public Callback {
 public:
  explicit SaveEachEpoch(TaskRun& run) : run_(run) {}

  void on_train_begin() override;
  void on_train_batch_end(std::int64_t batch, const Logs& logs) override;
  void on_epoch_end(int epoch, Logs& logs) override;

 private:
  using Clock = std::chrono::steady_clock;
  TaskRun& run_;
  Clock::time_point saved_ = {};
  Clock::duration cost_ = {};  ///< of the last time
};

}  // namespace saem::cli
