#include "saem/data/series/series_archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "saem/core/error.h"
#include "saem/data/class_folders.h"
#include "saem/data/samples_join.h"
#include "saem/data/series/ucr_file.h"
#include "saem/data/tables/text_file.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> series_extensions = {".ts", ".tsv", ".txt", ".csv"};
constexpr std::array<std::string_view, 1> ts_extension = {".ts"};
constexpr std::string_view train_ending = "_TRAIN";

ReaderResult read_one(const fs::path& file, const SeriesOptions& options) {
  const std::string text = read_text_file(file).text;
  return has_extension(file.filename().string(), ts_extension) ? parse_ts(text, file.string(), options)
                                                               : parse_ucr(text, file.string(), options);
}

bool is_train(const fs::path& file) { return file.stem().string().ends_with(train_ending); }

std::string problem_of(const fs::path& file) {
  std::string name = file.stem().string();
  for (const std::string_view ending : {train_ending, std::string_view("_TEST")}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
  }
  return name;
}

/// The files of a folder that may hold series: those named X_TRAIN, or all if there is none.
std::vector<fs::path> candidates(const fs::path& folder) {
  std::vector<fs::path> files = walk_flat_folder(folder, series_extensions, {OnBadSample::skip}).files;
  if (std::ranges::any_of(files, is_train))
    std::erase_if(files, [](const fs::path& f) { return !is_train(f); });
  return files;
}

/// The one problem of a folder, in the format that tells most.
fs::path file_in(const fs::path& folder) {
  const std::vector<fs::path> files = candidates(folder);
  std::set<std::string> problems;
  for (const fs::path& file : files) problems.insert(problem_of(file));
  if (problems.size() == 1) {
    for (const std::string_view extension : series_extensions) {
      const auto found = std::ranges::find_if(files, [&](const fs::path& file) {
        return has_extension(file.filename().string(), std::span(&extension, 1));
      });
      if (found != files.end()) return *found;
    }
  }
  fail<FileError>({folder.string(),
                   fmt::format("expected the files of one problem, found {}", problems.size()),
                   fmt::format("{}", fmt::join(problems, ", ")), "Name one file, as X_TRAIN.ts."});
}

}  // namespace

ReaderResult read_series_archive(const fs::path& file_or_folder, const SeriesOptions& options) {
  std::error_code error;
  const fs::path file = fs::is_directory(file_or_folder, error) ? file_in(file_or_folder) : file_or_folder;
  ReaderResult result = read_one(file, options);
  result.samples.name = problem_of(file);
  if (!options.find_test || !is_train(file)) return result;
  const fs::path test_file = file.parent_path() / (problem_of(file) + "_TEST" + file.extension().string());
  if (!fs::exists(test_file, error)) {
    result.samples.notes.push_back(fmt::format("there is no {}: not divided", test_file.filename().string()));
    return result;
  }
  ReaderResult test = read_one(test_file, options);
  detail::append_part(result, std::move(test), Part::train, Part::test, test_file.string());
  return result;
}

}  // namespace saem
