#include "saem/cli/runs_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <ctime>

#include "saem/cli/usage_error.h"
#include "saem/runs/run_metrics.h"

namespace saem::cli {

void declare_folder(Arguments& arguments, RunsSettings& s) {
  arguments.text("in", s.folder, {"DIR", "the folder that the runs are in (default: runs)"});
}

void declare_json(Arguments& arguments, RunsSettings& s) {
  arguments.flag("json", s.json, "one JSON object on stdout instead of text");
}

void declare_mode(Arguments& arguments, std::string& mode) {
  arguments.choice("mode", mode, {"auto", "max", "min"},
                   {"MODE",
                    "which value is the best: max, the largest; min, the smallest; auto, what the metric is "
                    "made for (default: auto)"});
}

std::string score_in_table(double score) {
  return std::abs(score) < 100 ? fmt::format("{:.4f}", score) : fmt::format("{:.6g}", score);
}

std::string main_score(const runs::RunSummary& run, const std::string& prefix) {
  std::string measure = run.measure.empty() ? "accuracy" : run.measure;
  std::optional<double> value = run.value(prefix + measure);
  if (!value) {  // what is watched may be another
    measure = "loss";
    value = run.value(prefix + measure);
  }
  return value ? fmt::format("{} {}", measure == "r2" ? "R²" : measure, score_in_table(*value))
               : std::string();
}

std::string time_in_words(double seconds) {
  if (seconds <= 0) return {};
  if (seconds < 100) return fmt::format("{:.1f} s", seconds);
  const auto minutes = static_cast<std::int64_t>(std::lround(seconds / 60));
  if (minutes < 100) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string local_time(const std::string& utc) {
  std::tm calendar{};
  if (::strptime(utc.c_str(), "%Y-%m-%dT%H:%M:%S", &calendar) == nullptr) return utc;
  const std::time_t seconds = ::timegm(&calendar);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return utc;
  return fmt::format("{:%Y-%m-%d %H:%M}", local);
}

nlohmann::ordered_json summary_json(const runs::RunSummary& run) {
  nlohmann::ordered_json json{{"name", run.name}, {"status", run.status}};
  if (!run.problem.empty()) json["problem"] = run.problem;
  json["started"] = run.started;
  json["data"] = {{"name", run.data}, {"fnv1a", run.data_hash}};
  json["model"] = run.model;
  json["epochs"] = run.epochs;
  json["seconds"] = run.seconds;
  json["scores"] = nlohmann::ordered_json::object();
  for (const auto& [name, value] : run.scores) json["scores"][name] = value;
  return json;
}

std::string json_output(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

void require_score(const std::string& option, const std::string& score,
                   std::span<const runs::RunSummary> runs) {
  const std::vector<std::string> known = runs::scores_of(runs);
  for (const std::string& name : known) {
    if (name == score) return;
  }
  fail<UsageError>({.place = option,
                    .problem = score.empty() ? "is missing" : fmt::format("no run here has a '{}'", score),
                    .context = known.empty() ? std::string("none of the runs has a score")
                                             : fmt::format("there are {}", fmt::join(known, ", ")),
                    .advice = suggestion(score, known, "Name one of those.")});
}

std::string direction_for(const std::string& option, const std::string& score, const std::string& mode) {
  const std::string direction = mode == "auto" ? runs::direction_of(score) : mode;
  if (!direction.empty()) return direction;
  fail<UsageError>(
      {.place = option,
       .problem = fmt::format("whether a larger or a smaller '{}' is better is not known", score),
       .context = "",
       .advice = "Say --mode max or --mode min."});
}

}  // namespace saem::cli
