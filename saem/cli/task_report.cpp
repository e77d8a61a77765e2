// What a training run tells people, as text.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/cli/output.h"
#include "saem/cli/scoring.h"
#include "saem/cli/task_run.h"
#include "saem/core/printable.h"
#include "saem/report/text.h"
#include "saem/report/threshold_curves.h"
#include "saem/runs/shell_argument.h"

namespace saem::cli {
namespace {

using detail::counted;
using detail::pad_right;

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

std::string target_text(const TaskRun& run, std::size_t t) {
  const TargetScore& s = run.scores[t];
  const Target& target = run.task.targets[t];
  std::string text =
      fmt::format("test split of {}: {}{} that the model has not learned from\n\n", run.data_name,
                  run.scores.size() > 1 ? fmt::format("'{}' of ", detail::printable(target.column)) : "",
                  counted(static_cast<std::int64_t>(run.split.test.size()), "example"));
  text += score_text(s, "test      ");
  if (!run.fold_scores.empty() && !run.fold_scores[t].empty())
    text += fmt::format("folds     {}\n", summary_of_folds(run.fold_scores[t], s.main_name()));
  if (!run.block_scores.empty())
    text += fmt::format(
        "by blocks {} {:.4f}: what to expect of new recordings; the figure above is too good, because "
        "{}\n",
        s.main_name(), run.block_scores[t], run.leak.sentence);
  if (!run.baselines[t].empty())
    text += fmt::format("baseline  {} · {}\n", baselines_of(run, t), comparison(run, t));
  if (s.kind == TargetKind::classes) {
    const std::string confusion = describe_confusion(s.confusion);
    if (!confusion.empty()) text += confusion + "\n";
  }
  return text + "\n";
}

std::string anomaly_text(const AnomalyResults& r, std::string_view part) {
  const auto called = std::ranges::count_if(r.scores, [&](double s) { return s > r.threshold; });
  std::string text = fmt::format("{}{} of {} examples are called unusual (score above {:.4g})\n", part,
                                 called, r.scores.size(), r.threshold);
  if (r.unusual.empty()) return text;
  const ThresholdCurve curve = threshold_curve(r.scores, r.unusual);
  std::int64_t right = 0;
  for (std::size_t i = 0; i < r.scores.size(); ++i) right += r.unusual[i] && r.scores[i] > r.threshold;
  return text +
         fmt::format(
             "{}area under ROC {:.4f} · under precision and recall {:.4f} · precision {:.4f} · "
             "recall {:.4f}\n",
             part, curve.roc_area(), curve.average_precision(),
             called > 0 ? static_cast<double>(right) / static_cast<double>(called) : 0.0,
             static_cast<double>(right) / static_cast<double>(std::max<std::int64_t>(1, curve.positives)));
}

}  // namespace

std::string summary_of_folds(const std::vector<double>& scores, std::string_view score) {
  double mean = 0, variance = 0;
  for (const double s : scores) mean += s / static_cast<double>(scores.size());
  for (const double s : scores) variance += (s - mean) * (s - mean);
  const double deviation =
      scores.size() > 1 ? std::sqrt(variance / static_cast<double>(scores.size() - 1)) : 0.0;
  return fmt::format("{} {:.4f} ± {:.4f} over {} folds", score, mean, deviation, scores.size());
}

std::string score_text(const TargetScore& s, std::string_view part) {
  std::string text;
  switch (s.kind) {
    case TargetKind::classes:
      text = fmt::format("{}\n{}accuracy {:.4f} · loss {:.4f}\n", s.classification.to_string(), part,
                         s.classification.accuracy, s.loss);
      break;
    case TargetKind::value:
      text = fmt::format("{}R² {:.4f} · mean absolute error {:.6g} · root mean squared error {:.6g}\n", part,
                         s.values.r2, s.values.mean_absolute_error, s.values.root_mean_squared_error);
      break;
    case TargetKind::labels:
      text = fmt::format("{}\n{}micro F1 {:.4f} · macro F1 {:.4f} · all labels right {:.4f}\n",
                         s.labels.to_string(), part, s.labels.micro_avg.f1_score, s.labels.macro_avg.f1_score,
                         s.labels.exact_matches);
      break;
    case TargetKind::anomaly:
      text = anomaly_text(s.anomalies, part);
      break;
  }
  if (s.without_answer > 0)
    text += fmt::format("{}{} without an answer {} not measured with\n", part,
                        counted(s.without_answer, "example"), s.without_answer == 1 ? "was" : "were");
  return text;
}

std::string text_report(const TaskRun& run) {
  std::string text;
  for (std::size_t t = 0; t < run.scores.size(); ++t) text += target_text(run, t);
  text += file_line(run.folder.html_report(), "curves, scores, mistakes: open it in a browser");
  text += file_line(run.folder.model(), "the model, and how columns become its inputs");
  text += file_line(run.folder.json_report(), "the same report for programs");
  text += file_line(run.folder.history(), "loss and metrics of each epoch");
  text += file_line(run.folder.record(), "settings, versions, data hash");
  text += file_line(run.folder.task_file(), "what was done, to change it and do it again");
  text += file_line(run.folder.path() / "README.md", "the model card");
  text += fmt::format("next: {0} predict {1} {2} · {0} evaluate {1} {3} · {0} summary {1}\n",
                      runs::shell_argument(program()), runs::shell_argument(run.folder.path().string()),
                      run.facts ? "PICTURE" : "NEW_DATA", runs::shell_argument(run.settings.data));
  return text;
}

}  // namespace saem::cli
