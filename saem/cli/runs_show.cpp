#include <fmt/format.h>

#include <algorithm>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/runs_text.h"
#include "saem/cli/text_table.h"
#include "saem/core/format_bytes.h"
#include "saem/core/printable.h"
#include "saem/report/text.h"
#include "saem/runs/shell_argument.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

struct ShowSettings : RunsSettings {
  std::string run;
};

void declare(Arguments& arguments, ShowSettings& s) {
  arguments.word(s.run, {"RUN", "the run's folder, or its name in runs/"});
  declare_folder(arguments, s);
  declare_json(arguments, s);
}

/// The files in the run's folder, folders among them with a slash, and their sizes.
std::vector<std::pair<std::string, std::uintmax_t>> files_in(const fs::path& folder) {
  std::vector<std::pair<std::string, std::uintmax_t>> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    const bool is_folder = entry->is_directory(ignored);
    const std::uintmax_t size = is_folder ? 0 : entry->file_size(ignored);
    files.emplace_back(entry->path().filename().string() + (is_folder ? "/" : ""), ignored ? 0 : size);
  }
  std::ranges::sort(files);
  return files;
}

std::string parts_of(const runs::RunDetails& run) {
  if (run.train == 0 && run.test == 0) return run.division;
  if (!run.division.empty()) return run.division;
  const auto number = [](std::int64_t n) { return saem::detail::with_separators(n); };
  return fmt::format("train {}{} · test {}", number(run.train),
                     run.validation > 0 ? " · validation " + number(run.validation) : "", number(run.test));
}

std::string facts_of(const runs::RunDetails& run) {
  const runs::RunSummary& s = run.summary;
  TextTable facts({"", ""});
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) facts.add({name, value});
  };
  add("status", s.status + (run.failure.empty() ? "" : ": " + run.failure));
  add("damaged", s.problem);
  add("started", local_time(s.started));
  add("command", run.command);
  add("data", s.data + (s.data_hash.empty() ? "" : fmt::format(" (FNV-1a {})", s.data_hash)));
  add("split", parts_of(run));
  add("model", s.model + (run.parameters > 0
                              ? fmt::format(", {} parameters", saem::detail::with_separators(run.parameters))
                              : ""));
  add("epochs", s.epochs > 0 ? std::to_string(s.epochs) : "");
  add("time", time_in_words(s.seconds));
  add("saem", run.version + (run.commit.empty() ? "" : fmt::format(" ({})", run.commit)));
  add("machine", run.processor + (run.threads > 0 ? fmt::format(", {} threads", run.threads) : ""));
  add("warning", run.warning);
  return facts.to_string();
}

std::string scores_as_text(const runs::RunDetails& run) {
  TextTable scores({"score", " value", ""});
  for (const auto& [name, value] : run.summary.scores)
    scores.add({name, score_in_table(value),
                name.starts_with("val_") && run.watched_test_part() ? "measured on the test part" : ""});
  for (const runs::TargetReport& target : run.targets) {
    const std::string of = run.targets.size() > 1 ? target.column + ": " : "";
    for (const auto& [name, score] : target.baselines)
      scores.add({fmt::format("{}{} (simple)", of, name), score_in_table(score), ""});
  }
  return run.summary.scores.empty() ? std::string() : "\n" + scores.to_string();
}

std::string details_as_text(const runs::RunDetails& run) {
  std::string text =
      saem::detail::printable(run.folder.string()) + "\n" + facts_of(run) + scores_as_text(run);
  TextTable settings({"setting", "value"});
  for (const auto& [name, value] : run.settings) {
    if (!value.empty()) settings.add({name, value});
  }
  if (!run.settings.empty()) text += "\n" + settings.to_string();
  TextTable files({"file", " size"});
  for (const auto& [name, size] : files_in(run.folder))
    files.add({name, name.ends_with('/') ? "" : format_bytes(size)});
  text += "\n" + files.to_string();
  const std::string& status = run.summary.status;
  if (status == "interrupted" || status == "running" || status == "killed")
    text += fmt::format("\nTo go on with it{}: saem resume {}\n",
                        status == "running" ? ", if it is not running" : "",
                        runs::shell_argument(run.folder.string()));
  return text;
}

nlohmann::ordered_json details_as_json(const runs::RunDetails& run) {
  nlohmann::ordered_json json = summary_json(run.summary);
  json["folder"] = run.folder.string();
  json["command"] = run.command;
  json["settings"] = nlohmann::ordered_json::object();
  for (const auto& [name, value] : run.settings) json["settings"][name] = value;
  json["split"] = parts_of(run);
  json["parameters"] = run.parameters;
  json["saem"] = {{"version", run.version}, {"commit", run.commit}};
  if (!run.warning.empty()) json["warning"] = run.warning;
  json["validation_is_test_part"] = run.watched_test_part();
  json["targets"] = nlohmann::ordered_json::array();
  for (const runs::TargetReport& target : run.targets) {
    nlohmann::ordered_json baselines = nlohmann::ordered_json::object();
    for (const auto& [name, score] : target.baselines) baselines[name] = score;
    json["targets"].push_back(
        {{"target", target.column}, {"scores", target.scores}, {"baselines", baselines}});
  }
  json["files"] = nlohmann::ordered_json::object();
  for (const auto& [name, size] : files_in(run.folder)) json["files"][name] = size;
  return json;
}

int show(const ShowSettings& s, Words /*words*/) {
  runs::RunDetails run = runs::read_run(runs::find_run(s.run, s.folder));
  run.summary.status = runs::present_status(run.folder, run.summary.status);
  print(s.json ? json_output(details_as_json(run)) : details_as_text(run));
  return exit_success;
}

}  // namespace

Command runs_show_command() {
  return make_command<ShowSettings>(
      {.name = "runs show",
       .brief = "show all that is known of a run",
       .description =
           "Shows a run: command, data, scores beside simple models, settings, files. Also of a run that is "
           "damaged or of an older saem, as far as its files say something.",
       .examples = {{"saem runs show runs/fashion-mnist-cnn-1"},
                    {"saem runs show fashion-mnist-cnn-1 --json"}}},
      declare, show);
}

}  // namespace saem::cli
