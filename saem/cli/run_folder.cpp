#include "saem/cli/run_folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "saem/cli/model_file.h"
#include "saem/core/atomic_file.h"
#include "saem/core/error.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

}  // namespace

RunFolder::RunFolder(const RunFolderOptions& options) {
  try {
    if (options.path.empty()) {
      // create_directory, not exists: two runs that start at once must not share a folder.
      for (int number = 1; path_.empty(); ++number) {
        const fs::path candidate = fs::path("runs") / fmt::format("{}-{}", options.name, number);
        if (make(candidate)) path_ = candidate;
      }
    } else {
      path_ = fs::path(options.path).lexically_normal();
      if (!path_.has_filename()) path_ = path_.parent_path();  // "runs/a/"
      if (!make(path_) && !options.replace) require_no_run();
    }
    const AtomicFile can_be_written(record());
  } catch (...) {
    remove_if_empty();
    throw;
  }
}

RunFolder::~RunFolder() { remove_if_empty(); }

fs::path RunFolder::model() const { return path_ / model_file_name; }

std::vector<fs::path> RunFolder::files() const {
  return {model(),  html_report(), json_report(),   history(),
          record(), task_file(),   training_rows(), checkpoint()};
}

// True if the folder is new. A folder that exists is fine, anything else of that name is not.
bool RunFolder::make(const fs::path& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return false;
  if (folder.has_parent_path() && folder.parent_path() != folder) make(folder.parent_path());
  const bool is_new = fs::create_directory(folder, error);
  if (is_new) made_.push_back(folder);
  if (!error) return is_new;
  std::error_code unknown;
  const bool is_taken = fs::exists(folder, unknown) && !fs::is_directory(folder, unknown);
  fail<FileError>({.place = folder.string(),
                   .problem = is_taken ? "a run folder is needed here, but this is a file"
                                       : fmt::format("the run folder cannot be made: {}", error.message()),
                   .context = "",
                   .advice = "Choose another folder with --out."});
}

void RunFolder::require_no_run() const {
  for (const fs::path& file : files()) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) continue;
    fail<FileError>(
        {.place = path_.string(),
         .problem = fmt::format("holds a run already: {} would be lost", file.filename().string()),
         .context = "",
         .advice = "Choose another folder with --out, or give --force to replace what is there."});
  }
}

void RunFolder::remove_if_empty() noexcept {
  // Of a folder that holds something, remove does nothing.
  for (const fs::path& folder : made_ | std::views::reverse) {
    std::error_code ignored;
    fs::remove(folder, ignored);
  }
}

std::unique_ptr<runs::FolderLock> lock_run(const fs::path& folder) {
  using runs::FolderLock;
  try {
    return std::make_unique<FolderLock>(folder, FolderLock::Kind::alone, /*wait=*/0);
  } catch (const FileError&) {
    if (FolderLock::state_of(folder) != FolderLock::State::taken) return nullptr;
    fail<FileError>({.place = folder.string(),
                     .problem = "another training is writing into this folder",
                     .context = "",
                     .advice = "Wait until it has ended, or choose another folder with --out."});
  }
}

}  // namespace saem::cli
