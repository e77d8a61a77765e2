#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cmath>

#include "saem/runs/json_fields.h"
#include "saem/runs/report_fields.h"
#include "saem/runs/run_details.h"

namespace saem::runs {
namespace {

namespace fs = std::filesystem;

std::string time_of_writing(const fs::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return {};
  std::tm calendar{};
  const std::time_t seconds = facts.st_mtime;
  if (::gmtime_r(&seconds, &calendar) == nullptr) return {};
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", calendar);
}

void read_record(const Json& record, RunDetails& run) {
  RunSummary& s = run.summary;
  s.status = text_field(record, {"status"});
  if (s.status.empty()) s.status = "unknown";
  s.started = text_field(record, {"started"});
  s.data = text_field(record, {"data", "name"});
  s.data_hash = text_field(record, {"data", "fnv1a"});
  s.model = text_field(record, {"settings", "model"});
  s.epochs = count_field(record, {"epochs_done"});
  s.seconds = number_field(record, {"seconds"}).value_or(0);
  run.is_task = text_field(record, {"kind"}) == "task";
  run.command = text_field(record, {"command"});
  run.version = text_field(record, {"saem", "version"});
  run.commit = text_field(record, {"saem", "commit"});
  run.processor = text_field(record, {"machine", "processor"});
  run.threads = count_field(record, {"machine", "threads"});
  run.precision = text_field(record, {"settings", "precision"});
  run.source = text_field(record, {"settings", "data"});
  run.division = text_field(record, {"data", "division"});
  run.failure = text_field(record, {"failure"});
  run.train = count_field(record, {"data", "train"});
  run.validation = count_field(record, {"data", "validation"});
  run.test = count_field(record, {"data", "test"});
  run.classes = texts_field(record, {"data", "classes"});
  if (const Json* columns = find_field(record, {"data", "columns"})) run.columns = columns_in(*columns);
}

/// Nested settings by their path: "schedule.name".
void flatten(const std::string& prefix, const Json& json, RunDetails& run) {
  if (!json.is_object()) return;
  for (const auto& [key, value] : json.items()) {
    if (value.is_object()) {
      flatten(prefix + key + ".", value, run);
    } else if (!value.is_null()) {
      run.settings.emplace_back(
          prefix + key, value.is_string() ? value.get<std::string>()
                                          : value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
  }
}

/// Early stopping keeps the weights of the epoch with the lowest validation loss, other runs those of the
/// last.
std::optional<std::size_t> kept_row_of(const RunDetails& run) {
  if (run.history.rows.empty()) return std::nullopt;
  const std::string patience = run.setting("patience");
  const bool stops_early =
      run.is_task ? run.validation > 0 : !patience.empty() && patience != "0" && run.validation > 0;
  if (stops_early && run.history.has("val_loss")) return run.history.row_of_lowest("val_loss");
  return run.history.rows.size() - 1;
}

void add_history(RunDetails& run) {
  run.kept_row = kept_row_of(run);
  if (!run.kept_row) return;
  run.summary.epochs = static_cast<std::int64_t>(run.history.rows.size());
  for (std::size_t i = 0; i < run.history.names.size(); ++i) {
    const double value = run.history.rows[*run.kept_row][i];
    if (std::isfinite(value) && run.history.names[i] != "learning_rate")
      run.summary.scores[run.history.names[i]] = value;
  }
}

std::string main_score_of(const std::string& kind) {
  if (kind == "value") return "r2";
  if (kind == "labels") return "micro_f1";
  return kind == "anomaly" ? "roc_area" : "accuracy";
}

/// What the record says the main score of a target is: "accuracy", "r2"; "score" of older ones, that do not.
std::string metric_in_record(const Json& record, const std::string& column) {
  const Json* targets = find_field(record, {"targets"});
  if (targets == nullptr || !targets->is_array()) return "score";
  for (const Json& target : *targets) {
    if (text_field(target, {"column"}) == column) return main_score_of(text_field(target, {"kind"}));
  }
  return "score";
}

/// Without a report run.json may still have the main scores.
void add_scores_of_record(const Json& record, RunDetails& run) {
  if (const std::optional<double> accuracy = number_field(record, {"accuracy"}))
    run.targets.push_back({.column = {}, .is_classes = true, .scores = {{"accuracy", *accuracy}}});
  const Json* scores = find_field(record, {"scores"});
  if (scores == nullptr || !scores->is_object()) return;
  for (const auto& [column, value] : scores->items()) {
    if (!value.is_number()) continue;
    const std::string metric = (scores->size() > 1 ? column + "_" : "") + metric_in_record(record, column);
    run.summary.scores["test_" + metric] = value.get<double>();
    if (run.summary.measure.empty()) run.summary.measure = metric;
  }
}

void add_targets(RunDetails& run) {
  RunSummary& s = run.summary;
  for (const TargetReport& target : run.targets) {
    const std::string prefix = run.targets.size() > 1 ? target.column + "_" : "";
    const std::string main = prefix + target.main_metric();
    if (s.measure.empty()) s.measure = main;
    for (const auto& [name, value] : target.scores) s.scores["test_" + prefix + name] = value;
    for (const auto& [name, score] : target.baselines) {
      const auto [place, is_new] = s.scores.try_emplace("baseline_" + main, score);
      if (!is_new) place->second = std::max(place->second, score);
    }
    if (target.by_blocks) s.scores["blocks_" + main] = *target.by_blocks;
    double mean = 0;
    for (const double score : target.folds) mean += score / static_cast<double>(target.folds.size());
    if (!target.folds.empty()) s.scores["folds_" + main] = mean;
  }
}

/// What training itself said of the epoch that it kept.
void add_validation(const Json& record, RunDetails& run) {
  const Json* validation = find_field(record, {"validation"});
  if (validation == nullptr || !validation->is_object()) return;
  for (const auto& [name, value] : validation->items()) {
    if (value.is_number() && std::isfinite(value.get<double>()))
      run.summary.scores[name] = value.get<double>();
  }
}

void note_problem(RunSummary& summary, const std::string& problem) {
  if (problem.empty()) return;
  summary.problem += summary.problem.empty() ? problem : "; " + problem;
}

}  // namespace

std::optional<double> RunSummary::value(const std::string& metric) const {
  if (metric == "seconds") return seconds > 0 ? std::optional(seconds) : std::nullopt;
  if (metric == "epochs") return epochs > 0 ? std::optional(static_cast<double>(epochs)) : std::nullopt;
  const auto found = scores.find(metric);
  return found == scores.end() ? std::nullopt : std::optional(found->second);
}

std::string RunDetails::setting(const std::string& name) const {
  for (const auto& [key, value] : settings) {
    if (key == name) return value;
  }
  return {};
}

bool RunDetails::watched_test_part() const {
  return validation == 0 && (history.has("val_loss") || history.has("val_accuracy"));
}

std::string run_name(const fs::path& folder) {
  std::error_code ignored;
  const fs::path path = fs::absolute(folder, ignored).lexically_normal();
  return (path.has_filename() ? path : path.parent_path()).filename().string();  // "runs/a/", "."
}

RunDetails read_run(const fs::path& folder) {
  RunDetails run;
  run.folder = folder;
  run.summary.name = run_name(folder);
  std::string record_problem, report_problem, history_problem;
  const Json record = read_object(folder / "run.json", record_problem);
  if (record.is_null() && record_problem.empty()) record_problem = "run.json is missing";
  const Json report = read_object(folder / "report.json", report_problem);
  run.history = read_history(folder / "history.csv", history_problem);
  read_record(record, run);
  if (record.is_null()) run.summary.status = "damaged";
  if (run.summary.started.empty()) run.summary.started = time_of_writing(folder / "run.json");
  if (const Json* settings = find_field(record, {"settings"})) flatten("", *settings, run);
  if (report.is_null()) {
    add_scores_of_record(record, run);
  } else {
    read_report(report, run);
  }
  add_history(run);
  add_validation(record, run);
  add_targets(run);
  for (const std::string& problem : {record_problem, report_problem, history_problem})
    note_problem(run.summary, problem);
  return run;
}

}  // namespace saem::runs
