#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/runs_text.h"
#include "saem/cli/text_table.h"
#include "saem/runs/run_metrics.h"

namespace saem::cli {
namespace {

using RunPair = std::pair<runs::RunDetails, runs::RunDetails>;
using Differences = std::vector<std::array<std::string, 3>>;  ///< name, in A, in B

struct CompareSettings : RunsSettings {
  std::string a, b;
};

void declare(Arguments& arguments, CompareSettings& s) {
  arguments.word(s.a, {"RUN", "a run's folder, or its name in runs/"});
  arguments.word(s.b, {"OTHER", "the other's"});
  declare_folder(arguments, s);
  declare_json(arguments, s);
}

/// Facts and settings that are not the same, in the order of the first run.
Differences differences(const RunPair& pair) {
  const auto& [a, b] = pair;
  Differences different;
  const auto note = [&](const std::string& name, const std::string& x, const std::string& y) {
    if (x != y) different.push_back({name, x, y});
  };
  note("data (FNV-1a)", a.summary.data_hash, b.summary.data_hash);
  note("split", a.division, b.division);
  note("saem", fmt::format("{} {}", a.version, a.commit), fmt::format("{} {}", b.version, b.commit));
  note("processor", a.processor, b.processor);
  for (const auto& [name, value] : a.settings) note(name, value, b.setting(name));
  for (const auto& [name, value] : b.settings) {
    const bool is_in_a =
        std::ranges::any_of(a.settings, [&](const auto& setting) { return setting.first == name; });
    if (!is_in_a) note(name, "", value);
  }
  return different;
}

/// "A", "B", "" where they are equal or nobody knows.
std::string better_of(const std::string& score, double a, double b) {
  const std::string direction = runs::direction_of(score);
  if (direction.empty() || a == b || score.starts_with("baseline_")) return {};
  return (a > b) == (direction == "max") ? "A" : "B";
}

std::vector<std::string> scores_of_both(const RunPair& pair) {
  const std::vector<runs::RunSummary> summaries{pair.first.summary, pair.second.summary};
  return runs::scores_of(summaries);
}

std::string scores_side_by_side(const RunPair& pair) {
  TextTable table({"score", " A", " B", " B - A", "better"});
  for (const std::string& name : scores_of_both(pair)) {
    const std::optional<double> a = pair.first.summary.value(name), b = pair.second.summary.value(name);
    const bool are_both = a && b;
    table.add({name, a ? score_in_table(*a) : "", b ? score_in_table(*b) : "",
               are_both ? fmt::format("{}{}", *b >= *a ? "+" : "", score_in_table(*b - *a)) : "",
               are_both ? better_of(name, *a, *b) : ""});
  }
  return table.to_string();
}

std::vector<std::string> curves_of_both(const RunPair& pair) {
  std::vector<std::string> names = pair.first.history.names;
  for (const std::string& name : pair.second.history.names) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

std::optional<double> end_of(const runs::RunDetails& run, const std::string& curve) {
  const std::vector<double> values = run.history.column(curve);
  if (values.empty() || !std::isfinite(values.back())) return std::nullopt;
  return values.back();
}

std::string ends_side_by_side(const RunPair& pair) {
  const auto epochs = [](const runs::RunDetails& run) {
    if (!run.kept_row) return std::string("no epoch");
    return fmt::format("epoch {}, kept {}", run.history.rows.size(), *run.kept_row + 1);
  };
  TextTable table({"curve's end", " A", " B"});
  table.add({"", epochs(pair.first), epochs(pair.second)});
  for (const std::string& name : curves_of_both(pair)) {
    const std::optional<double> a = end_of(pair.first, name), b = end_of(pair.second, name);
    table.add({name, a ? score_in_table(*a) : "", b ? score_in_table(*b) : ""});
  }
  return table.to_string();
}

std::string comparison_as_text(const RunPair& pair) {
  const auto& [a, b] = pair;
  TextTable heads({"", "", "", "", "", ""});
  for (const auto& [letter, run] : {std::pair{"A", &a}, std::pair{"B", &b}})
    heads.add({letter, run->folder.string(), run->summary.status, local_time(run->summary.started),
               run->summary.data, run->summary.problem});
  std::string text = heads.to_string() + "\n";
  const Differences different = differences(pair);
  TextTable settings({"different", "A", "B"});
  for (const auto& [name, x, y] : different) settings.add({name, x.empty() ? "-" : x, y.empty() ? "-" : y});
  text += different.empty() ? "The same settings, data, program and processor.\n" : settings.to_string();
  if (!scores_of_both(pair).empty()) text += "\n" + scores_side_by_side(pair);
  if (!curves_of_both(pair).empty()) text += "\n" + ends_side_by_side(pair);
  if (a.summary.data_hash != b.summary.data_hash || a.division != b.division)
    text += "\nThe data or their split differ: the test scores are of different examples.\n";
  return text;
}

nlohmann::ordered_json comparison_as_json(const RunPair& pair) {
  using Json = nlohmann::ordered_json;
  const auto number = [](const std::optional<double>& value) { return value ? Json(*value) : Json(nullptr); };
  Json json{{"a", pair.first.folder.string()}, {"b", pair.second.folder.string()}};
  json["different"] = Json::object();
  for (const auto& [name, x, y] : differences(pair)) json["different"][name] = {{"a", x}, {"b", y}};
  json["scores"] = Json::object();
  for (const std::string& name : scores_of_both(pair)) {
    const std::optional<double> a = pair.first.summary.value(name), b = pair.second.summary.value(name);
    json["scores"][name] = {{"a", number(a)}, {"b", number(b)}};
    if (a && b)
      json["scores"][name]["better"] = better_of(name, *a, *b) == "A"   ? "a"
                                       : better_of(name, *a, *b) == "B" ? "b"
                                                                        : "";
  }
  json["curves_end"] = Json::object();
  for (const std::string& name : curves_of_both(pair))
    json["curves_end"][name] = {{"a", number(end_of(pair.first, name))},
                                {"b", number(end_of(pair.second, name))}};
  return json;
}

int compare_two(const CompareSettings& s, Words /*words*/) {
  const auto read = [&](const std::string& name) {
    runs::RunDetails run = runs::read_run(runs::find_run(name, s.folder));
    run.summary.status = runs::present_status(run.folder, run.summary.status);
    return run;
  };
  const RunPair pair{read(s.a), read(s.b)};
  print(s.json ? json_output(comparison_as_json(pair)) : comparison_as_text(pair));
  return exit_success;
}

}  // namespace

Command runs_compare_command() {
  return make_command<CompareSettings>(
      {.name = "runs compare",
       .brief = "show two runs beside each other",
       .description =
           "Shows two runs beside each other: settings and circumstances that differ, scores, and where the "
           "curves end. To find out whether a run can be repeated to the bit, see saem runs verify.",
       .examples = {{"saem runs compare runs/a runs/b"}, {"saem runs compare a b --json"}}},
      declare, compare_two);
}

}  // namespace saem::cli
