#include "saem/train/fit_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <span>

#include "saem/core/error.h"
#include "saem/train/interrupt.h"

namespace saem {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ProgressValues to_values(const Logs& logs) { return {logs.begin(), logs.end()}; }

}  // namespace

// On stderr: stdout belongs to what a program prints as its result.
Trainer::FitRun::FitRun(Trainer& trainer, Model& model, const FitOptions& options, BatchFeed& train,
                        BatchFeed* validation)
    : trainer_(trainer),
      model_(model),
      options_(options),
      batches_(train),
      validation_(validation),
      rows_(train.rows()),
      progress_(new_progress(model, options, rows_)),
      callbacks_(model, options, history_, trainer.steps_.objective().metrics, validation != nullptr),
      checkpoint_(model, options, progress_, callbacks_),
      has_resumed_(resume()),
      rate_(model.optimizer(), options.schedule, history_.steps_per_epoch * options.epochs,
            progress_.initial_learning_rate),
      bar_(std::cerr, {.steps = history_.steps_per_epoch, .verbose = options.verbose}) {
  ++trainer_.fits_;
}

bool Trainer::FitRun::resume() {
  if (checkpoint_.resume([this](const TrainingProgress& before) { check_metrics(before); })) return true;
  model_.random_state().reset(options_.seed);
  return false;
}

// Whether the sums so far are those of this model's metrics: only a batch can tell, looked at in inference
// mode, which changes nothing.
void Trainer::FitRun::check_metrics(const TrainingProgress& before) {
  if (before.metrics.empty()) return;
  RunningMetrics metrics(trainer_.steps_.objective().metrics);
  metrics.restore(before.metrics);
  const std::vector<std::int64_t> first = sequence(before.batch_size);
  batches_.begin(first, before.batch_size, 0);
  trainer_.steps_.evaluate(model_, batches_.next()).add_to(metrics);
}

History Trainer::FitRun::run() {
  callbacks_.on_train_begin(has_resumed_);
  for (int i = static_cast<int>(progress_.epoch); i < options_.epochs && !has_ended(); ++i) run_epoch(i);
  // Stopped by hand it is to go on later, from the weights as they are.
  if (!history_.interrupted && history_.steps > 0)
    model_.optimizer().finalize_variable_values(model_.trainable_variables());
  callbacks_.on_train_end(logs_);
  return history_;
}

void Trainer::FitRun::run_epoch(int epoch) {
  history_.interrupted = interrupt_requested();  // perhaps during the validation
  if (history_.interrupted) return;
  RunningMetrics metrics(trainer_.steps_.objective().metrics);
  bar_.start_epoch(epoch + 1, options_.epochs);
  if (progress_.batches > 0) {
    metrics.restore(progress_.metrics);
    callbacks_.set_epoch(epoch);
  } else {
    callbacks_.on_epoch_begin(epoch);
    if (callbacks_.stops()) {
      history_.stopped = true;
      return checkpoint_.write_epoch();
    }
  }
  trainer_.steps_.refresh(model_);  // a callback may have frozen layers
  const Clock::time_point start = Clock::now();
  epoch_start_ = start;
  first_batch_ = progress_.batches;
  const bool is_whole = run_steps(epoch, metrics);
  if (!is_whole) return checkpoint_.write(metrics);  // it has no line in the history
  history_.seconds.push_back(seconds_since(start));
  history_.waiting_seconds.push_back(batches_.waited());
  end_epoch(epoch, metrics);
}

bool Trainer::FitRun::run_steps(int epoch, RunningMetrics& metrics) {
  const std::vector<std::int64_t> order =
      options_.shuffle ? shuffled(rows_, options_.seed, epoch) : sequence(rows_);
  const std::int64_t done = progress_.batches * options_.batch_size;
  batches_.begin({order.begin() + done, order.end()}, options_.batch_size, epoch);
  for (std::int64_t begin = done; begin < rows_; begin += options_.batch_size) {
    if (callbacks_.watches_batches()) callbacks_.on_train_batch_begin(progress_.batches);
    if (!step(epoch, metrics)) return false;
    after_step(metrics);
    const bool is_last = begin + options_.batch_size >= rows_;
    if (has_ended()) return is_last;
    if (!is_last) checkpoint_.after_step(metrics);
  }
  return true;
}

bool Trainer::FitRun::step(int epoch, RunningMetrics& metrics) {
  const auto moment = [&] { return fmt::format("step {} (epoch {})", history_.steps + 1, epoch + 1); };
  rate_.before_step(history_.steps);
  try {
    trainer_.step(model_, batches_.next(), options_.debug, moment).add_to(metrics);
  } catch (const NonFiniteError& error) {
    if (!callbacks_.on_non_finite(error)) throw;
    history_.stopped = true;
    return false;
  }
  ++history_.steps;
  ++progress_.batches;
  return true;
}

void Trainer::FitRun::after_step(const RunningMetrics& metrics) {
  if (options_.verbose > 0 || callbacks_.watches_batches()) {
    const Logs logs = metrics.logs();
    if (batches_.is_made()) bar_.set_note(pace());
    bar_.update(progress_.batches, to_values(logs));
    if (callbacks_.watches_batches()) callbacks_.on_train_batch_end(progress_.batches - 1, logs);
  }
  history_.stopped = callbacks_.stops();
  history_.interrupted = interrupt_requested();
}

std::string Trainer::FitRun::pace() const {
  const double seconds = std::max(seconds_since(epoch_start_), 1e-9);
  const auto examples = static_cast<double>((progress_.batches - first_batch_) * options_.batch_size);
  return fmt::format("{:.0f} examples/s - data wait {:.0f}%", examples / seconds,
                     100 * batches_.waited() / seconds);
}

void Trainer::FitRun::end_epoch(int epoch, const RunningMetrics& metrics) {
  logs_ = metrics.logs();
  trainer_.results_ = metrics.results();
  if (validation_) {
    const Clock::time_point start = Clock::now();
    callbacks_.on_test_begin();
    const RunningMetrics measured =
        trainer_.measure(model_, *validation_, options_.batch_size, /*verbose=*/0);
    callbacks_.on_test_end(measured.logs());
    logs_.merge(measured.logs("val_"));
    history_.validation_seconds.push_back(seconds_since(start));
  }
  callbacks_.on_epoch_end(epoch, logs_);
  bar_.finish(to_values(logs_));
  callbacks_.print_lines();
  history_.append(epoch, logs_);
  history_.stopped = callbacks_.stops();
  ++progress_.epoch;
  progress_.batches = 0;
  checkpoint_.write_epoch();  // after the callbacks, which may have changed the learning rate
}

History Trainer::run_fit(Model& model, const FitOptions& options, BatchFeed& train, BatchFeed* validation) {
  const std::int64_t n = train.rows();
  if (options.batch_size > n) {
    fail<ValueError>(
        {"fit",
         fmt::format("the batch is larger than the data: batch_size is {}, but there are {} rows",
                     options.batch_size, n),
         {},
         fmt::format("Use a batch_size of at most {}.", n)});
  }
  value_history_.clear();
  check_memory(model, options, train, validation);
  return FitRun(*this, model, options, train, validation).run();
}

}  // namespace saem
