// What a training run tells programs: report.json, --json and run.json.
#include <nlohmann/json.hpp>

#include "saem/backend/algorithms.h"
#include "saem/cli/data_hash.h"
#include "saem/cli/environment_json.h"
#include "saem/cli/training_run.h"

namespace saem::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string to_text(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";  // a file name need not be UTF-8
}

Json confusion_of(const ConfusionMatrix& confusion) {
  const std::span<const std::int64_t> counts = confusion.values();
  const std::size_t classes = confusion.class_names.size();
  Json rows = Json::array();
  for (std::size_t row = 0; row < classes; ++row) {
    const auto values = counts.subspan(row * classes, classes);
    rows.push_back(std::vector<std::int64_t>(values.begin(), values.end()));
  }
  return rows;
}

Json history_of(const History& history) {
  Json json = Json::object();
  for (const auto& [name, values] : history.history) json[name] = values;
  return json;
}

}  // namespace

std::string TrainingRun::status() const {
  if (!failure.empty()) return "failed";
  if (history.interrupted) return "interrupted";
  return score ? "finished" : "running";
}

std::string json_report(const TrainingRun& run) {
  const Score& score = *run.score;
  return to_text({{"data", run.facts.trained_on},
                  {"split", "test"},
                  {"examples", run.data.test.size()},
                  {"accuracy", score.classification.accuracy},
                  {"loss", score.loss},
                  {"baseline", {{"class", run.baseline.class_name}, {"accuracy", run.baseline.accuracy}}},
                  {"classification_report", Json::parse(score.classification.to_json())},
                  {"confusion_matrix",
                   {{"labels", score.confusion.class_names}, {"counts", confusion_of(score.confusion)}}},
                  {"history", history_of(run.history)},
                  {"epochs_done", run.history.epoch.size()},
                  {"steps", run.history.steps},
                  {"interrupted", run.history.interrupted},
                  {"seconds", run.seconds},
                  {"seconds_per_epoch", run.history.seconds},
                  {"seed", run.settings.seed},
                  {"settings", to_record(run.settings, run.learning_rate)},
                  {"parameters", run.model.parameter_count()},
                  {"files",
                   {{"folder", run.folder.path().string()},
                    {"model", run.folder.model().string()},
                    {"history", run.folder.history().string()},
                    {"report", run.folder.html_report().string()},
                    {"report_json", run.folder.json_report().string()},
                    {"run", run.folder.record().string()}}}});
}

std::string run_record(const TrainingRun& run) {
  Json json{{"status", run.status()},
            {"command", run.command},
            {"settings", to_record(run.settings, run.learning_rate)},
            {"saem", build_json()},
            {"machine", machine_json()},
            {"data",
             {{"name", run.facts.trained_on},
              {"fnv1a", run.data_hash},
              {"train", run.data.train.size()},
              {"validation", run.settings.validation.value_or(0) > 0 ? run.watched.size() : 0},
              {"test", run.data.test.size()},
              {"classes", run.facts.labels}}},
            {"steps", run.history.steps},
            {"epochs_done", run.history.epoch.size()},
            {"seconds", run.seconds}};
  json["algorithms"][algorithm_machine()] = algorithms_in_use();
  if (run.score) {
    json["accuracy"] = run.score->classification.accuracy;
    json["files"] = {{"model", file_hash(run.folder.model())}, {"history", file_hash(run.folder.history())}};
  }
  if (!run.failure.empty()) json["failure"] = run.failure;
  return to_text(json);
}

}  // namespace saem::cli
