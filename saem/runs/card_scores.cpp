// How well the model does, and what that does not say.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/report/run_report.h"
#include "saem/report/text.h"
#include "saem/runs/card_sections.h"
#include "saem/runs/markdown.h"

namespace saem::runs {
namespace {

using saem::detail::with_separators;
using ScoreRows = std::vector<std::vector<std::string>>;

constexpr std::size_t most_classes = 50;
constexpr std::int64_t few_examples_of_a_class = 10;
constexpr std::int64_t few_examples = 100;

/// The name and the score of the best simple model; an empty name without any.
std::pair<std::string, double> best_baseline_of(const TargetReport& target) {
  std::pair<std::string, double> best;
  for (const auto& baseline : target.baselines) {
    if (best.first.empty() || baseline.second > best.second) best = baseline;
  }
  return best;
}

std::string interval_of(const RunDetails& run, const std::string& metric, double score) {
  // Rows that repeat each other are not so many examples as they seem.
  const bool are_independent = run.warning.empty() && run.setting("group").empty();
  if (metric != "accuracy" || run.test <= 0 || !are_independent) return "";
  const ShareInterval interval = wilson_interval(score, run.test);
  return fmt::format("{:.4f} – {:.4f}", interval.low, interval.high);
}

std::string metric_in(const CardWords& words, const std::string& metric) {
  return translated(metric_title(metric), words.language);
}

std::string baseline_in(const CardWords& words, const std::string& name) {
  return markdown_text(translated(name, words.language));
}

std::string table_of_scores(const RunDetails& run, const CardWords& words) {
  ScoreRows rows;
  for (const TargetReport& target : run.targets) {
    const auto [baseline, score] = best_baseline_of(target);
    // The main score first.
    std::vector<std::pair<std::string, double>> scores(target.scores.begin(), target.scores.end());
    std::ranges::stable_partition(scores, [&](const auto& s) { return s.first == target.main_metric(); });
    for (const auto& [name, value] : scores) {
      const bool is_main = name == target.main_metric() && !baseline.empty();
      rows.push_back(
          {markdown_text(target.column), metric_in(words, name), score_text(value),
           interval_of(run, name, value),
           is_main ? fmt::format("{} ({})", score_text(score), baseline_in(words, baseline)) : ""});
    }
  }
  return markdown_table({words.target, words.metric, words.test_part, words.interval, words.simple_model},
                        rows);
}

std::string table_of_classes(const TargetReport& target, const CardWords& words) {
  if (target.classes.empty() || target.classes.size() > most_classes) return {};
  ScoreRows rows;
  for (const ClassScore& c : target.classes)
    rows.push_back({markdown_text(c.name), fmt::format("{:.4f}", c.precision),
                    fmt::format("{:.4f}", c.recall), fmt::format("{:.4f}", c.f1),
                    with_separators(c.examples)});
  return fmt::format(
      "\n{}\n\n{}",
      fill_in(words.per_class, {markdown_text(target.column.empty() ? words.class_name : target.column)}),
      markdown_table({words.class_name, words.precision, words.recall, words.f1, words.examples}, rows));
}

std::string validation_sentence(const RunDetails& run, const CardWords& words) {
  std::string list;
  for (const auto& [name, value] : run.summary.scores) {
    if (name.starts_with("val_"))
      list += fmt::format("{}{} {}", list.empty() ? "" : ", ",
                          markdown_text(metric_in(words, name.substr(4))), score_text(value));
  }
  if (list.empty()) return {};
  return "\n" + fill_in(run.watched_test_part() ? words.watched_test : words.validation_scores, {list}) +
         "\n";
}

std::string other_divisions(const TargetReport& target, const CardWords& words) {
  const std::string metric = metric_in(words, target.main_metric());
  std::string text;
  if (target.by_blocks)
    text += "\n" + fill_in(words.by_blocks, {metric, score_text(*target.by_blocks)}) + "\n";
  if (target.folds.empty()) return text;
  double mean = 0;
  for (const double score : target.folds) mean += score / static_cast<double>(target.folds.size());
  const auto [low, high] = std::ranges::minmax(target.folds);
  return text + "\n" +
         fill_in(words.by_folds, {std::to_string(target.folds.size()), metric, score_text(mean),
                                  score_text(low), score_text(high)}) +
         "\n";
}

void add_limits_of(const RunDetails& run, const TargetReport& target, const CardWords& words,
                   std::vector<std::string>& limits) {
  const auto [baseline, score] = best_baseline_of(target);
  const auto main = target.scores.find(target.main_metric());
  if (!baseline.empty() && main != target.scores.end() && main->second <= score)
    limits.push_back(fill_in(words.no_better,
                             {markdown_text(target.column.empty() ? run.summary.data : target.column),
                              baseline_in(words, baseline), score_text(score), score_text(main->second)}));
  std::string rare;
  std::size_t count = 0;
  for (const ClassScore& c : target.classes) {
    if (c.examples >= few_examples_of_a_class) continue;
    if (++count <= most_classes)
      rare += fmt::format("{}{} ({})", rare.empty() ? "" : ", ", markdown_text(c.name), c.examples);
  }
  if (count > most_classes) rare += ", " + fill_in(words.and_more, {std::to_string(count - most_classes)});
  if (count > 0)
    limits.push_back(fill_in(words.few_examples, {std::to_string(few_examples_of_a_class), rare}));
}

}  // namespace

std::string metric_title(const std::string& metric) {
  if (metric == "r2") return "R²";
  if (metric == "micro_f1") return "micro F1";
  if (metric == "roc_area") return "area under ROC";
  if (metric == "macro_f1") return "macro F1";
  std::string title = metric;
  std::ranges::replace(title, '_', ' ');
  return title;
}

std::string score_text(double score) {
  return std::abs(score) < 100 ? fmt::format("{:.4f}", score) : fmt::format("{:.6g}", score);
}

ShareInterval wilson_interval(double share, std::int64_t n) {
  constexpr double z = 1.959963984540054;  // of the normal distribution, 97.5 %
  const auto count = static_cast<double>(n);
  const double middle = (share + z * z / (2 * count)) / (1 + z * z / count);
  const double half =
      z / (1 + z * z / count) * std::sqrt(share * (1 - share) / count + z * z / (4 * count * count));
  return {.low = std::max(0.0, middle - half), .high = std::min(1.0, middle + half)};
}

std::string card_scores(const RunDetails& run, const CardWords& words) {
  std::string text = fmt::format("## {}\n\n", words.scores);
  if (run.targets.empty()) return text + words.no_report + "\n" + validation_sentence(run, words);
  text += fill_in(words.measured_on, {with_separators(run.test)}) + "\n\n";
  text += table_of_scores(run, words);
  for (const TargetReport& target : run.targets) text += table_of_classes(target, words);
  text += validation_sentence(run, words);
  for (const TargetReport& target : run.targets) text += other_divisions(target, words);
  return text;
}

std::string card_limits(const RunDetails& run, const CardWords& words) {
  std::vector<std::string> limits;
  if (!run.warning.empty())
    limits.push_back(fill_in(words.order_leak, {markdown_text(translated(run.warning, words.language))}));
  for (const TargetReport& target : run.targets) add_limits_of(run, target, words, limits);
  if (run.test > 0 && run.test < few_examples)
    limits.push_back(fill_in(words.few_tests, {std::to_string(run.test)}));
  if (!run.skipped.empty()) limits.push_back(fill_in(words.skipped, {std::to_string(run.skipped.size())}));
  std::string ignored;
  for (const ColumnReport& column : run.columns) {
    if (column.kind == "ignored") ignored += (ignored.empty() ? "" : ", ") + markdown_text(column.name);
  }
  if (!ignored.empty()) limits.push_back(fill_in(words.ignored, {ignored}));
  limits.emplace_back(words.elsewhere);
  std::string text = fmt::format("## {}\n\n", words.limits);
  for (const std::string& limit : limits) text += fmt::format("- {}\n", limit);
  return text;
}

}  // namespace saem::runs
