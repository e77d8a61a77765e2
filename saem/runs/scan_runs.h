#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace saem::runs {

/// A run's folder, and the state of the files that its summary is made of.
struct RunMark {
  std::string name;  ///< of the folder; "a-tune-1/trials/003" for a trial of a search
  /// Number, size and time of run.json, report.json and history.csv. saem replaces files whole, so one that
  /// was changed has another number, even if it is as long as before and was written in the same instant.
  std::string files;
  /// False if a file was written only just now: a change in place, in the same tick of the clock, would not
  /// show.
  bool is_settled = true;
};

/// The runs in a folder, by name: its folders that hold one of these files, or that may not be looked into.
/// A folder of saem tune counts with its best model and its trials. Folders whose names begin with a dot are
/// none. Throws FileError if the folder cannot be read.
[[nodiscard]] std::vector<RunMark> scan_runs(const std::filesystem::path& folder);

/// The mark of one run's folder. `files` is empty if there is no run in it.
[[nodiscard]] RunMark mark_run(const std::filesystem::path& run);

}  // namespace saem::runs
