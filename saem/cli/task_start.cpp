// What a training run says before it begins.
#include <fmt/format.h>

#include <algorithm>

#include "saem/cli/machine.h"
#include "saem/cli/output.h"
#include "saem/cli/task_run.h"
#include "saem/core/available_memory.h"
#include "saem/core/format_bytes.h"
#include "saem/core/parallel.h"
#include "saem/core/printable.h"
#include "saem/report/text.h"
#include "saem/runs/shell_argument.h"

namespace saem::cli {
namespace {

using detail::with_separators;

constexpr std::size_t features_shown = 30;

std::string first_names(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 10;
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), shown));
  return detail::printable(
      fmt::format("{}{}", fmt::join(names.begin(), end, ", "), names.size() > shown ? ", …" : ""));
}

std::string_view describe_schedule(const TaskRun& run) {
  const std::string& schedule = run.settings.schedule;
  const bool by_loss = run.training->options().patience > 0;
  if (schedule.empty() && by_loss) return "falling when the validation loss does not";
  if (schedule.empty() || schedule == "cooldown") return "falling to 0 in the second half";
  if (schedule == "cosine") return "falling to 0 by half a cosine";
  return schedule;
}

std::string describe_columns(const LearningTask& task) {
  std::string lines;
  for (std::size_t i = 0; i < task.features.size() && i < features_shown; ++i) {
    const Feature& f = task.features[i];
    lines += fmt::format("\n  {}  {}{}{}", detail::pad_right(detail::printable(f.column), 24), name(f.kind),
                         f.reason.empty() ? "" : ": ", f.reason);
  }
  if (task.features.size() > features_shown)
    lines += fmt::format("\n  … and {} more", task.features.size() - features_shown);
  return lines;
}

std::string describe_data(const TaskRun& run) {
  if (!run.facts) return fmt::format("{}: {}", run.data_name, detail::counted(run.examples, "example"));
  const std::vector<std::string>& labels = run.facts->labels;
  return fmt::format("{}: {} pictures, {}, in {} classes ({})", run.data_name, with_separators(run.examples),
                     run.facts->preprocessing->describe(), labels.size(), first_names(labels));
}

std::string describe_split(const TaskRun& run) {
  if (!run.watches_test) return run.split.description;
  return fmt::format(
      "train {} · test {}, as the dataset gives them; the test examples are looked at after "
      "each epoch, never learned from",
      with_separators(static_cast<std::int64_t>(run.split.train.size())),
      with_separators(static_cast<std::int64_t>(run.split.test.size())));
}

std::string describe_epochs(const TaskRun& run) {
  const TaskTrainingOptions& o = run.training->options();
  const auto n = static_cast<std::int64_t>(run.split.train.size());
  return fmt::format("{}{} of {}", o.patience > 0 ? "at most " : "", detail::counted(o.epochs, "epoch"),
                     detail::counted((n + o.batch_size - 1) / o.batch_size, "step"));
}

std::string usual_loss(TargetKind kind) {
  if (kind == TargetKind::classes) return "categorical cross-entropy";
  return kind == TargetKind::labels ? "binary cross-entropy" : "mean squared error";
}

/// --loss is of classes, and some of values; other answers have their own.
bool takes_loss(TargetKind kind, const std::string& loss) {
  const bool is_of_values = loss == "mean_squared_error" || loss == "mean_absolute_error" || loss == "huber";
  return !loss.empty() && (kind == TargetKind::classes || (kind == TargetKind::value && is_of_values));
}

}  // namespace

std::string describe_loss(const TaskRun& run) {
  const TrainSettings& s = run.settings;
  std::vector<std::string> losses;
  for (const Target& t : run.task.targets) {
    std::string loss = usual_loss(t.kind);
    if (takes_loss(t.kind, s.loss)) loss = s.loss == "categorical_crossentropy" ? usual_loss(t.kind) : s.loss;
    std::ranges::replace(loss, '_', ' ');
    if (std::ranges::find(losses, loss) == losses.end()) losses.push_back(loss);
  }
  std::string text = fmt::format("{}", fmt::join(losses, ", "));
  if (s.label_smoothing) text += fmt::format(", labels smoothed by {:g}", *s.label_smoothing);
  if (s.class_weight == "balanced") text += ", classes balanced";
  return text;
}

std::string describe_optimizer(const TaskRun& run) {
  const TrainSettings& s = run.settings;
  std::string text =
      fmt::format("{}, learning rate {:g} ({})", s.optimizer, run.learning_rate, describe_schedule(run));
  const auto add = [&](std::string_view name, const std::optional<double>& value) {
    if (value) text += fmt::format(", {} {:g}", name, *value);
  };
  add("warm-up epochs", s.warmup_epochs);
  add("momentum", s.momentum);
  if (s.nesterov) text += ", nesterov";
  add("weight decay", s.weight_decay);
  add("clipnorm", s.clipnorm);
  add("clipvalue", s.clipvalue);
  add("global clipnorm", s.global_clipnorm);
  add("average of the weights", s.ema);
  if (s.accumulate > 1) text += fmt::format(", {} batches per step", s.accumulate);
  return text;
}

std::string command_line(Words words) {
  std::string text = "saem train";
  for (const std::string& word : words) text += " " + runs::shell_argument(word);
  return text;
}

void describe_start(const Log& log, const TaskRun& run) {
  const TrainSettings& s = run.settings;
  const TaskTrainingOptions& o = run.training->options();
  log.fact("data", describe_data(run));
  for (const std::string& note : run.data_notes) log.line("         " + note);
  for (const std::string& skipped : run.skipped) log.line("skipped  " + skipped);
  if (!run.facts) {
    for (const Target& t : run.task.targets)
      log.fact("target", fmt::format("{} ({}), {}", detail::printable(t.column), name(t.kind), t.reason));
    log.fact("columns", "learned from; otherwise with --kind COLUMN=KIND or --ignore COLUMN" +
                            describe_columns(run.task));
  }
  log.fact("split", describe_split(run));
  if (!run.leak.sentence.empty()) log.line("warning: " + run.leak.sentence + run.leak.advice());
  log.fact("model", fmt::format("{}, {} parameters{}", s.network,
                                with_separators(run.training->model().parameter_count()),
                                o.members > 1 ? fmt::format(", {} networks", o.members) : ""));
  if (!s.augmentation.empty())
    log.fact("augment", fmt::format("{}, while learning", fmt::join(s.augmentation, ", ")));
  if (run.memory)
    log.fact("memory", fmt::format("{}; {} available", run.memory->to_string(),
                                   format_bytes(available_memory().bytes)));
  log.fact("machine", fmt::format("{} thread{} · {}", thread_count(), thread_count() == 1 ? "" : "s",
                                  vector_instructions()));
  log.fact("settings", fmt::format("{} · batch size {} · {} · {} · {} · seed {}{}", describe_epochs(run),
                                   o.batch_size, describe_optimizer(run), describe_loss(run), s.precision,
                                   s.seed, s.deterministic ? " · deterministic" : ""));
  if (s.find_learning_rate)
    log.fact("rate", fmt::format("{:.3g}, where the loss fell most steeply of {} rates that were tried",
                                 run.learning_rate, run.training->tried_rates().rates.size()));
  if (!s.from.empty()) log.fact("from", s.from);
  if (o.patience > 0)
    log.fact("patience", fmt::format("{} epoch{} without a better validation loss; the best weights are kept",
                                     o.patience, o.patience == 1 ? "" : "s"));
  if (s.memory_budget > 0)
    log.fact("budget",
             fmt::format("{} for the intermediate values of a step", format_bytes(s.memory_budget)));
  log.fact("folder", run.folder.path().string());
  log.line();
}

}  // namespace saem::cli
