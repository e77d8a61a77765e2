// What a training run on a task tells programs: report.json, --json and run.json.
#include <nlohmann/json.hpp>

#include "saem/backend/algorithms.h"
#include "saem/cli/data_hash.h"
#include "saem/cli/environment_json.h"
#include "saem/cli/task_run.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string text_of(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json score_of(const TaskRun& run, std::size_t t) {
  const TargetScore& s = run.scores[t];
  Json json{{"target", s.column}, {"kind", std::string(name(s.kind))}};
  if (s.kind == TargetKind::classes) {
    json["accuracy"] = s.classification.accuracy;
    json["loss"] = s.loss;
    json["classification_report"] = Json::parse(s.classification.to_json());
    Json rows = Json::array();
    const std::size_t classes = s.confusion.class_names.size();
    for (std::size_t row = 0; row < classes; ++row) {
      const auto counts = s.confusion.values().subspan(row * classes, classes);
      rows.push_back(std::vector<std::int64_t>(counts.begin(), counts.end()));
    }
    json["confusion_matrix"] = {{"labels", s.confusion.class_names}, {"counts", rows}};
  } else {
    json["r2"] = s.values.r2;
    json["mean_absolute_error"] = s.values.mean_absolute_error;
    json["root_mean_squared_error"] = s.values.root_mean_squared_error;
  }
  json["baselines"] = Json::array();
  for (const TaskBaseline& b : run.baselines[t])
    json["baselines"].push_back({{"name", b.name}, {"score", b.score}});
  if (!run.block_scores.empty()) json["by_blocks"] = run.block_scores[t];
  if (!run.fold_scores.empty()) json["folds"] = run.fold_scores[t];
  return json;
}

Json columns_of(const LearningTask& task) {
  Json json = Json::array();
  for (const Feature& f : task.features)
    json.push_back({{"column", f.column}, {"kind", std::string(name(f.kind))}, {"reason", f.reason}});
  return json;
}

Json settings_of(const TaskRun& run) {
  return {{"data", run.settings.data},
          {"model", run.options.network.network},
          {"ensemble", run.options.members},
          {"epochs", run.options.epochs},
          {"batch_size", run.options.batch_size},
          {"learning_rate", run.options.learning_rate},
          {"patience", run.options.patience},
          {"class_weight", run.settings.class_weight},
          {"time_budget", run.options.time_budget},
          {"seed", run.settings.seed},
          {"group", run.settings.task.group},
          {"time", run.settings.task.time},
          {"folds", run.settings.task.folds}};
}

}  // namespace

std::string json_report(const TaskRun& run) {
  Json json{{"data", run.data_name}, {"split", "test"}, {"examples", run.split.test.size()}};
  json["targets"] = Json::array();
  for (std::size_t t = 0; t < run.scores.size(); ++t) json["targets"].push_back(score_of(run, t));
  json["columns"] = columns_of(run.task);
  json["division"] = run.split.description;
  json["histories"] = Json::array();
  for (const History& h : run.result->histories) {
    Json history = Json::object();
    for (const auto& [name, values] : h.history) history[name] = values;
    json["histories"].push_back(history);
  }
  if (run.leak.found) json["warning"] = run.leak.sentence;
  json["interrupted"] = run.interrupted();
  json["seconds"] = run.seconds;
  json["settings"] = settings_of(run);
  json["parameters"] = run.result->trained.model().parameter_count();
  json["skipped"] = run.skipped;
  json["files"] = {{"folder", run.folder.path().string()},
                   {"model", run.folder.model().string()},
                   {"history", run.folder.history().string()},
                   {"report_json", run.folder.json_report().string()},
                   {"run", run.folder.record().string()}};
  if (run.scores[0].kind == TargetKind::classes) json["files"]["report"] = run.folder.html_report().string();
  return text_of(json);
}

std::string run_record(const TaskRun& run, const std::string& status) {
  Json json{{"status", status},
            {"kind", "task"},
            {"command", run.command},
            {"settings", settings_of(run)},
            {"saem", build_json()},
            {"machine", machine_json()},
            {"data",
             {{"name", run.data_name},
              {"fnv1a", run.data_hash},
              {"train", run.split.train.size()},
              {"validation", run.split.validation.size()},
              {"test", run.split.test.size()},
              {"division", run.split.description},
              {"columns", columns_of(run.task)}}},
            {"seconds", run.seconds}};
  json["algorithms"][algorithm_machine()] = algorithms_in_use();
  if (!run.scores.empty()) {
    json["scores"] = Json::object();
    for (const TargetScore& s : run.scores) json["scores"][s.column] = s.main();
    json["files"] = {{"model", file_hash(run.folder.model())}, {"history", file_hash(run.folder.history())}};
  }
  return text_of(json);
}

}  // namespace saem::cli
