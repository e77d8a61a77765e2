#include "saem/train/checkpoint_writer.h"

#include <fmt/format.h>

#include <cmath>

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
                      {}});
  }
  if (!(options.every_seconds >= 0 && std::isfinite(options.every_seconds))) {
    fail<ValueError>({"fit: checkpoint",
                      fmt::format("expected every_seconds of at least 0, received {}", options.every_seconds),
                      {},
                      {}});
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

CheckpointWriter::CheckpointWriter(Model& model, const FitOptions& options, std::int64_t rows)
    : model_(model), options_(options.checkpoint) {
  check(options_);
  progress_ = {.rows = rows,
               .batch_size = options.batch_size,
               .seed = options.seed,
               .shuffle = options.shuffle,
               .initial_learning_rate = model.optimizer().learning_rate().value().item()};
  progress_.history.steps_per_epoch = batch_count(rows, options.batch_size);
  if (!options_.resume) return;
  // Whatever does not fit must be known before the model is changed: read_checkpoint looks at the model, this
  // at the rest, on a progress that is thrown away if need be.
  std::optional<TrainingProgress> before = peek_checkpoint(options_.path);
  if (!before) return;
  require_same(options_, "rows:", before->rows, progress_.rows);
  require_same(options_, "batch_size", before->batch_size, progress_.batch_size);
  require_same(options_, "seed", before->seed, progress_.seed);
  require_same(options_, "shuffle", before->shuffle, progress_.shuffle);
  before = read_checkpoint(options_.path, model);
  progress_ = std::move(*before);
  has_resumed_ = true;
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
  write_checkpoint(options_.path, model_, progress_);
  written_ = Clock::now();
}

}  // namespace saem
