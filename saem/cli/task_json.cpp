// What a training run on a task tells programs: report.json, --json and run.json.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "saem/backend/algorithms.h"
#include "saem/cli/data_hash.h"
#include "saem/cli/environment_json.h"
#include "saem/cli/task_run.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

/// The record is written often; report.json has all columns.
constexpr std::size_t most_columns_in_record = 2'000;

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json score_of(const TaskRun& run, std::size_t t) {
  Json json = to_json(run.reports[t]);
  if (run.scores[t].without_answer > 0) json["without_answer"] = run.scores[t].without_answer;
  if (!run.block_scores.empty()) json["by_blocks"] = run.block_scores[t];
  return json;
}

Json columns_of(const LearningTask& task, std::size_t most) {
  Json json = Json::array();
  for (const Feature& f : std::span(task.features).first(std::min(most, task.features.size())))
    json.push_back({{"column", f.column}, {"kind", std::string(name(f.kind))}, {"reason", f.reason}});
  return json;
}

Json history_of(const History& history) {
  Json json = Json::object();
  for (const auto& [name, values] : history.history) json[name] = values;
  return json;
}

/// What was measured on the validation part at the epoch whose weights were kept.
Json validation_of(const TaskRun& run) {
  Json json = Json::object();
  const std::int64_t epoch = run.watches_test ? -1 : run.kept_epoch();
  if (epoch < 0) return json;
  for (const auto& [name, values] : run.histories.front().history) {
    const auto at = static_cast<std::size_t>(epoch);
    if (name.starts_with("val_") && at < values.size()) json[name] = values[at];
  }
  return json;
}

}  // namespace

std::string json_report(const TaskRun& run) {
  Json json{{"data", run.data_name}, {"split", "test"}, {"examples", run.split.test.size()}};
  const Json first = score_of(run, 0);
  for (const char* key : headline_scores) {  // of the first target, also by themselves
    if (first.contains(key)) json[key] = first[key];
  }
  json["targets"] = Json::array();
  for (std::size_t t = 0; t < run.scores.size(); ++t) json["targets"].push_back(score_of(run, t));
  json["columns"] = columns_of(run.task, run.task.features.size());
  json["division"] = run.split.description;
  if (!run.histories.empty()) json["history"] = history_of(run.histories.front());
  json["histories"] = Json::array();
  for (const History& h : run.histories) json["histories"].push_back(history_of(h));
  if (!run.leak.sentence.empty()) json["warning"] = run.leak.sentence;
  json["epochs_done"] = run.epochs_done();
  json["steps"] = run.steps();
  json["interrupted"] = run.interrupted();
  json["seconds"] = run.seconds;
  json["seconds_per_epoch"] = run.histories.empty() ? std::vector<double>{} : run.histories.front().seconds;
  json["seconds_waiting_for_data"] =
      run.histories.empty() ? std::vector<double>{} : run.histories.front().waiting_seconds;
  json["seed"] = run.settings.seed;
  json["settings"] = to_record(run.settings, run.learning_rate);
  json["parameters"] = run.result->trained.model().parameter_count();
  json["skipped"] = run.skipped;
  json["files"] = {{"folder", run.folder.path().string()},
                   {"model", run.folder.model().string()},
                   {"history", run.folder.history().string()},
                   {"report", run.folder.html_report().string()},
                   {"report_json", run.folder.json_report().string()},
                   {"run", run.folder.record().string()}};
  return text_of(json);
}

std::string run_record(const TaskRun& run) {
  Json json{{"status", run.status()},
            {"kind", "task"},
            {"started", run.started},
            {"command", run.command},
            {"settings", to_record(run.settings, run.learning_rate)},
            {"saem", build_json()},
            {"machine", machine_json()},
            {"data",
             {{"name", run.data_name},
              {"fnv1a", run.data_hash},
              {"examples", run.examples},
              {"train", run.split.train.size()},
              {"validation", run.split.validation.size()},
              {"test", run.split.test.size()},
              {"division", run.split.description},
              {"columns", columns_of(run.task, most_columns_in_record)},
              {"columns_in_all", run.task.features.size()}}},
            {"steps", run.steps()},
            {"epochs_done", run.epochs_done()},
            {"seconds", run.seconds}};
  json["targets"] = Json::array();
  for (const Target& t : run.task.targets)
    json["targets"].push_back({{"column", t.column}, {"kind", std::string(name(t.kind))}});
  json["validation"] = validation_of(run);
  json["algorithms"][algorithm_machine()] = algorithms_in_use();
  if (!run.scores.empty()) {
    json["scores"] = Json::object();
    for (const TargetScore& s : run.scores) json["scores"][s.column] = s.main();
  }
  for (std::size_t t = 0; t < run.fold_scores.size(); ++t)
    json["folds"][run.task.targets[t].column] = run.fold_scores[t];
  if (!run.scores.empty() || run.status() == "finished") {  // measured or not
    json["files"] = {{"model", file_hash(run.folder.model())}, {"history", file_hash(run.folder.history())}};
  }
  if (!run.failure.empty()) json["failure"] = run.failure;
  return text_of(json);
}

}  // namespace saem::cli
