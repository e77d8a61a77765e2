#include "saem/train/checkpoint_writer.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "saem/core/error.h"
#include "saem/train/batches.h"

namespace saem {
namespace {

void check(const CheckpointOptions& options) {
  const bool is_asked = options.every_steps != 0 || options.every_seconds != 0 || options.resume;
  if (options.path.empty() && is_asked) {
    fail<ValueError>(
        {"fit: checkpoint", "has no path", {}, "Say where it is kept: .checkpoint = {.path = …}."});
  }
  if (options.every_steps < 0) {
    fail<ValueError>({"fit: checkpoint",
                      fmt::format("expected every_steps of at least 0, received {}", options.every_steps),
                      {},
                      "0 writes a checkpoint after each epoch only."});
  }
  if (!(options.every_seconds >= 0 && std::isfinite(options.every_seconds))) {
    fail<ValueError>({"fit: checkpoint",
                      fmt::format("expected every_seconds of at least 0, received {}", options.every_seconds),
                      {},
                      "0 writes a checkpoint after each epoch only."});
  }
}

template <class T>
void require_same(const CheckpointOptions& options, std::string_view what, const T& then, const T& now) {
  if (then == now) return;
  fail<ValueError>({options.path,
                    fmt::format("was written with {} {}, this run has {}", what, then, now),
                    {},
                    "Resume with what the run was begun with, or remove the checkpoint to begin anew."});
}

}  // namespace

TrainingProgress new_progress(const Model& model, const FitOptions& options, std::int64_t rows) {
  TrainingProgress progress{.rows = rows,
                            .batch_size = options.batch_size,
                            .seed = options.seed,
                            .shuffle = options.shuffle,
                            .initial_learning_rate = model.optimizer().learning_rate().value().item()};
  progress.history.steps_per_epoch = batch_count(rows, options.batch_size);
  return progress;
}

CheckpointWriter::CheckpointWriter(Model& model, const FitOptions& options, TrainingProgress& progress,
                                   CallbackList& callbacks)
    : model_(model), options_(options.checkpoint), progress_(progress), callbacks_(callbacks) {
  check(options_);
}

bool CheckpointWriter::resume(const std::function<void(const TrainingProgress& before)>& check_metrics) {
  if (!options_.resume) return false;
  std::optional<Checkpoint> checkpoint = read_checkpoint(options_.path);
  if (!checkpoint) return false;
  TrainingProgress& before = checkpoint->progress;
  require_same(options_, "rows:", before.rows, progress_.rows);
  require_same(options_, "batch_size", before.batch_size, progress_.batch_size);
  require_same(options_, "seed", before.seed, progress_.seed);
  require_same(options_, "shuffle", before.shuffle, progress_.shuffle);
  checkpoint->check(model_);
  try {
    check_metrics(before);
    callbacks_.restore(before.callbacks);
  } catch (const Error& error) {
    throw ValueError(
        fmt::format("{}: {}\nResume with the metrics and callbacks that the checkpoint was written "
                    "with, or remove it.",
                    options_.path, error.what()));
  }
  checkpoint->restore(model_);
  progress_ = std::move(before);
  progress_.callbacks.clear();
  return true;
}

void CheckpointWriter::after_step(const RunningMetrics& metrics) {
  if (options_.path.empty()) return;
  const bool by_steps = options_.every_steps > 0 && progress_.history.steps % options_.every_steps == 0;
  const bool by_clock =
      options_.every_seconds > 0 &&
      std::chrono::duration<double>(Clock::now() - written_).count() >= options_.every_seconds;
  if (by_steps || by_clock) write(metrics);
}

void CheckpointWriter::write(const RunningMetrics& metrics) {
  progress_.metrics = metrics.state();
  save();
}

void CheckpointWriter::write_epoch() {
  progress_.metrics.clear();
  save();
}

void CheckpointWriter::save() {
  if (options_.path.empty()) return;
  progress_.callbacks = callbacks_.state();
  write_checkpoint(options_.path, model_, progress_);
  progress_.callbacks.clear();  // which would keep old weights in memory
  written_ = Clock::now();
}

}  // namespace saem
