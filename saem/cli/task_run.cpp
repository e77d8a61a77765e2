#include "saem/cli/task_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <numeric>

#include "saem/backend/algorithms.h"
#include "saem/cli/data_hash.h"
#include "saem/cli/exit_code.h"
#include "saem/cli/output.h"
#include "saem/cli/usage_error.h"
#include "saem/core/atomic_file.h"
#include "saem/data/read_samples.h"
#include "saem/train/callbacks.h"
#include "saem/train/interrupt.h"

namespace saem::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// Options of `saem train` that say how a network for pictures is trained, and that tasks choose themselves.
void refuse_options_for_pictures(const TrainSettings& s) {
  constexpr std::array<std::string_view, 19> unused{
      "loss",          "label-smoothing", "optimizer",      "momentum",
      "nesterov",      "weight-decay",    "clipnorm",       "clipvalue",
      "ema",           "accumulate",      "schedule",       "warmup-epochs",
      "precision",     "memory-budget",   "debug",          "checkpoint-steps",
      "deterministic", "global-clipnorm", "no-memory-check"};
  for (const std::string& name : s.given) {
    if (std::ranges::find(unused, name) == unused.end()) continue;
    fail<UsageError>(
        {.place = "train: --" + name,
         .problem = "is for pictures in IDX files",
         .context = fmt::format("{} is other data, for which it is chosen by what they are", s.data),
         .advice = "Leave it out."});
  }
}

TaskWishes wishes_of(const TaskSettings& s) {
  TaskWishes wishes{.targets = s.targets, .ignored = s.ignored};
  if (s.task == "classification") wishes.target_kind = "classes";
  if (s.task == "regression") wishes.target_kind = "value";
  for (const std::string& text : s.kinds) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos || equals == 0) {
      fail<UsageError>({.place = "train: --kind",
                        .problem = fmt::format("expected COLUMN=KIND, received '{}'", text),
                        .context = "",
                        .advice = "For example --kind zip=category."});
    }
    wishes.kinds[text.substr(0, equals)] = text.substr(equals + 1);
  }
  // A column that examples are divided by is no part of them, unless somebody says so.
  for (const std::string& column : {s.group, s.time}) {
    const bool wanted =
        wishes.kinds.contains(column) || std::ranges::find(s.targets, column) != s.targets.end();
    if (!column.empty() && !wanted) wishes.ignored.push_back(column);
  }
  return wishes;
}

TaskTrainingOptions options_of(const TrainSettings& s) {
  const auto given = [&](std::string_view name) { return std::ranges::find(s.given, name) != s.given.end(); };
  TaskTrainingOptions o;
  if (given("model")) o.network.network = s.network;
  o.network.seed = static_cast<std::uint64_t>(s.seed);
  if (given("epochs")) o.epochs = s.epochs;
  if (given("batch-size")) o.batch_size = s.batch_size;
  if (s.learning_rate) o.learning_rate = *s.learning_rate;
  if (given("patience")) o.patience = s.patience;
  o.balanced = s.class_weight == "balanced";
  o.members = static_cast<int>(s.task.members);
  o.time_budget = s.task.time_budget;
  o.verbose = s.quiet ? 0 : static_cast<int>(s.verbose);
  return o;
}

/// Fewer examples than this are not worth dividing further: all are learned from.
constexpr std::int64_t least_examples_to_watch = 300;

SplitOptions split_options_of(const TrainSettings& s, std::int64_t examples) {
  SplitOptions o{.group = s.task.group,
                 .time = s.task.time,
                 .blocks = s.task.blocks,
                 .seed = static_cast<std::uint64_t>(s.seed)};
  if (s.task.test) o.test = *s.task.test;
  o.validation = s.validation.value_or(examples < least_examples_to_watch ? 0 : 0.1);
  return o;
}

std::int64_t learned_from(const Samples& samples) {
  if (samples.parts.empty()) return samples.size();
  return std::ranges::count(samples.parts, Part::train);
}

void measure(TaskRun& run, const Samples& samples) {
  const Samples train = samples.take(run.split.train), test = samples.take(run.split.test);
  TrainedTask& trained = run.result->trained;
  const std::vector<Predictions> predictions = trained.predict(test);
  for (std::size_t t = 0; t < predictions.size(); ++t) {
    run.scores.push_back(score_target(predictions[t], trained.answers()[t], test));
    run.baselines.push_back(
        task_baselines(trained, t, train, test, static_cast<std::uint64_t>(run.settings.seed)));
  }
}

void train_once(TaskRun& run, const Samples& samples, const Split& split,
                const TaskTrainingOptions& options) {
  const Clock::time_point begin = Clock::now();
  run.result.emplace(
      train_task(samples.take(split.train), samples.take(split.validation), run.task, options));
  run.seconds += std::chrono::duration<double>(Clock::now() - begin).count();
}

/// Measures with each part of the examples in turn, with networks that have not seen it.
void measure_folds(const Log& log, TaskRun& run, const Samples& samples, const SplitOptions& split_options) {
  const std::vector<Split> folds =
      make_folds(samples, run.task.targets[0], static_cast<int>(run.settings.task.folds), split_options);
  run.fold_scores.resize(run.task.targets.size());
  TaskTrainingOptions options = run.options;
  options.verbose = 0;
  for (std::size_t f = 0; f < folds.size() && !interrupt_requested(); ++f) {
    // Of each fold's training part some are watched, as in any training.
    Samples train = samples.take(folds[f].train);
    train.parts.clear();
    Split inner{.train = {}, .validation = {}, .test = {}, .description = {}};
    inner.train.resize(static_cast<std::size_t>(train.size()));
    std::iota(inner.train.begin(), inner.train.end(), std::int64_t{0});
    if (split_options.validation > 0) {
      SplitOptions watch = split_options;
      watch.test = split_options.validation;
      watch.validation = 0;
      const Split divided = make_split(train, run.task.targets[0], watch);
      inner.train = divided.train;
      inner.validation = divided.test;
    }
    TaskTrainingResult result =
        train_task(train.take(inner.train), train.take(inner.validation), run.task, options);
    if (interrupt_requested()) break;
    const Samples test = samples.take(folds[f].test);
    const std::vector<Predictions> predictions = result.trained.predict(test);
    std::string line = fmt::format("{}", folds[f].description);
    for (std::size_t t = 0; t < predictions.size(); ++t) {
      const TargetScore score = score_target(predictions[t], result.trained.answers()[t], test);
      run.fold_scores[t].push_back(score.main());
      line += fmt::format(" · {} {} {:.4f}", score.column, score.main_name(), score.main());
    }
    log.line(line);
  }
}

/// The same training with an honest division: networks on rows of other blocks than those measured with.
void measure_blocks(const Log& log, TaskRun& run, const Samples& samples, SplitOptions split_options) {
  constexpr std::int64_t blocks = 20;
  split_options.blocks = blocks;
  const Split split = make_split(samples, run.task.targets[0], split_options);
  TaskTrainingOptions options = run.options;
  options.verbose = 0;
  log.line("training once more on blocks of rows, for an honest figure beside the random one");
  TaskTrainingResult result =
      train_task(samples.take(split.train), samples.take(split.validation), run.task, options);
  const Samples test = samples.take(split.test);
  const std::vector<Predictions> predictions = result.trained.predict(test);
  for (std::size_t t = 0; t < predictions.size(); ++t)
    run.block_scores.push_back(score_target(predictions[t], result.trained.answers()[t], test).main());
}

void write_results(TaskRun& run) {
  run.result->trained.save(run.folder.model());
  write_file(run.folder.json_report(), json_report(run));
  const std::string page = html_report(run);
  if (page.empty()) {  // with --force: what an older run said must not stand beside the new model
    std::error_code ignored;
    std::filesystem::remove(run.folder.html_report(), ignored);
  } else {
    write_file(run.folder.html_report(), page);
  }
  write_file(run.folder.record(), run_record(run, run.interrupted() ? "interrupted" : "finished"));
}

}  // namespace

bool TaskRun::interrupted() const {
  return result && std::ranges::any_of(result->histories, &History::interrupted);
}

int run_task_training(const TrainSettings& settings, const std::string& command) {
  refuse_options_for_pictures(settings);
  const Log log(settings.quiet);
  const TaskWishes wishes = wishes_of(settings.task);
  load_algorithms();
  const InterruptGuard guard;
  const RunFolder folder({.path = settings.out, .name = settings.data_name(), .replace = settings.force});
  const ReaderResult data = read_samples(
      settings.data,
      {.on_bad_sample = settings.task.on_bad_sample == "skip" ? OnBadSample::skip : OnBadSample::stop});
  const Samples& samples = data.samples;
  TaskRun run{.settings = settings,
              .folder = folder,
              .command = command,
              .data_name = samples.name,
              .data_hash = samples_hash(samples),
              .data_notes = samples.notes,
              .skipped = data.skipped,
              .examples = samples.size(),
              .task = find_task(samples, wishes),
              .split = {},
              .options = options_of(settings)};
  const SplitOptions split_options = split_options_of(settings, learned_from(samples));
  run.split = make_split(samples, run.task.targets[0], split_options);
  const bool by_chance = split_options.group.empty() && split_options.time.empty() &&
                         split_options.blocks == 0 && samples.groups.empty();
  if (by_chance) run.leak = find_order_leak(samples, run.task);
  describe_start(log, run);
  if (interrupt_requested()) {
    log.line("stopped before the training began; nothing was written");
    return exit_after_signal(interrupt_signal());
  }
  write_file(folder.record(), run_record(run, "running"));
  if (settings.task.folds > 0) measure_folds(log, run, samples, split_options);
  TaskTrainingOptions options = run.options;
  options.callbacks.emplace_back(CSVLogger(folder.history()));
  train_once(run, samples, run.split, options);
  const int signal = interrupt_signal();
  if (run.interrupted()) clear_interrupt();  // the simple models beside it are trained to their end
  measure(run, samples);
  if (run.leak.found && !run.interrupted()) measure_blocks(log, run, samples, split_options);
  write_results(run);
  print(settings.json ? json_report(run) : text_report(run));
  if (!run.interrupted()) return exit_success;
  log.line(fmt::format("interrupted: the model as it was then, its history and its report are in {}",
                       folder.path().string()));
  return exit_after_signal(signal);
}

}  // namespace saem::cli
