#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <vector>

#include "saem/cli/arguments.h"
#include "saem/runs/list_runs.h"
#include "saem/runs/run_details.h"

namespace saem::cli {

/// What the commands on runs have in common.
struct RunsSettings {
  std::string folder = "runs";
  bool json = false;
};
void declare_folder(Arguments& arguments, RunsSettings& s);
void declare_json(Arguments& arguments, RunsSettings& s);

/// "0.8427", "32326.6".
[[nodiscard]] std::string score_in_table(double score);
/// "accuracy 0.8427", of a score under this prefix; empty if the run has none.
[[nodiscard]] std::string main_score(const runs::RunSummary& run, const std::string& prefix);
/// "35.4 s", "12 min", "3 h 20 min"; empty for 0.
[[nodiscard]] std::string time_in_words(double seconds);
/// "2024-05-01T12:30:00Z" in this machine's time, "2024-05-01 14:30"; what is none as it is.
[[nodiscard]] std::string local_time(const std::string& utc);

/// For --json.
[[nodiscard]] nlohmann::ordered_json summary_json(const runs::RunSummary& run);
[[nodiscard]] std::string json_output(const nlohmann::ordered_json& json);

/// The score's name must be one that some of the runs have. Throws UsageError, with the nearest and all that
/// there are.
void require_score(const std::string& option, const std::string& score,
                   std::span<const runs::RunSummary> runs);
/// "max" or "min": `mode`, or if it is "auto" what is known of the score. Throws UsageError if nothing is.
[[nodiscard]] std::string direction_for(const std::string& option, const std::string& score,
                                        const std::string& mode);
void declare_mode(Arguments& arguments, std::string& mode);

}  // namespace saem::cli
