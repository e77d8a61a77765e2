// How good a trained task is: on the test part, beside simple models, by folds and by blocks of rows.
#include <fmt/format.h>

#include <numeric>

#include "saem/cli/output.h"
#include "saem/cli/task_run.h"
#include "saem/task/explain_target.h"
#include "saem/train/interrupt.h"

namespace saem::cli {
namespace {

/// Of networks that are trained beside the one of the run: silent, and with nothing on the disk.
TaskTrainingOptions options_beside(TaskTrainingOptions options) {
  options.verbose = 0;
  options.checkpoint = {};
  options.callbacks = {};
  options.first_callbacks = {};
  return options;
}

/// The same training with an honest division: networks on rows of other blocks than those measured with.
void measure_blocks(const Log& log, TaskRun& run, const Samples& samples, SplitOptions split_options) {
  constexpr std::int64_t blocks = 20;
  split_options.blocks = blocks;
  const Split split = make_split(samples, run.task.targets[0], split_options);
  log.line("training once more on blocks of rows, for an honest figure beside the random one");
  const Samples train = samples.take(split.train), watched = samples.take(split.validation);
  TaskTrainingResult result = train_task(train, watched, run.task, options_beside(run.training->options()));
  const Samples test = samples.take(split.test);
  const std::vector<Predictions> predictions = result.trained.predict(test);
  for (std::size_t t = 0; t < predictions.size(); ++t)
    run.block_scores.push_back(score_target(predictions[t], result.trained.answers()[t], test).main());
}

TargetReport report_of(TaskRun& run, std::size_t t, const Samples& test) {
  TargetReport report = target_report(run.predictions[t], run.result->trained.answers()[t], test);
  for (const TaskBaseline& b : run.baselines[t]) report.baselines.push_back({b.name, b.score});
  if (!run.fold_scores.empty()) report.folds = run.fold_scores[t];
  if (!run.block_scores.empty()) report.honest_score = run.block_scores[t];
  ExplainOptions options{.seed = static_cast<std::uint64_t>(run.settings.seed)};
  const std::string group = run.settings.task.group_column();
  if (!group.empty()) options.groups.push_back(group);
  explain_target(report, run.result->trained, t, run.predictions[t], test, options);
  return report;
}

}  // namespace

TargetReport target_report(const Predictions& predictions, const Answers& answers, const Samples& test) {
  TargetReport report{.column = predictions.column};
  const TargetScore score = score_target(predictions, answers, test);
  switch (score.kind) {
    case TargetKind::classes: {
      const std::vector<std::int64_t> rows = answered(answers, test);
      report.classes = make_class_results(answers.encode(test.take(rows)),
                                          predictions.probabilities.take(rows), predictions.classes);
      break;
    }
    case TargetKind::value:
      report.values = score.values;
      break;
    case TargetKind::labels:
      report.labels = score.labels;
      break;
    case TargetKind::anomaly:
      report.anomalies = score.anomalies;
      break;
  }
  return report;
}

void measure(const Log& log, TaskRun& run, const Samples& samples, const SplitOptions& split_options,
             bool scores_alone) {
  const Samples train = samples.take(run.split.train), test = samples.take(run.split.test);
  TrainedTask& trained = run.result->trained;
  run.predictions = trained.predict(test);
  for (std::size_t t = 0; t < run.predictions.size(); ++t)
    run.scores.push_back(score_target(run.predictions[t], trained.answers()[t], test));
  if (scores_alone) return;
  for (std::size_t t = 0; t < run.predictions.size(); ++t) {
    run.baselines.push_back(
        task_baselines(trained, t, train, test, static_cast<std::uint64_t>(run.settings.seed)));
  }
  if (run.leak.found && !run.interrupted()) measure_blocks(log, run, samples, split_options);
  for (std::size_t t = 0; t < run.predictions.size(); ++t) run.reports.push_back(report_of(run, t, test));
}

void measure_folds(const Log& log, TaskRun& run, const Samples& samples, const SplitOptions& split_options,
                   const TaskTrainingOptions& options, const std::vector<Split>& folds) {
  run.fold_scores.resize(run.task.targets.size());
  std::vector<std::string> names(run.task.targets.size());
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
    const Samples learned = train.take(inner.train), watched = train.take(inner.validation);
    TaskTrainingResult result = train_task(learned, watched, run.task, options_beside(options));
    if (interrupt_requested()) break;
    const Samples test = samples.take(folds[f].test);
    const std::vector<Predictions> predictions = result.trained.predict(test);
    std::string line = fmt::format("{}", folds[f].description);
    for (std::size_t t = 0; t < predictions.size(); ++t) {
      const TargetScore score = score_target(predictions[t], result.trained.answers()[t], test);
      run.fold_scores[t].push_back(score.main());
      names[t] = fmt::format("{} {}", score.column, score.main_name());
      line += fmt::format(" · {} {} {:.4f}", score.column, score.main_name(), score.main());
    }
    log.line(line);
  }
  if (run.settings.measures()) return;  // text_report says it
  for (std::size_t t = 0; t < names.size(); ++t) {
    if (!run.fold_scores[t].empty()) log.line(summary_of_folds(run.fold_scores[t], names[t]));
  }
}

}  // namespace saem::cli
