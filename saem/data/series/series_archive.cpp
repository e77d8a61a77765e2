#include "saem/data/series/series_archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <set>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/data/class_folders.h"
#include "saem/data/line_reader.h"
#include "saem/data/samples_join.h"
#include "saem/data/series/ucr_file.h"
#include "saem/data/tables/text_file.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> series_extensions = {".ts", ".tsv", ".txt", ".csv"};
constexpr std::array<std::string_view, 1> ts_extension = {".ts"};
constexpr std::string_view train_ending = "_TRAIN";

fs::path without_gz(const fs::path& file) { return file.extension() == ".gz" ? file.stem() : file; }

ReaderResult read_one(const fs::path& file, const SeriesOptions& options) {
  const std::string text = read_text_file(file).text;
  return has_extension(without_gz(file).filename().string(), ts_extension)
             ? parse_ts(text, file.string(), options)
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

/// True if a file begins with a line of several numbers and nothing else.
bool begins_with_numbers(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string line(std::size_t{1} << 16, '\0');
  in.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(in.gcount()));
  // Of a longer line the last number may be cut in two.
  line.resize(std::min(line.find_first_of("\r\n"), in.eof() ? line.size() : line.find_last_of(", \t") + 1));
  int numbers = 0;
  for (std::string_view left = line; !(left = detail::trimmed(left)).empty(); ++numbers) {
    const std::string_view field = left.substr(0, left.find_first_of(", \t"));
    if (!detail::parse_value(field)) return false;
    left.remove_prefix(std::min(field.size() + 1, left.size()));
  }
  return numbers > 2;
}

}  // namespace

bool is_series_file(const fs::path& file) {
  const fs::path plain = without_gz(detail::lower_case(file.filename().string()));
  const std::string stem = plain.stem().string(), extension = plain.extension().string();
  if (extension == ".ts") return true;
  if (!stem.ends_with("_train") && !stem.ends_with("_test")) return false;
  return extension == ".tsv" || ((extension == ".txt" || extension.empty()) && begins_with_numbers(file));
}

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
