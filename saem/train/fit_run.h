#pragma once

#include <chrono>
#include <string>

#include "saem/report/progress.h"
#include "saem/train/batch_feed.h"
#include "saem/train/callback_list.h"
#include "saem/train/checkpoint_writer.h"
#include "saem/train/scheduled_rate.h"
#include "saem/train/trainer.h"

namespace saem {

/// One call of `fit`, from data that is ready to the end.
class Trainer::FitRun {
 public:
  /// Goes on from a checkpoint if one is to be resumed. Throws before anything is changed if options,
  /// callbacks or the checkpoint do not fit.
  /// @param validation  null for none.
  FitRun(Trainer& trainer, Model& model, const FitOptions& options, BatchFeed& train, BatchFeed* validation);
  History run();
  ~FitRun() { --trainer_.fits_; }
  FitRun(const FitRun&) = delete;
  FitRun& operator=(const FitRun&) = delete;

 private:
  using Clock = std::chrono::steady_clock;
  bool resume();
  void check_metrics(const TrainingProgress& before);
  void run_epoch(int epoch);
  /// False if it was stopped before its end.
  bool run_steps(int epoch, RunningMetrics& metrics);
  /// False if it was not finite, and a callback ends the training for that.
  bool step(int epoch, RunningMetrics& metrics);
  void after_step(const RunningMetrics& metrics);
  /// Examples per second of the present epoch, and the share of its time that went into waiting for them.
  [[nodiscard]] std::string pace() const;
  void end_epoch(int epoch, const RunningMetrics& metrics);
  [[nodiscard]] bool has_ended() const { return history_.interrupted || history_.stopped; }

  Trainer& trainer_;
  Model& model_;
  const FitOptions& options_;
  BatchFeed& batches_;
  BatchFeed* validation_;
  std::int64_t rows_;
  TrainingProgress progress_;
  History& history_ = progress_.history;
  CallbackList callbacks_;
  CheckpointWriter checkpoint_;
  bool has_resumed_;
  ScheduledRate rate_;
  ProgressBar bar_;
  Clock::time_point epoch_start_ = {};
  std::int64_t first_batch_ = 0;  // of the present epoch that this call has done
  Logs logs_;                     // of the last epoch
};

}  // namespace saem
