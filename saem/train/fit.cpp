#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <iostream>

#include "saem/core/error.h"
#include "saem/report/progress.h"
#include "saem/train/batches.h"
#include "saem/train/checkpoint_writer.h"
#include "saem/train/csv_log.h"
#include "saem/train/data_checks.h"
#include "saem/train/fit_events.h"
#include "saem/train/interrupt.h"
#include "saem/train/trainer.h"

namespace saem {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

ProgressValues to_values(const Logs& logs) { return {logs.begin(), logs.end()}; }

void check_options(const FitOptions& options) {
  check_at_least(options.epochs, 0, "fit", "epochs");
  check_at_least(options.batch_size, 1, "fit", "batch_size");
  if (options.verbose < 0 || options.verbose > 2) {
    fail<ValueError>(
        {"fit", fmt::format("expected verbose to be 0, 1 or 2, received {}", options.verbose), {}, {}});
  }
  if (!(options.validation_split >= 0 && options.validation_split < 1)) {
    fail<ValueError>(
        {"fit",
         fmt::format("expected validation_split in [0, 1), received {}", options.validation_split),
         {},
         {}});
  }
  if (options.validation_split > 0 && options.validation_data) {
    fail<ValueError>({"fit", "received both validation_data and validation_split", {}, "Give one of them."});
  }
}

// The last share of the rows, as in Keras: before any shuffling.
DatasetPair split(const Dataset& data, double share) {
  const std::int64_t n = data.x.shape()[0];
  const auto first = static_cast<std::int64_t>(std::floor(static_cast<double>(n) * (1.0 - share)));
  if (first == 0 || first == n) {
    fail<ValueError>({"fit",
                      fmt::format("validation_split = {} of {} rows leaves no rows to {}", share, n,
                                  first == 0 ? "train on" : "validate on"),
                      {},
                      "Choose another share, or give more data."});
  }
  return {data.rows(0, first), data.rows(first, n)};
}

}  // namespace

/// Moves the learning rate of an optimizer by a schedule, and puts it back at the end.
class ScheduledRate {
 public:
  ScheduledRate(Optimizer& optimizer, const LearningRateSchedule& schedule, std::int64_t steps,
                double initial)
      : optimizer_(optimizer), schedule_(schedule), steps_(steps), initial_(initial) {
    if (schedule_) optimizer_.set_learning_rate(initial_);  // throws if it has a schedule of its own
  }
  ~ScheduledRate() {
    if (schedule_) optimizer_.set_learning_rate(initial_);
  }
  ScheduledRate(const ScheduledRate&) = delete;
  ScheduledRate& operator=(const ScheduledRate&) = delete;

  void before_step(std::int64_t step) {
    if (schedule_)
      optimizer_.set_learning_rate(initial_ *
                                   schedule_(static_cast<double>(step) / static_cast<double>(steps_)));
  }

 private:
  Optimizer& optimizer_;
  const LearningRateSchedule& schedule_;
  std::int64_t steps_;
  double initial_;
};

struct Trainer::Epoch {
  int index;
  BatchGatherer& batches;
  ProgressBar& bar;
  ScheduledRate& rate;
  CheckpointWriter& checkpoint;
  RunningMetrics metrics;
};

bool Trainer::run_epoch(Model& model, Epoch& epoch, const FitOptions& options, History& history) {
  const std::int64_t n = epoch.batches.size();
  const std::vector<std::int64_t> order =
      options.shuffle ? shuffled(n, options.seed, epoch.index) : sequence(n);
  TrainingProgress& progress = epoch.checkpoint.progress();
  for (std::int64_t begin = progress.batches * options.batch_size; begin < n; begin += options.batch_size) {
    const std::int64_t size = std::min(options.batch_size, n - begin);
    const auto rows =
        std::span(order).subspan(static_cast<std::size_t>(begin), static_cast<std::size_t>(size));
    const auto moment = [&] { return fmt::format("step {} (epoch {})", history.steps + 1, epoch.index + 1); };
    epoch.rate.before_step(history.steps);
    step(model, epoch.batches.gather(rows), options.debug, moment).add_to(epoch.metrics);
    ++history.steps;
    ++progress.batches;
    if (options.verbose > 0 || options.events) {
      const Logs logs = epoch.metrics.logs();
      epoch.bar.update(progress.batches, to_values(logs));
      if (options.events && !options.events->on_step_end(history.steps - 1, logs)) history.stopped = true;
    }
    if (interrupt_requested()) history.interrupted = true;
    const bool is_last = begin + size == n;
    if (history.interrupted || history.stopped) return is_last;
    if (!is_last) epoch.checkpoint.after_step(epoch.metrics);
  }
  return true;
}

History Trainer::fit(Model& model, const Dataset& data, const FitOptions& options) {
  require_compiled("fit");
  check_options(options);
  prepare(model, data.x, "fit");
  Dataset train = converted(model, data, options.sample_weight, "fit");
  check_data(model, train, "fit", "");
  std::optional<Dataset> validation;
  if (options.validation_data) {
    validation = converted(model, *options.validation_data, {}, "fit");
    check_data(model, *validation, "fit", "validation ");
  } else if (options.validation_split > 0) {
    DatasetPair parts = split(train, options.validation_split);
    train = std::move(parts.train);
    validation = std::move(parts.test);
  }
  apply_class_weight(train, options.class_weight, "fit");
  const std::int64_t n = train.x.shape()[0];
  if (options.batch_size > n) {
    fail<ValueError>(
        {"fit",
         fmt::format("the batch is larger than the data: batch_size is {}, but there are {} rows",
                     options.batch_size, n),
         {},
         fmt::format("Use a batch_size of at most {}.", n)});
  }
  model.random_state().reset(options.seed);
  history_.clear();
  CheckpointWriter checkpoint(model, options, n);
  TrainingProgress& progress = checkpoint.progress();
  History& history = progress.history;
  std::optional<CsvLog> log;
  if (!options.csv_log.empty()) log.emplace(options.csv_log, history);
  if (checkpoint.has_resumed() && options.events) options.events->on_resume(history);
  BatchGatherer batches(arrays_of(train));
  ScheduledRate rate(*steps_.objective().optimizer, options.schedule,
                     history.steps_per_epoch * options.epochs, progress.initial_learning_rate);
  // On stderr: stdout belongs to what a program prints as its result.
  ProgressBar bar(std::cerr, {.steps = history.steps_per_epoch, .verbose = options.verbose});
  for (int i = static_cast<int>(progress.epoch);
       i < options.epochs && !history.interrupted && !history.stopped; ++i) {
    history.interrupted = interrupt_requested();  // perhaps during the validation
    history.stopped = options.events && !options.events->on_epoch_begin(i);
    if (history.interrupted || history.stopped) break;
    bar.start_epoch(i + 1, options.epochs);
    Epoch epoch{i, batches, bar, rate, checkpoint, RunningMetrics(steps_.objective().metrics)};
    if (progress.batches > 0) epoch.metrics.restore(progress.metrics);
    const Clock::time_point start = Clock::now();
    const bool is_whole = run_epoch(model, epoch, options, history);
    const double seconds = seconds_since(start);
    if (!is_whole) {  // it has no line in the history
      checkpoint.write(epoch.metrics);
      break;
    }

    Logs logs = epoch.metrics.logs();
    results_ = epoch.metrics.results();
    history.seconds.push_back(seconds);
    if (validation) {
      const Clock::time_point validation_start = Clock::now();
      logs.merge(measure(model, *validation, options.batch_size, /*verbose=*/0).logs("val_"));
      history.validation_seconds.push_back(seconds_since(validation_start));
    }
    bar.finish(to_values(logs));
    history.append(i, logs);
    if (log) log->append(i, logs);
    ++progress.epoch;
    progress.batches = 0;
    checkpoint.write_epoch();
    if (options.events && !options.events->on_epoch_end(i, logs)) history.stopped = true;
  }
  // Stopped by hand it is to go on later, from the weights as they are.
  if (!history.interrupted && history.steps > 0)
    optimizer().finalize_variable_values(model.trainable_variables());
  return history;
}

}  // namespace saem
