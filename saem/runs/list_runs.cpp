#include "saem/runs/list_runs.h"

#include <fmt/format.h>

#include <exception>
#include <optional>
#include <utility>

#include "saem/core/error.h"
#include "saem/runs/folder_lock.h"
#include "saem/runs/run_index.h"
#include "saem/runs/scan_runs.h"

namespace saem::runs {
namespace {

namespace fs = std::filesystem;

IndexEntry read_entry(const fs::path& folder, const RunMark& mark) {
  // The mark was made before: what is written meanwhile shows the next time.
  IndexEntry entry{.files = mark.is_settled ? mark.files : std::string(),
                   .summary = read_run(folder / mark.name).summary};
  entry.summary.name = mark.name;
  return entry;
}

/// What the marks and the entries say of each other.
struct Reconciled {
  RunList list;
  IndexEntries changed;
  std::vector<std::string> gone;
};

Reconciled reconcile(const fs::path& folder, const std::vector<RunMark>& marks, IndexEntries known) {
  Reconciled result;
  for (const RunMark& mark : marks) {
    const auto found = known.find(mark.name);
    if (found != known.end() && found->second.files == mark.files) {
      result.list.runs.push_back(std::move(found->second.summary));
      known.erase(found);
      continue;
    }
    if (found != known.end()) known.erase(found);
    IndexEntry entry = read_entry(folder, mark);
    result.list.runs.push_back(entry.summary);
    result.changed.emplace(mark.name, std::move(entry));
  }
  for (const auto& [name, entry] : known) result.gone.push_back(name);
  return result;
}

void find_killed(const fs::path& folder, RunList& list) {
  for (RunSummary& run : list.runs) run.status = present_status(folder / run.name, run.status);
}

RunList list_as_recorded(const fs::path& folder) {
  const std::vector<RunMark> marks = scan_runs(folder);
  std::error_code ignored;
  if (marks.empty() && !fs::exists(RunIndex::file_in(folder), ignored)) return {};
  std::optional<RunIndex> index;
  IndexEntries known;
  try {
    index.emplace(folder);
    known = index->entries();
  } catch (const FileError&) {  // not writable, or kept by others: then without
    index.reset();
  }
  Reconciled result = reconcile(folder, marks, std::move(known));
  if (!index) return std::move(result.list);
  try {
    index->update(result.changed, result.gone);
  } catch (const FileError&) {  // the list is right all the same
  }
  result.list.remark = index->remark();
  return std::move(result.list);
}

}  // namespace

// What runs in a process has its folder locked: others were killed.
std::string present_status(const fs::path& run, const std::string& recorded) {
  const bool killed = recorded == "running" && FolderLock::state_of(run) == FolderLock::State::free;
  return killed ? "killed" : recorded;
}

RunList list_runs(const fs::path& folder) {
  RunList list = list_as_recorded(folder);
  find_killed(folder, list);
  return list;
}

RunList rebuild_index(const fs::path& folder) {
  const std::vector<RunMark> marks = scan_runs(folder);
  Reconciled result = reconcile(folder, marks, {});
  RunIndex index(folder);
  index.clear();
  index.update(result.changed, {});
  result.list.remark = index.remark();
  find_killed(folder, result.list);
  return std::move(result.list);
}

std::string note_run(const fs::path& run) noexcept try {
  if (run.empty()) return {};
  fs::path path = fs::absolute(run).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();  // "runs/a/"
  const fs::path folder = path.parent_path();
  if (folder.filename() != "runs" && !fs::exists(RunIndex::file_in(folder))) return {};
  const RunMark mark = mark_run(path);
  if (mark.files.empty()) return fmt::format("{}: no run is in it yet", path.string());
  IndexEntries entries;
  entries.emplace(mark.name, read_entry(folder, mark));
  RunIndex(folder).update(entries, {});
  return {};
} catch (const std::exception& error) {
  try {
    return error.what();
  } catch (...) {
    return {};
  }
} catch (...) {
  return {};
}

fs::path find_run(const std::string& word, const fs::path& folder) {
  std::error_code ignored;
  for (const fs::path& path : {fs::path(word), folder / word}) {
    if (!word.empty() && fs::is_directory(path, ignored) && !mark_run(path).files.empty()) return path;
  }
  std::vector<std::string> names;
  if (fs::is_directory(folder, ignored)) {
    for (const RunMark& mark : scan_runs(folder)) names.push_back(mark.name);
  }
  const std::string_view near = nearest_name(fs::path(word).filename().string(), names);
  const bool is_folder = fs::is_directory(word, ignored);
  std::string advice = names.empty()
                           ? fmt::format("There are no runs in {}; name the folder of one.", folder.string())
                           : "See saem runs list.";
  if (!near.empty()) advice = fmt::format("Did you mean '{}'?", near);
  fail<FileError>(
      {.place = word,
       .problem = is_folder ? "is not the folder of a run: it has no run.json, report.json or history.csv"
                            : fmt::format("there is no such run, in {} or elsewhere", folder.string()),
       .context = "",
       .advice = advice});
}

}  // namespace saem::runs
