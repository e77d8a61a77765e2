#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saem/cli/hyperband.h"
#include "saem/cli/search_space.h"
#include "saem/cli/tune_settings.h"
#include "saem/cli/tune_state.h"

namespace saem::cli {

/// All that a search does, decided before it begins.
struct TunePlan {
  TuneSettings settings;
  std::filesystem::path folder;
  SearchSpace space;
  std::vector<Bracket> brackets;
  std::vector<Configuration> configurations;
  TuneState state;  ///< what is done already

  [[nodiscard]] std::filesystem::path task_file() const { return folder / "saem.toml"; }
  [[nodiscard]] std::filesystem::path state_file() const { return folder / "tune.json"; }
  [[nodiscard]] std::filesystem::path best() const { return folder / "best"; }
};

/// What a search does, from what was asked for; `folder` and `state` are left as they are.
/// @param words  of the command: options on the command line count for more than those of a task file.
/// Throws UsageError for options that do not fit together.
[[nodiscard]] TunePlan plan_search(const TuneSettings& given, Words words);
/// The task file that every trial, and a resumed search, begins with.
[[nodiscard]] std::string tune_task_file(const TunePlan& plan);

/// Trains what is left of the trials, so many at a time, and keeps tune.json. Ends early when the time is
/// over, or an interrupt was requested: then trials that were not done are not in the state.
/// Throws UsageError if the first trial has no such metric.
void run_trials(TunePlan& plan);
/// Trains the best configuration again, with all processors, into best/, and measures it on the test part,
/// which no trial was chosen by. Returns its exit code.
[[nodiscard]] int train_best(TunePlan& plan);

/// The trials, best first, as text.
[[nodiscard]] std::string trial_table(const TuneState& state);
/// "learning-rate 0.001 · width 128".
[[nodiscard]] std::string configuration_text(const Configuration& configuration);
/// tune.json with the test scores of the best model.
[[nodiscard]] std::string tune_json(const TunePlan& plan);

}  // namespace saem::cli
