#include "saem/runs/scan_runs.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

#include "saem/core/error.h"

namespace saem::runs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view marked_files[] = {"run.json", "report.json", "history.csv"};

std::int64_t nanoseconds(const struct timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

RunMark mark_run(const fs::path& run) {
  constexpr std::int64_t coarsest_clock = 2'000'000'000;  // FAT counts in two seconds
  RunMark mark{.name = run.filename().string(), .files = {}};
  bool is_run = false;
  std::string path = run.string();
  path += '/';
  const std::size_t length = path.size();
  for (const std::string_view name : marked_files) {
    path.resize(length);
    path += name;
    struct stat facts {};
    if (::stat(path.c_str(), &facts) == 0) {
      is_run = true;
      const std::int64_t written = std::max(nanoseconds(facts.st_mtim), nanoseconds(facts.st_ctim));
      mark.files += fmt::format("{}:{}:{};", facts.st_ino, facts.st_size, written);
      if (now() - written < coarsest_clock) mark.is_settled = false;
    } else if (errno == EACCES || errno == ELOOP) {
      is_run = true;
      mark.files += fmt::format("error {};", errno);
    } else {
      mark.files += "-;";
    }
  }
  if (!is_run) mark.files.clear();
  return mark;
}

namespace {

/// Trials of a search, and its best model, are runs too: "a-tune-1/trials/003".
void scan_search(const fs::path& folder, const std::string& search, std::vector<RunMark>& marks) {
  std::error_code error;
  if (!fs::is_regular_file(folder / search / "tune.json", error)) return;
  const auto add = [&](const std::string& name) {
    RunMark mark = mark_run(folder / name);
    mark.name = name;
    if (!mark.files.empty()) marks.push_back(std::move(mark));
  };
  add(search + "/best");
  fs::directory_iterator trial(folder / search / "trials", error);
  for (; !error && trial != fs::directory_iterator(); trial.increment(error))
    add(search + "/trials/" + trial->path().filename().string());
}

}  // namespace

std::vector<RunMark> scan_runs(const fs::path& folder) {
  std::vector<RunMark> marks;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().filename().string().starts_with('.') || entry->is_regular_file(ignored)) continue;
    RunMark mark = mark_run(entry->path());
    scan_search(folder, mark.name, marks);
    if (!mark.files.empty()) marks.push_back(std::move(mark));
  }
  if (error) {
    const bool is_missing = error == std::errc::no_such_file_or_directory;
    fail<FileError>({.place = folder.string(),
                     .problem = is_missing ? "there is no such folder"
                                           : fmt::format("cannot be listed: {}", error.message()),
                     .context = "",
                     .advice = "Runs are kept in runs/ where saem train was called, or where --out said: "
                               "name that folder with --in."});
  }
  std::ranges::sort(marks, {}, &RunMark::name);
  return marks;
}

}  // namespace saem::runs
