#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "saem/runs/database.h"
#include "saem/runs/folder_lock.h"
#include "saem/runs/run_details.h"
#include "saem/runs/scan_runs.h"

namespace saem::runs {

/// A run as the index has it.
struct IndexEntry {
  std::string files;  ///< RunMark::files when it was read; empty: to be read again
  RunSummary summary;
};
using IndexEntries = std::map<std::string, IndexEntry>;  ///< by the run's name

/// What is known of the runs in a folder, so that their files need not all be read for each question.
///
/// A SQLite database `.index.sqlite` beside the runs: it moves with them, and `cp runs/*` leaves it behind.
/// It is only a cache: whoever uses it compares each entry's `files` with the folder, so it may be out of
/// date, or be deleted at any time, and the answers stay right. Several processes may use it at once. One
/// that is damaged, or that another version of saem made, is made anew; nobody else has it open then, since
/// all who open it share a lock on the folder.
///
/// Functions throw FileError (DatabaseError, if it is SQLite that cannot) where there can be no index: the
/// folder is not writable, others keep it locked. Answers are then to be had from the files themselves.
class RunIndex {
 public:
  /// @param folder  that the runs are in  @param wait  milliseconds to wait for others
  explicit RunIndex(std::filesystem::path folder, int wait = 2000);

  [[nodiscard]] static std::filesystem::path file_in(const std::filesystem::path& folder);

  [[nodiscard]] IndexEntries entries();
  /// Puts entries in the place of those of the same names, and takes out runs that are gone (names of runs
  /// whose folders are still there are ignored): all of it, or nothing.
  void update(const IndexEntries& changed, std::span<const std::string> gone);
  /// Takes out everything.
  void clear();
  /// Why the index was made anew, for people; empty if it was not.
  [[nodiscard]] const std::string& remark() const noexcept { return remark_; }

 private:
  void open();
  void make_anew();
  /// Does the work; if the database turns out to be damaged, once more on a new one.
  template <class Work>
  void guarded(const Work& work);

  std::filesystem::path folder_;
  int wait_;
  std::string remark_;
  std::optional<FolderLock> lock_;
  std::optional<Database> database_;
};

}  // namespace saem::runs
