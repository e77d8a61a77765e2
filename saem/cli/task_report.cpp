// What a training run tells people, as text.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/cli/output.h"
#include "saem/cli/scoring.h"
#include "saem/cli/task_run.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using detail::pad_right;
using detail::with_separators;

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
  std::string text =
      fmt::format("test split of {}: {}{} examples that the model has not learned from\n\n", run.data_name,
                  run.scores.size() > 1 ? fmt::format("'{}' of ", target.column) : "",
                  with_separators(static_cast<std::int64_t>(run.split.test.size())));
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

std::string text_report(const TaskRun& run) {
  std::string text;
  for (std::size_t t = 0; t < run.scores.size(); ++t) text += score_text(run, t);
  text += file_line(run.folder.html_report(), "curves, scores, mistakes: open it in a browser");
  text += file_line(run.folder.model(), "the model, and how columns become its inputs");
  text += file_line(run.folder.json_report(), "the same report for programs");
  text += file_line(run.folder.history(), "loss and metrics of each epoch");
  text += file_line(run.folder.record(), "settings, versions, data hash");
  text += fmt::format("next: {0} predict {1} {2} · {0} evaluate {1} {3} · {0} summary {1}\n",
                      shell_word(program()), shell_word(run.folder.path().string()),
                      run.facts ? "PICTURE" : "NEW_DATA", shell_word(run.settings.data));
  return text;
}

}  // namespace saem::cli
