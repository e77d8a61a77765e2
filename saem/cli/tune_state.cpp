#include "saem/cli/tune_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <tuple>

#include "saem/cli/version.h"
#include "saem/core/atomic_file.h"
#include "saem/core/error.h"
#include "saem/core/parse_json.h"

namespace saem::cli {
namespace {

using TuneJson = nlohmann::ordered_json;

TuneJson trial_json(const Trial& trial, const std::string& metric) {
  TuneJson json{{"configuration", trial.step.configuration}, {"epochs", trial.step.epochs}};
  json["options"] = TuneJson::array();
  for (const auto& [option, word] : trial.configuration) json["options"].push_back({option, word});
  json["status"] = trial.failure.empty() ? "finished" : trial.was_killed ? "killed" : "failed";
  if (const auto value = trial.values.find(metric); value != trial.values.end())
    json["value"] = value->second;
  json["validation"] = trial.values;
  if (!trial.failure.empty()) json["failure"] = trial.failure;
  json["seconds"] = trial.seconds;
  json["folder"] = trial.folder;
  return json;
}

Trial trial_from(const TuneJson& json) {
  Trial trial{.step = {json.at("configuration"), json.at("epochs")},
              .configuration = {},
              .folder = json.at("folder"),
              .values = json.at("validation"),
              .failure = json.value("failure", ""),
              .seconds = json.at("seconds"),
              .was_killed = json.at("status") == "killed"};
  for (const TuneJson& option : json.at("options"))
    trial.configuration.emplace_back(option.at(0), option.at(1));
  return trial;
}

/// Of a trial, so that less is better; none if it failed.
std::optional<double> loss_of(const Trial& trial, const TuneState& state) {
  const auto value = trial.values.find(state.metric);
  if (!trial.failure.empty() || value == trial.values.end()) return {};
  return state.smaller_is_better ? value->second : -value->second;
}

std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  while (true) {
    const std::size_t end = line.find(',');
    cells.emplace_back(line.substr(0, end));
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

/// The line of a history with the lowest val_loss.
std::map<std::string, double> best_line(const std::string& text) {
  std::map<std::string, double> best;
  std::vector<std::string> names;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::vector<std::string> cells = cells_of(std::string_view(text).substr(at, end - at));
    at = end + 1;
    if (names.empty()) {
      names = cells;
      continue;
    }
    std::map<std::string, double> values;
    for (std::size_t i = 0; i < std::min(cells.size(), names.size()); ++i) {
      char* rest = nullptr;
      const double value = std::strtod(cells[i].c_str(), &rest);
      if (names[i].starts_with("val_") && rest != cells[i].c_str() && std::isfinite(value))
        values[names[i]] = value;
    }
    if (values.contains("val_loss") && (best.empty() || values["val_loss"] < best["val_loss"]))
      best = std::move(values);
  }
  return best;
}

}  // namespace

std::vector<SearchResult> TuneState::results() const {
  std::vector<SearchResult> all;
  for (const Trial& trial : trials) all.push_back({trial.step, loss_of(trial, *this)});
  return all;
}

std::optional<std::size_t> TuneState::best_trial() const {
  std::optional<std::size_t> first;
  const auto order = [&](std::size_t i) {
    return std::tuple(*loss_of(trials[i], *this), trials[i].step.configuration, trials[i].step.epochs);
  };
  for (std::size_t i = 0; i < trials.size(); ++i) {
    if (loss_of(trials[i], *this) && (!first || order(i) < order(*first))) first = i;
  }
  return first;
}

std::vector<Trial> TuneState::ranking() const {
  std::vector<Trial> sorted = trials;
  std::ranges::sort(sorted, {}, [&](const Trial& t) {
    const std::optional<double> loss = loss_of(t, *this);
    return std::tuple(!loss.has_value(), loss.value_or(0), t.step.configuration, t.step.epochs);
  });
  return sorted;
}

std::string to_json_text(const TuneState& state) {
  TuneJson json{{"saem", std::string(version_number())},
                {"status", state.status},
                {"command", state.command},
                {"method", state.method},
                {"metric", state.metric},
                {"direction", state.smaller_is_better ? "min" : "max"},
                {"seed", state.seed}};
  json["trials"] = TuneJson::array();
  for (const Trial& trial : state.trials) json["trials"].push_back(trial_json(trial, state.metric));
  json["best"] = state.best ? trial_json(*state.best, state.metric) : TuneJson(nullptr);
  return json.dump(2, ' ', false, TuneJson::error_handler_t::replace) + "\n";
}

TuneState read_tune_state(const std::filesystem::path& file) {
  constexpr std::size_t limit = std::size_t{1} << 28;
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    fail<FileError>({file.parent_path().string(),
                     "is not the folder of a search: there is no tune.json in it", "",
                     "Begin one with saem tune DATA --out DIR."});
  }
  try {
    const auto json = parse_json<TuneJson>(read_file(file, limit));
    TuneState state{.status = json.at("status"),
                    .command = json.at("command"),
                    .method = json.at("method"),
                    .metric = json.at("metric"),
                    .seed = json.at("seed"),
                    .smaller_is_better = json.at("direction") == "min",
                    .trials = {},
                    .best = {}};
    for (const TuneJson& trial : json.at("trials")) state.trials.push_back(trial_from(trial));
    if (!json.at("best").is_null()) state.best = trial_from(json.at("best"));
    return state;
  } catch (const TuneJson::exception& error) {
    fail<FileError>({file.string(), fmt::format("is not what saem tune writes ({})", error.what()), "",
                     "It may be damaged, or of another version of saem: begin anew in another folder."});
  }
}

std::map<std::string, double> validation_values(const std::filesystem::path& run) {
  constexpr std::size_t limit = std::size_t{1} << 26;
  const auto record = parse_json(read_file(run / "run.json", limit));
  std::map<std::string, double> values;
  if (record.is_object() && record.contains("validation") && record["validation"].is_object()) {
    for (const auto& [name, value] : record["validation"].items()) {
      if (value.is_number()) values[name] = value.get<double>();
    }
  }
  if (values.empty()) values = best_line(read_file(run / "history.csv", limit));
  return values;
}

}  // namespace saem::cli
