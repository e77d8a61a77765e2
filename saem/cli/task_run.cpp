#include "saem/cli/task_run.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>

#include "saem/cli/data_hash.h"
#include "saem/cli/exit_code.h"
#include "saem/cli/output.h"
#include "saem/cli/save_each_epoch.h"
#include "saem/cli/stop_at_once.h"
#include "saem/cli/task_checks.h"
#include "saem/cli/task_data.h"
#include "saem/cli/task_file.h"
#include "saem/cli/task_outcome.h"
#include "saem/cli/usage_error.h"
#include "saem/compile/lower.h"
#include "saem/core/atomic_file.h"
#include "saem/data/damaged_files.h"
#include "saem/report/text.h"
#include "saem/runs/shell_argument.h"
#include "saem/task/bad_cells.h"
#include "saem/train/callbacks.h"
#include "saem/train/interrupt.h"
#include "saem/train/precision.h"

namespace saem::cli {
namespace {

using Clock = std::chrono::steady_clock;

TaskTrainingOptions options_of(const TrainSettings& s) {
  TaskTrainingOptions o;
  o.network.network = s.network;
  o.network.seed = static_cast<std::uint64_t>(s.seed);
  set_network_size(s.task, o.network);
  o.encoders = encoder_options(s.task);
  for (const std::string& text : s.augmentation) o.augmentation.push_back(parse_augmentation(text));
  o.epochs = s.epochs;
  o.batch_size = s.batch_size;
  o.patience = s.patience;
  o.optimizer = [s] { return s.make_optimizer(); };
  o.schedule = s.make_schedule();
  o.class_loss = s.make_loss();
  o.rows = s.wants_rows();
  if (s.loss == "mean_absolute_error" || s.loss == "huber") o.value_loss = s.loss;
  o.balanced = s.class_weight == "balanced";
  o.test_changes = static_cast<int>(s.test_changes);
  o.find_learning_rate = s.find_learning_rate;
  if (!s.from.empty()) o.start = open_model(s.from).path.string();
  o.members = static_cast<int>(s.task.members);
  o.time_budget = s.task.time_budget;
  o.precision = s.precision;
  o.memory_budget = s.memory_budget;
  o.debug = s.debug;
  o.verbose = s.quiet ? 0 : static_cast<int>(s.verbose);
  return o;
}

/// Pictures in memory that come divided, as IDX files have them.
bool are_divided_pictures(const Samples& samples) {
  const int column = samples.find("picture");
  return column >= 0 && !samples.parts.empty() && !samples.classes.empty() &&
         std::holds_alternative<ArrayColumn>(samples.columns[static_cast<std::size_t>(column)].values);
}

std::size_t bytes_of(const Samples& samples) {
  std::size_t bytes = 0;
  for (const Samples::Column& column : samples.columns) {
    if (const auto* array = std::get_if<ArrayColumn>(&column.values)) bytes += array->values.byte_size();
    if (const auto* series = std::get_if<SeriesColumn>(&column.values)) {
      for (const Array& recording : series->values) bytes += recording.byte_size();
    }
  }
  return bytes;
}

void check_memory(TaskRun& run, const Samples& samples) {
  run.memory = run.training->memory(bytes_of(samples));
  if (!run.memory || run.settings.no_memory_check) return;
  require_memory(*run.memory, "train",
                 "Use a smaller --batch-size or a --memory-budget, or close other programs; with "
                 "--no-memory-check it is tried nevertheless.");
}

void fit(TaskRun& run) {
  const Clock::time_point start = Clock::now();
  const auto stop_clock = [&] { run.seconds = std::chrono::duration<double>(Clock::now() - start).count(); };
  try {
    run.result.emplace(run.training->run());
    run.histories = run.result->histories;
  } catch (const Error& error) {
    stop_clock();
    fail_training(run, error);
  }
  stop_clock();
}

TaskTraining prepare(const Samples& train, const Samples& watched, const LearningTask& task,
                     const TaskTrainingOptions& options) {
  try {
    return {train, watched, task, options};
  } catch (const ShapeError& error) {
    if (options.network.network != "cnn" && options.network.network != "conv1d") throw;
    throw ShapeError(std::string(error.what()) +
                     "\nOr choose --model mlp, which takes examples of any shape.");
  }
}

ModelFacts facts_of(const TaskRun& run) {
  const Shape input = run.training->model().input_shapes()[0];
  return {.labels = run.training->answers()[0].classes(),
          .preprocessing = bytes_as_they_are(input.slice(1, input.rank())),
          .trained_on = run.data_name,
          .network = run.settings.network,
          .accuracy = {}};
}

// A resumed run is the rest of the one that was begun: on other data it would be neither.
void require_same_data(const TaskRun& run, const std::string& before) {
  if (before == run.data_hash) return;
  fail<ValueError>({.place = run.settings.data,
                    .problem = fmt::format("is not the data that the run in {} was begun with",
                                           run.folder.path().string()),
                    .context = fmt::format("checksum {} then, {} now", before, run.data_hash),
                    .advice = "Bring the old data back, or begin a new run with saem train."});
}

std::string time_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}",
                     std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()));
}

}  // namespace

bool TaskRun::interrupted() const { return std::ranges::any_of(histories, &History::interrupted); }

std::string TaskRun::status() const {
  if (!failure.empty()) return "failed";
  if (interrupted()) return "interrupted";
  const bool is_over = !scores.empty() || (!settings.measures() && result.has_value());
  return is_over ? "finished" : "running";
}

std::int64_t TaskRun::steps() const {
  std::int64_t steps = 0;
  for (const History& h : histories) steps += h.steps;
  return steps;
}

std::int64_t TaskRun::epochs_done() const {
  return histories.empty() ? 0 : static_cast<std::int64_t>(histories.back().epoch.size());
}

std::int64_t TaskRun::kept_epoch() const {
  if (histories.empty()) return -1;
  const History& h = histories.front();
  const auto last = static_cast<std::int64_t>(h.epoch.size()) - 1;
  const auto losses = h.history.find("val_loss");
  if (training->options().patience == 0 || losses == h.history.end() || losses->second.empty()) return last;
  return std::ranges::min_element(losses->second) - losses->second.begin();
}

int run_training(const TrainingRequest& request) {
  TrainSettings settings = request.settings;
  // What cannot be had is refused before anything is read or written. (The algorithms may be those of a run
  // that is written anew.)
  require_precision(find_precision(settings.precision));
  load_algorithms();
  set_deterministic(settings.deterministic);
  if (request.before) pin_algorithms(request.before->algorithms);
  const Log log(settings.quiet);
  ReaderResult data = read_task_data(settings.data, settings.task);
  if (settings.task.on_bad_sample == "skip") leave_out_damaged_files(data);
  const Samples& samples = data.samples;
  const bool pictures = are_divided_pictures(samples);
  settings.choose(pictures);
  settings.check();
  const LearningTask task = find_task(samples, task_wishes(settings.task, samples));
  require_few_classes(task, samples);
  leave_out_bad_cells(data, bad_cells(samples, task), settings.task);

  const bool resumes = request.before && request.before->resume;
  std::optional<HoldStop> until_noted(std::in_place);
  const RunFolder folder(
      {.path = settings.out,
       .name = pictures ? fmt::format("{}-{}", settings.data_name(), settings.network) : settings.data_name(),
       .replace = settings.force || resumes});
  for (const auto& made : folder.made()) remove_when_stopped(made);
  until_noted.reset();
  const auto alone = lock_run(folder.path());
  TaskRun run{.settings = settings,
              .folder = folder,
              .command = request.command,
              .data_name = samples.name,
              .data_hash = samples_hash(samples),
              .started = request.before ? request.before->started : time_now(),
              .data_notes = samples.notes,
              .skipped = data.skipped,
              .examples = samples.size(),
              .task = task,
              .split = {},
              .resumes = resumes};
  if (request.before) require_same_data(run, request.before->data_hash);
  SplitOptions split_options = task_split_options(settings.task, samples, settings.validation);
  split_options.seed = static_cast<std::uint64_t>(settings.seed);
  run.split = make_split(samples, run.task.targets[0], split_options);
  require_fitting(settings, run.task, samples);
  for (std::string& warning : unseen_classes(run.task, samples, run.split))
    run.data_notes.push_back(std::move(warning));
  for (std::string& warning : shared_groups(settings.task, samples, run.split))
    run.data_notes.push_back(std::move(warning));
  fit_batch_size(settings, static_cast<std::int64_t>(run.split.train.size()));
  run.watches_test = pictures && settings.is_lecture() && run.split.validation.empty() && settings.measures();
  const bool by_chance = split_options.group.empty() && split_options.time.empty() &&
                         split_options.blocks == 0 && samples.groups.empty() && samples.parts.empty();
  if (by_chance && settings.measures()) run.leak = find_order_leak(samples, run.task);

  TaskTrainingOptions options = options_of(settings);
  options.checkpoint = {.path = folder.checkpoint().string(),
                        .every_steps = settings.checkpoint_steps,
                        .every_seconds = checkpoint_seconds,
                        .resume = resumes};
  options.first_callbacks.emplace_back(CSVLogger(folder.history()));
  options.first_callbacks.emplace_back(TensorBoard({.log_dir = folder.events().string()}));
  options.callbacks.emplace_back(SaveEachEpoch(run));
  const Samples train = samples.take(run.split.train);
  const Samples watched = samples.take(run.watches_test ? run.split.test : run.split.validation);
  TaskTraining training = prepare(train, watched, run.task, options);
  run.training = &training;
  for (const Answers& a : training.answers()) require_known_classes(a, samples);
  run.learning_rate = training.learning_rate();
  if (pictures && run.task.targets.size() == 1) run.facts = facts_of(run);
  check_memory(run, samples);
  std::vector<Split> folds;  // asked for in vain is refused before anything is written
  if (settings.task.folds > 0 && !settings.no_test)
    folds = make_folds(samples, task.targets[0], static_cast<int>(settings.task.folds), split_options);
  describe_start(log, run);

  // Until here Ctrl-C ends the process at once; from now on there is something to lose.
  const InterruptGuard guard;
  remove_old_files(run);
  write_file(folder.record(), run_record(run));
  int signal = 0;
  try {
    write_file(folder.task_file(), write_task_file({.settings = settings,
                                                    .folder = folder.path(),
                                                    .task = &run.task,
                                                    .division = run.split.description}));
    if (request.prints_result) tell_index(log, run);
    if (!folds.empty()) measure_folds(log, run, samples, split_options, options, folds);
    fit(run);
    signal = interrupt_signal();
    if (run.interrupted()) {
      save_model(run, run.result->trained);  // first of all: measuring takes a moment
      clear_interrupt();                     // the simple models beside it are trained to their end
    }
    if (settings.measures())
      measure(log, run, samples, split_options, /*scores_alone=*/!request.prints_result);
    write_results(log, run, /*reports=*/request.prints_result && settings.measures());
    if (request.prints_result) note_training_rows(log, run, train);
  } catch (const std::exception& error) {
    note_failure(run, error.what());
    throw;
  }
  if (request.prints_result) tell_index(log, run);
  if (request.prints_result && !settings.measures()) {
    print(settings.json ? run_record(run) + "\n"
                        : fmt::format("{}  the model; {}\n", run.folder.model().string(),
                                      run.split.test.empty() ? "no test part was kept: nothing was measured"
                                                             : "the test part was left out"));
  } else if (request.prints_result) {
    print(settings.json ? json_report(run) : text_report(run));
  }
  if (!run.interrupted()) return exit_success;
  if (!request.prints_result) return exit_after_signal(signal);
  log.line(
      fmt::format("interrupted after {} ({}): the model as it was then, its history and its report are in "
                  "{}\nto go on from there: saem resume {}",
                  detail::counted(run.steps(), "step"), detail::counted(run.epochs_done(), "epoch"),
                  folder.path().string(), runs::shell_argument(folder.path().string())));
  return exit_after_signal(signal);
}

}  // namespace saem::cli
