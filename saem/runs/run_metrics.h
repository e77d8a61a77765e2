#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/runs/run_details.h"

namespace saem::runs {

/// "max" if a larger value of this score of runs is better, "min" if a smaller one is; empty where that is
/// not known. "val_", "test_" and the names of targets before a metric's name do not matter.
[[nodiscard]] std::string direction_of(std::string_view score);

/// The names of all scores that these runs have, each once, in alphabetical order.
[[nodiscard]] std::vector<std::string> scores_of(std::span<const RunSummary> runs);

/// The best run first; of equal ones the order stays. Runs without the score come last.
/// @param direction  "max" or "min"
void sort_by(std::vector<RunSummary>& runs, const std::string& score, std::string_view direction);
/// The latest first.
void sort_by_start(std::vector<RunSummary>& runs);

}  // namespace saem::runs
