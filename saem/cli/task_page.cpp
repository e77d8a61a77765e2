// The page of a training run that a person reads.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "saem/cli/machine.h"
#include "saem/cli/output.h"
#include "saem/cli/task_run.h"
#include "saem/cli/version.h"
#include "saem/core/format_bytes.h"
#include "saem/core/parallel.h"
#include "saem/report/run_report.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using detail::with_separators;
using Pairs = RunReport::Pairs;

Pairs describe_settings(const TaskRun& run) {
  const TrainSettings& s = run.settings;
  const TaskTrainingOptions& o = run.training->options();
  Pairs pairs{{"model", fmt::format("{}, {} parameters", s.network,
                                    with_separators(run.result->trained.model().parameter_count()))},
              {"loss", describe_loss(run)},
              {"optimizer", describe_optimizer(run)},
              {"epochs", fmt::format("{} of {}", run.epochs_done(), o.epochs)},
              {"batch size", std::to_string(o.batch_size)},
              {"precision", s.precision},
              {"seed", std::to_string(s.seed)},
              {"patience", o.patience == 0 ? std::string("all epochs are done") : std::to_string(o.patience)},
              {"time to train", fmt::format("{:.1f} s", run.seconds)}};
  if (o.members > 1) pairs.emplace_back("networks", std::to_string(o.members));
  if (!s.augmentation.empty())
    pairs.emplace_back("augmentation", fmt::format("{}", fmt::join(s.augmentation, ", ")));
  if (s.memory_budget > 0) pairs.emplace_back("memory budget", format_bytes(s.memory_budget));
  if (run.interrupted())
    pairs.emplace_back("interrupted", fmt::format("after {} steps", with_separators(run.steps())));
  return pairs;
}

Pairs describe_environment(const TaskRun& run) {
  return {{"saem", std::string(version_number())},
          {"processor", fmt::format("{} ({})", processor_name(), vector_instructions())},
          {"threads", std::to_string(thread_count())},
          {"compiler", compiler()},
          {"commit", std::string(commit().empty() ? "unknown" : commit())},
          {"data (FNV-1a)", run.data_hash}};
}

std::vector<ReportColumn> report_columns(const LearningTask& task, const Inputs& inputs) {
  std::vector<ReportColumn> columns;
  for (const Target& t : task.targets)
    columns.push_back(
        {.name = t.column, .kind = std::string(name(t.kind)), .reason = t.reason, .answer = true});
  for (const Feature& f : task.features)
    columns.push_back({.name = f.column, .kind = std::string(name(f.kind)), .reason = f.reason});
  std::unordered_map<std::string_view, const Encoder*> encoders;
  for (const Inputs::Column& input : inputs.columns()) encoders.emplace(input.name, input.encoder.get());
  for (ReportColumn& column : columns) {
    const auto encoder = encoders.find(column.name);
    if (!column.answer && encoder != encoders.end()) column.input = encoder->second->describe();
  }
  return columns;
}

/// What the examples are, if they are something of one kind.
std::string items_of(const LearningTask& task) {
  std::vector<FeatureKind> kinds;
  for (const Feature& f : task.features) {
    if (f.kind != FeatureKind::ignored) kinds.push_back(f.kind);
  }
  if (kinds.size() != 1) return "";
  if (kinds[0] == FeatureKind::picture) return "pictures";
  if (kinds[0] == FeatureKind::series) return "recordings";
  if (kinds[0] == FeatureKind::sound) return "sounds";
  return kinds[0] == FeatureKind::text ? "texts" : "";
}

/// "titanic.csv: Survived, Fare"; of pictures in IDX files what learned from them.
std::string title_of(const TaskRun& run) {
  std::vector<std::string> columns;
  for (const Target& t : run.task.targets) columns.push_back(t.column);
  return fmt::format("{}: {}", run.data_name,
                     run.facts ? run.settings.network : fmt::format("{}", fmt::join(columns, ", ")));
}

}  // namespace

std::string html_report(const TaskRun& run) {
  const auto part = [](const std::vector<std::int64_t>& rows) {
    return static_cast<std::int64_t>(rows.size());
  };
  RunReport page;
  page.language = run.settings.language == "ko" ? Language::korean : Language::english;
  page.title = title_of(run);
  page.interrupted = run.interrupted();
  page.command = run.command;
  page.data_name = run.data_name;
  page.data_hash = run.data_hash;
  page.items = items_of(run.task);
  page.notes = run.data_notes;
  page.skipped = run.skipped;
  page.columns = report_columns(run.task, run.result->trained.inputs());
  page.division = run.split.description;
  page.parts = {{"train", part(run.split.train)},
                {"validation", part(run.split.validation)},
                {"test", part(run.split.test)}};
  std::erase_if(page.parts, [](const auto& p) { return p.second == 0; });
  if (!run.leak.sentence.empty()) page.warnings.push_back(run.leak.sentence);
  for (const History& h : run.histories) page.histories.push_back(h.history);
  page.model_summary = run.result->trained.model().summary();
  page.settings = describe_settings(run);
  page.environment = describe_environment(run);
  page.targets = run.reports;
  return page.to_html();
}

}  // namespace saem::cli
