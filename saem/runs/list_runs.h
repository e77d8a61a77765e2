#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saem/runs/run_details.h"

namespace saem::runs {

struct RunList {
  std::vector<RunSummary> runs;  ///< by name
  std::string remark;            ///< of what happened to the index, for people; mostly empty
};

/// All runs in a folder, as they are now. The index only saves reading what has not changed since: runs that
/// are new, changed or gone are noticed by looking at each folder, and where there can be no index (nobody
/// may write there) everything is read. Damaged runs are in the list, and say what is damaged.
/// Throws FileError if the folder cannot be read.
[[nodiscard]] RunList list_runs(const std::filesystem::path& folder);

/// The same with an index that is made anew. Throws FileError if it cannot be written.
RunList rebuild_index(const std::filesystem::path& folder);

/// Tells the index of a run that has begun, or ended, or changed. For the folder `runs`, and others that have
/// an index already. Returns why it was not done, or nothing: it throws nothing, and a training goes on
/// whatever happens here.
[[nodiscard]] std::string note_run(const std::filesystem::path& run) noexcept;

/// The status of a run whose record has this one: "killed" if it says "running" and no process is at it.
[[nodiscard]] std::string present_status(const std::filesystem::path& run, const std::string& recorded);

/// A run as it is called on a command line: its folder ("runs/a", "elsewhere/b"), or its name in `folder`.
/// Throws FileError, with the nearest name, if there is none.
[[nodiscard]] std::filesystem::path find_run(const std::string& word, const std::filesystem::path& folder);

}  // namespace saem::runs
