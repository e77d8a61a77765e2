// What a training run on a task tells people: its beginning, the text and the page.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/cli/machine.h"
#include "saem/cli/output.h"
#include "saem/cli/scoring.h"
#include "saem/cli/task_run.h"
#include "saem/cli/training_run.h"
#include "saem/cli/version.h"
#include "saem/core/parallel.h"
#include "saem/report/html_report.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using detail::pad_right;
using detail::with_separators;

constexpr std::size_t features_shown = 30;

std::string line_of(const std::string& column, std::string_view kind, const std::string& reason) {
  return fmt::format("  {}  {}{}{}\n", pad_right(column, 24), kind, reason.empty() ? "" : ": ", reason);
}

std::string baselines_of(const TaskRun& run, std::size_t target) {
  std::string text;
  for (const TaskBaseline& b : run.baselines[target])
    text += fmt::format("{}{} {:.4f}", text.empty() ? "" : " · ", b.name, b.score);
  return text;
}

double best_baseline(const TaskRun& run, std::size_t target) {
  double best = run.baselines[target].front().score;
  for (const TaskBaseline& b : run.baselines[target]) best = std::max(best, b.score);
  return best;
}

/// By how much the network beats what is simple: also said if it does not.
std::string comparison(const TaskRun& run, std::size_t target) {
  const double score = run.scores[target].main(), best = best_baseline(run, target);
  if (score > best) return fmt::format("the network beats them by {:.4f}", score - best);
  return fmt::format("the network does not beat them ({:+.4f}): use the simple one, or give it more data",
                     score - best);
}

std::string file_line(const std::filesystem::path& file, std::string_view what) {
  return fmt::format("{}  {}\n", pad_right(file.string(), 48), what);
}

std::string summary_of_folds(const std::vector<double>& scores, const std::string& name) {
  double mean = 0, variance = 0;
  for (const double s : scores) mean += s / static_cast<double>(scores.size());
  for (const double s : scores) variance += (s - mean) * (s - mean);
  const double deviation =
      scores.size() > 1 ? std::sqrt(variance / static_cast<double>(scores.size() - 1)) : 0.0;
  return fmt::format("folds     {} {:.4f} ± {:.4f} over {} folds\n", name, mean, deviation, scores.size());
}

std::string score_text(const TaskRun& run, std::size_t t) {
  const TargetScore& s = run.scores[t];
  const Target& target = run.task.targets[t];
  std::string text = fmt::format(
      "test split of {}: '{}' of {} examples that the model has not learned from\n\n", run.data_name,
      target.column, with_separators(static_cast<std::int64_t>(run.split.test.size())));
  if (s.kind == TargetKind::classes) {
    text += s.classification.to_string() + "\n";
    text += fmt::format("test      accuracy {:.4f} · loss {:.4f}\n", s.classification.accuracy, s.loss);
  } else {
    text += fmt::format("test      R² {:.4f} · mean absolute error {:.6g} · root mean squared error {:.6g}\n",
                        s.values.r2, s.values.mean_absolute_error, s.values.root_mean_squared_error);
  }
  if (!run.fold_scores.empty() && !run.fold_scores[t].empty())
    text += summary_of_folds(run.fold_scores[t], s.main_name());
  if (!run.block_scores.empty())
    text += fmt::format(
        "by blocks {} {:.4f}: what to expect of new recordings; the figure above is too good, because "
        "{}\n",
        s.main_name(), run.block_scores[t], run.leak.sentence);
  text += fmt::format("baseline  {} · {}\n", baselines_of(run, t), comparison(run, t));
  if (s.kind == TargetKind::classes) {
    const std::string confusion = describe_confusion(s.confusion);
    if (!confusion.empty()) text += confusion + "\n";
  }
  return text + "\n";
}

}  // namespace

void describe_start(const Log& log, const TaskRun& run) {
  log.fact("data", fmt::format("{}: {} examples", run.data_name, with_separators(run.examples)));
  for (const std::string& note : run.data_notes) log.line("         " + note);
  for (const std::string& skipped : run.skipped) log.line("skipped  " + skipped);
  for (const Target& t : run.task.targets)
    log.fact("target", fmt::format("{} ({}), {}", t.column, name(t.kind), t.reason));
  std::string lines;
  for (std::size_t i = 0; i < run.task.features.size() && i < features_shown; ++i) {
    const Feature& f = run.task.features[i];
    lines += line_of(f.column, name(f.kind), f.reason);
  }
  if (run.task.features.size() > features_shown)
    lines += fmt::format("  … and {} more\n", run.task.features.size() - features_shown);
  log.fact("columns", fmt::format("learned from; otherwise with --kind COLUMN=KIND or --ignore COLUMN\n{}",
                                  lines.substr(0, lines.size() - 1)));
  log.fact("split", run.split.description);
  if (run.leak.found) log.line("warning: " + run.leak.sentence + " Use --blocks, --group or --time.");
  log.fact("model",
           fmt::format("{}{} · seed {}", run.options.network.network,
                       run.options.members > 1 ? fmt::format(", {} networks", run.options.members) : "",
                       run.settings.seed));
  log.fact("machine", fmt::format("{} thread{} · {}", thread_count(), thread_count() == 1 ? "" : "s",
                                  vector_instructions()));
  log.fact("folder", run.folder.path().string());
  log.line();
}

std::string text_report(const TaskRun& run) {
  std::string text;
  for (std::size_t t = 0; t < run.scores.size(); ++t) text += score_text(run, t);
  if (run.scores[0].kind == TargetKind::classes)
    text += file_line(run.folder.html_report(), "curves, confusion matrix: open it in a browser");
  text += file_line(run.folder.model(), "the model, and how columns become its inputs");
  text += file_line(run.folder.json_report(), "the same report for programs");
  text += file_line(run.folder.history(), "loss and metrics of each epoch");
  text += file_line(run.folder.record(), "settings, versions, data hash");
  text += fmt::format("next: {0} predict {1} NEW_DATA · {0} summary {1}\n", shell_word(program()),
                      shell_word(run.folder.path().string()));
  return text;
}

std::string html_report(const TaskRun& run) {
  const TargetScore& score = run.scores[0];
  if (score.kind != TargetKind::classes) return {};
  TrainingReport page;
  page.title = fmt::format("{}: {}", run.data_name, score.column);
  if (run.interrupted()) page.title += " (interrupted)";
  const std::vector<std::string>& classes = score.classification.class_names;
  page.question = fmt::format(
      "Which '{}' has an example? The classes: {}.", score.column,
      fmt::join(classes.begin(),
                classes.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(classes.size(), 20)),
                ", "));
  page.command = run.command;
  page.dataset_name = run.data_name;
  page.data_sentence = fmt::format("{} examples in {} classes, from {}.", with_separators(run.examples),
                                   classes.size(), run.settings.data);
  page.items = "examples";
  page.splits = {{"train", static_cast<std::int64_t>(run.split.train.size())},
                 {"test", static_cast<std::int64_t>(run.split.test.size())}};
  if (!run.split.validation.empty())
    page.splits.insert(page.splits.begin() + 1,
                       {"validation", static_cast<std::int64_t>(run.split.validation.size())});
  page.model_summary = run.result->trained.model().summary();
  page.history = run.result->histories[0].history;
  page.classification = score.classification;
  page.confusion = score.confusion;
  page.baseline_accuracy = best_baseline(run, 0);
  page.confidences = score.confidences;
  page.correct = score.correct;
  page.settings = {
      {"model", run.options.network.network},
      {"networks", std::to_string(run.options.members)},
      {"split", run.split.description},
      {"baselines", baselines_of(run, 0)},
      {"warning", run.leak.found
                      ? fmt::format("{} By blocks of rows: {} {:.4f}.", run.leak.sentence, score.main_name(),
                                    run.block_scores.empty() ? 0.0 : run.block_scores[0])
                      : std::string("none")},
      {"batch size", std::to_string(run.result->batch_size)},
      {"epochs", std::to_string(run.result->histories[0].epoch.size())},
      {"seed", std::to_string(run.settings.seed)},
      {"time to train", fmt::format("{:.1f} s", run.seconds)}};
  for (const Inputs::Column& c : run.result->trained.inputs().columns())
    page.settings.emplace_back("column " + c.name, c.encoder->describe());
  page.environment = {{"saem", std::string(version_number())},
                      {"processor", fmt::format("{} ({})", processor_name(), vector_instructions())},
                      {"threads", std::to_string(thread_count())},
                      {"compiler", compiler()},
                      {"commit", std::string(commit().empty() ? "unknown" : commit())},
                      {"data (FNV-1a)", run.data_hash}};
  return page.to_html();
}

}  // namespace saem::cli
