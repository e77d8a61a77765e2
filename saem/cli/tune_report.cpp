#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "saem/cli/tune.h"
#include "saem/core/atomic_file.h"
#include "saem/core/parse_json.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

using Row = std::vector<std::string>;

/// Columns as wide as their widest cell, two blanks apart.
std::string aligned(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], detail::character_count(row[i]));
  }
  std::string out;
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += detail::pad_right(row[i], widths[i] + 2);
    out += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return out;
}

}  // namespace

std::string configuration_text(const Configuration& configuration) {
  std::string text;
  for (const auto& [option, word] : configuration)
    text += fmt::format("{}{} {}", text.empty() ? "" : " · ", option, word);
  return text;
}

std::string trial_table(const TuneState& state) {
  const std::vector<Trial> ranking = state.ranking();
  if (ranking.empty()) return "no trials\n";
  const bool has_epochs = std::ranges::any_of(ranking, [](const Trial& t) { return t.step.epochs > 0; });
  std::vector<Row> rows{{"trial", state.metric}};
  if (has_epochs) rows[0].emplace_back("epochs");
  for (const auto& [option, word] : ranking.front().configuration) rows[0].push_back(option);
  rows[0].emplace_back("seconds");
  std::string failures;
  for (const Trial& t : ranking) {
    const auto value = t.values.find(state.metric);
    const bool failed = !t.failure.empty() || value == t.values.end();
    Row row{fmt::format("{}", t.step.configuration),
            failed ? "failed" : fmt::format("{:.5g}", value->second)};
    if (has_epochs) row.push_back(fmt::format("{}", t.step.epochs));
    for (const auto& [option, word] : t.configuration) row.push_back(word);
    row.push_back(fmt::format("{:.1f}", t.seconds));
    rows.push_back(std::move(row));
    if (failed) failures += fmt::format("trial {} failed: {}\n", t.step.configuration, t.failure);
  }
  return aligned(rows) + failures;
}

std::string tune_json(const TunePlan& plan) {
  using Json = nlohmann::ordered_json;
  constexpr std::size_t limit = std::size_t{1} << 28;
  Json json = Json::parse(to_json_text(plan.state));
  json["folder"] = plan.folder.string();
  const std::filesystem::path report = plan.best() / "report.json";
  std::error_code ignored;
  if (plan.state.best && std::filesystem::exists(report, ignored))
    json["test"] = parse_json<Json>(read_file(report, limit));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace saem::cli
