#include "saem/cli/task_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "saem/cli/usage_error.h"
#include "saem/core/printable.h"
#include "saem/data/line_reader.h"
#include "saem/data/tables/numbers.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using detail::with_separators;

[[noreturn]] void refuse_option(const std::string& option, const std::string& problem,
                                const std::string& advice) {
  fail<UsageError>({.place = "train: --" + option, .problem = problem, .context = "", .advice = advice});
}

bool contains_name(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

void check_loss(const TrainSettings& s, const LearningTask& task) {
  const auto is_value = [](const Target& target) { return target.kind == TargetKind::value; };
  if (!s.loss.starts_with("categorical_") || !std::ranges::all_of(task.targets, is_value)) return;
  refuse_option(
      "loss", fmt::format("{} is for classes, and '{}' is a value", s.loss, task.targets[0].column),
      "Choose mean_squared_error, mean_absolute_error or huber, or predict classes: --task classification.");
}

/// A network of convolutions over nothing but single values would be another one than its name says.
void check_network(const TrainSettings& s, const LearningTask& task) {
  if (s.network != "cnn" && s.network != "conv1d") return;
  const bool any = std::ranges::any_of(task.features, [](const Feature& f) {
    return f.kind != FeatureKind::ignored && f.kind != FeatureKind::number &&
           f.kind != FeatureKind::category && f.kind != FeatureKind::date;
  });
  if (any) return;
  refuse_option("model",
                fmt::format("{} is a network for {}, and there are none", s.network,
                            s.network == "cnn" ? "pictures" : "recordings"),
                "Choose auto, mlp or linear.");
}

void check_columns(const TaskSettings& s, const LearningTask& task) {
  for (const Target& target : task.targets) {
    if (contains_name(s.ignored, target.column) && contains_name(s.targets, target.column))
      refuse_option("ignore", fmt::format("'{}' is what is predicted", target.column),
                    "Leave one of the two out.");
    if (s.group_column() == target.column) {
      refuse_option(
          "group",
          fmt::format("'{}' is what is predicted: what is measured with would have answers that were "
                      "never learned",
                      target.column),
          "Name another column.");
    }
  }
  if (!s.normal.empty() && s.task != "anomaly")
    refuse_option("normal", "says what is usual, and is for --task anomaly",
                  "Add it, or leave --normal out.");
}

}  // namespace

void require_fitting(const TrainSettings& settings, const LearningTask& task, const Samples& samples) {
  check_loss(settings, task);
  check_network(settings, task);
  check_columns(settings.task, task);
  if (settings.task.blocks > samples.size()) {
    refuse_option("blocks",
                  fmt::format("expected at most as many blocks as the {} examples, received {}",
                              samples.size(), settings.task.blocks),
                  "Give fewer, such as 20.");
  }
}

void require_few_classes(const LearningTask& task, const Samples& samples) {
  constexpr std::size_t most = 10'000;
  for (const Target& target : task.targets) {
    if (target.classes.size() <= most) continue;
    fail<ValueError>(
        {.place = fmt::format("{}: '{}'", samples.name, detail::printable(target.column)),
         .problem = fmt::format("expected at most {} classes, received {}", with_separators(most),
                                with_separators(static_cast<std::int64_t>(target.classes.size()))),
         .context = fmt::format("{} examples", with_separators(samples.size())),
         .advice = "If it names the rows, choose another column with --target; if rare names are "
                   "not needed, give them one name."});
  }
}

void require_known_classes(const Answers& answers, const Samples& samples) {
  const UnseenClasses unseen = answers.unseen(samples);
  if (unseen.examples == 0) return;
  fail<ValueError>({.place = fmt::format("{}: '{}'", samples.name, detail::printable(answers.column())),
                    .problem = fmt::format("{} examples have classes that the model has not learned",
                                           with_separators(unseen.examples)),
                    .context = detail::in_quotes(unseen.names.front()),
                    .advice = "Leave them out, or begin anew without --from."});
}

void fit_batch_size(TrainSettings& s, std::int64_t n) {
  if (s.batch_size <= n) return;
  if (std::ranges::find(s.given, "batch-size") == s.given.end()) {
    s.batch_size = n;
    return;
  }
  fail<UsageError>({.place = "train: --batch-size",
                    .problem = fmt::format("a batch of {} is larger than the training data, {} examples",
                                           with_separators(s.batch_size), with_separators(n)),
                    .context = "",
                    .advice = fmt::format("Use --batch-size {} or less.", n)});
}

std::vector<std::string> unseen_classes(const LearningTask& task, const Samples& samples,
                                        const Split& split) {
  std::vector<std::string> sentences;
  for (const Target& target : task.targets) {
    if (target.kind != TargetKind::classes) continue;
    const auto* texts = std::get_if<TextColumn>(&samples.column(target.column).values);
    if (texts == nullptr) continue;
    std::set<std::string_view> seen, unseen;
    for (const std::int64_t i : split.train) seen.insert((*texts)[i]);
    for (std::int64_t i = 0; i < texts->size(); ++i) {
      if (!is_missing_text((*texts)[i]) && !seen.contains((*texts)[i])) unseen.insert((*texts)[i]);
    }
    if (unseen.empty()) continue;
    constexpr std::size_t shown = 5;
    std::string names;
    std::size_t n = 0;
    for (const std::string_view name : unseen) {
      if (n++ == shown) break;
      names += (names.empty() ? "" : ", ") + detail::in_quotes(name);
    }
    sentences.push_back(fmt::format("warning: {} of '{}' {} not in the training part: {}{}",
                                    unseen.size() == 1 ? "a class" : fmt::format("{} classes", unseen.size()),
                                    target.column, unseen.size() == 1 ? "is" : "are", names,
                                    unseen.size() > shown ? ", …" : ""));
  }
  return sentences;
}

std::vector<std::string> shared_groups(const TaskSettings& settings, const Samples& samples,
                                       const Split& split) {
  const int column = settings.group_column().empty() ? -1 : samples.find(settings.group_column());
  if (column < 0) return {};
  const auto* texts = std::get_if<TextColumn>(&samples.columns[static_cast<std::size_t>(column)].values);
  if (texts == nullptr) return {};
  std::set<std::string_view> learned, measured;
  for (const auto* part : {&split.train, &split.validation})
    for (const std::int64_t i : *part) learned.insert((*texts)[i]);
  for (const std::int64_t i : split.test) measured.insert((*texts)[i]);
  const auto shared =
      std::ranges::count_if(measured, [&](std::string_view value) { return learned.contains(value); });
  if (shared == 0) return {};
  return {
      fmt::format("warning: {} of {} values of '{}' in the test part {} in the training part too, as the "
                  "data are divided: --parts ignore divides anew, and keeps them apart",
                  shared, measured.size(), settings.group_column(), shared == 1 ? "is" : "are")};
}

}  // namespace saem::cli
