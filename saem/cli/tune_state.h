#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "saem/cli/hyperband.h"
#include "saem/cli/search_space.h"

namespace saem::cli {

/// A training of a search that has ended.
struct Trial {
  SearchStep step;
  Configuration configuration;
  std::string folder;                    ///< of its run, in the folder of the search: "trials/007"
  std::map<std::string, double> values;  ///< of the validation data, at the epoch that was kept
  std::string failure;                   ///< why there are none; empty: there are
  double seconds = 0;
  bool was_killed = false;  ///< from outside, which says nothing of its settings: --resume tries it again
};

/// All that a search knows: tune.json.
struct TuneState {
  std::string status = "running";  ///< "running", "interrupted", "finished"
  std::string command, method, metric;
  std::uint64_t seed = 0;
  bool smaller_is_better = true;
  std::vector<Trial> trials;  ///< in the order in which they ended
  std::optional<Trial> best;  ///< once its model is trained: its folder is "best"

  /// For needed_steps: smaller is better in all of them.
  [[nodiscard]] std::vector<SearchResult> results() const;
  /// The number of the best one; of equal ones the first configuration; none if all failed.
  [[nodiscard]] std::optional<std::size_t> best_trial() const;
  /// From the best to the worst; those that failed at the end.
  [[nodiscard]] std::vector<Trial> ranking() const;
};

[[nodiscard]] std::string to_json_text(const TuneState& state);
/// Throws FileError if the file is missing, or not what a search writes.
[[nodiscard]] TuneState read_tune_state(const std::filesystem::path& file);

/// What a run says of its validation data: run.json's "validation"; else the line of history.csv with the
/// lowest val_loss. Finite numbers only; none if there were no validation data. Throws FileError if a file is
/// missing.
[[nodiscard]] std::map<std::string, double> validation_values(const std::filesystem::path& run);

}  // namespace saem::cli
