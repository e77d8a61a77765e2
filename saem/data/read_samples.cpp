#include "saem/data/read_samples.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <optional>

#include "saem/core/error.h"
#include "saem/core/lower_case.h"
#include "saem/data/arrays/array_samples.h"
#include "saem/data/datasets.h"
#include "saem/data/file_kind.h"
#include "saem/data/other_content.h"
#include "saem/data/pictures/archive.h"
#include "saem/data/pictures/cifar.h"
#include "saem/data/pictures/picture_extensions.h"
#include "saem/data/pictures/picture_folder.h"
#include "saem/data/public_sets/public_sets.h"
#include "saem/data/samples_join.h"
#include "saem/data/series/series_archive.h"
#include "saem/data/sounds/sound_folder.h"
#include "saem/data/tables/arff.h"
#include "saem/data/tables/csv.h"
#include "saem/data/tables/file_columns.h"
#include "saem/data/tables/table_samples.h"
#include "saem/data/texts/text_lines.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

/// ".csv" of data.CSV and of data.csv.gz.
std::string extension_of(const fs::path& path) {
  const std::string extension = detail::lower_case(path.extension().string());
  return extension == ".gz" ? detail::lower_case(path.stem().extension().string()) : extension;
}

template <std::size_t n>
bool is_one_of(const std::string& text, const std::array<std::string_view, n>& names) {
  return std::ranges::find(names, text) != names.end();
}

constexpr std::array<std::string_view, 2> archive_names{".tar", ".zip"};

bool is_idx_folder(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = detail::lower_case(entry.path().filename().string());
    if (name.find("-idx") != std::string::npos || name.find(".idx") != std::string::npos) return true;
  }
  return false;
}

/// What the files of a folder are, by the first few hundred of them: hidden ones left out.
struct FolderContent {
  std::int64_t pictures = 0, sounds = 0, texts = 0, series = 0, tables = 0, arrays = 0;
  bool any_folder = false;
};

FolderContent content_of(const fs::path& folder) {
  FolderContent content;
  std::error_code error;
  std::int64_t seen = 0;
  for (auto entry = fs::recursive_directory_iterator(folder, error); !error && entry != fs::end(entry);
       entry.increment(error)) {
    if (seen++ > 500) break;
    const fs::path& path = entry->path();
    if (path.filename().string().starts_with('.')) continue;
    if (entry->is_directory(error)) {
      content.any_folder = true;
      if (entry.depth() > 3) entry.disable_recursion_pending();
      continue;
    }
    const std::string extension = extension_of(path);
    content.pictures += is_one_of(extension, picture_extensions);
    content.sounds += extension == ".wav";
    const bool is_series = is_series_file(path);
    content.series += is_series;
    content.arrays += extension == ".npy" && entry.depth() == 0;
    content.tables += (extension == ".csv" || extension == ".tsv" || extension == ".arff") && !is_series;
    content.texts +=
        (extension == ".txt" || extension == ".pos" || extension == ".neg" || extension == ".train") &&
        !is_series;
  }
  return content;
}

ReaderResult read_table(const fs::path& file, const ReadSamplesOptions& o) {
  CsvOptions csv = o.csv;
  csv.on_bad_sample = o.on_bad_sample;
  Table table = extension_of(file) == ".arff"
                    ? read_arff(file, {.encoding = csv.encoding, .on_bad_sample = o.on_bad_sample})
                    : read_csv(file, csv);
  std::vector<std::string> skipped = table.skipped;
  ReaderResult result{table_samples(std::move(table)), std::move(skipped)};
  const fs::path folder = file.parent_path();  // that of the standard input is where we are
  detail::find_file_columns(result, folder.empty() ? "." : folder, o.may_name_files, o.on_bad_sample);
  return result;
}

/// train.csv with test.csv, perhaps with validation.csv, of the same columns.
std::optional<ReaderResult> read_divided_table(const fs::path& folder, const ReadSamplesOptions& o) {
  constexpr std::array<std::pair<std::string_view, Part>, 4> parts{{{"train", Part::train},
                                                                    {"validation", Part::validation},
                                                                    {"val", Part::validation},
                                                                    {"test", Part::test}}};
  std::vector<std::pair<fs::path, Part>> files;
  std::error_code error;
  for (const auto& [name, part] : parts) {
    for (const char* extension : {".csv", ".tsv", ".csv.gz", ".tsv.gz", ".arff"}) {
      const fs::path file = folder / (std::string(name) + extension);
      if (fs::is_regular_file(file, error)) files.emplace_back(file, part);
    }
  }
  if (files.empty() || files.front().second != Part::train) return {};
  std::optional<ReaderResult> all;
  for (const auto& [file, part] : files) {
    ReaderResult next = read_table(file, o);
    const std::string file_name = file.filename().string();
    for (std::string& place : next.samples.places) place = file_name + ", " + place;
    next.samples.parts.assign(static_cast<std::size_t>(next.samples.size()), part);
    if (!all) {
      all = std::move(next);
      continue;
    }
    // Competitions give test examples without the answers: nothing can be measured with them.
    if (next.samples.columns.size() + 1 == all->samples.columns.size()) {
      all->samples.notes.push_back(
          fmt::format("{} has a column less, and so no answers: it is left out", file_name));
      continue;
    }
    detail::append_part(*all, std::move(next), Part::train, part, file.string());
  }
  const bool is_divided = std::ranges::any_of(all->samples.parts, [](Part p) { return p != Part::train; });
  if (!is_divided) all->samples.parts.clear();
  all->samples.name = folder.filename().string();
  return all;
}

[[noreturn]] void refuse(const fs::path& path, const std::string& received) {
  fail<FileError>({path.string(), "expected a table, recordings, or folders of pictures, sounds or texts",
                   "received " + received,
                   "See saem help train for the layouts. A table has the ending .csv, .tsv or .arff."});
}

ReaderResult read_arrays(const fs::path& path) {
  return {array_samples(read_named_arrays(path), path.filename().string()), {}};
}

ReaderResult read_folder(const fs::path& folder, const ReadSamplesOptions& o) {
  if (auto table = read_divided_table(folder, o)) return std::move(*table);
  if (is_cifar(folder)) return read_cifar(folder, o.on_bad_sample);
  const FolderContent content = content_of(folder);
  const std::int64_t most = std::max(
      {content.pictures, content.sounds, content.texts, content.series, content.tables, content.arrays});
  if (most == 0) refuse(folder, "a folder with no such files");
  if (content.series == most) return read_series_archive(folder, {.on_bad_sample = o.on_bad_sample});
  if (content.pictures == most)
    return picture_folder(folder, {.on_bad_sample = o.on_bad_sample, .may_be_flat = !o.answers_needed});
  if (content.arrays == most) return read_arrays(folder);
  if (content.sounds == most) return read_sound_folder(folder, {.on_bad_sample = o.on_bad_sample});
  if (content.texts == most)
    return read_texts(folder, {.on_bad_sample = o.on_bad_sample, .encoding = o.csv.encoding});
  fail<FileError>(
      {folder.string(), fmt::format("a folder with {} tables, none of them train.csv", content.tables), "",
       "If each table is a recording, in a folder with the name of its class: --window 80 cuts them into "
       "windows. Else give one of the tables, or name the one to learn from train.csv."});
}

/// A picture or sound by itself, in the column that folders of them have.
ReaderResult one_file(const fs::path& file, const std::string& column, FileColumn::Kind kind) {
  Samples samples{.name = file.filename().string()};
  samples.columns.push_back({column, FileColumn{kind, {file}}});
  samples.places.push_back(file.string());
  return {std::move(samples)};
}

ReaderResult read_public_set(const PublicSet& set, const ReadSamplesOptions& o) {
  ReaderResult result = read_samples(public_data(set), o);
  result.samples.name = set.name;
  if (result.samples.target.empty() && result.samples.find(set.target) >= 0)
    result.samples.target = set.target;
  return result;
}

}  // namespace

bool is_sample_data(const std::string& name_or_path) {
  std::string name = name_or_path;
  std::ranges::replace(name, '_', '-');
  const std::vector<std::string> known = datasets::names();
  if (std::ranges::find(known, name) != known.end()) return false;
  if (name_or_path == "-") return true;
  std::error_code error;
  if (!fs::exists(name_or_path, error)) return find_public_set(name) != nullptr;
  return !fs::is_directory(name_or_path, error) || !is_idx_folder(name_or_path);
}

ReaderResult read_samples(const fs::path& path, const ReadSamplesOptions& options) {
  std::error_code error;
  if (path != "-" && !fs::exists(path, error)) {
    if (const PublicSet* set = find_public_set(path.string())) return read_public_set(*set, options);
    fail<FileError>({path.string(), "there is no such file or folder, and no public set of that name", "",
                     "Give the path of a table or a folder, or a name of saem data list."});
  }
  if (fs::is_directory(path, error)) {
    fs::path folder = path.lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    if (folder == "." || folder.filename() == "..") folder = fs::weakly_canonical(folder);  // it needs a name
    return read_folder(folder, options);
  }
  const std::string extension = extension_of(path);
  if (is_series_file(path)) return read_series_archive(path, {.on_bad_sample = options.on_bad_sample});
  if (is_one_of(extension, picture_extensions)) return one_file(path, "picture", FileColumn::Kind::picture);
  if (extension == ".wav") return one_file(path, "sound", FileColumn::Kind::sound);
  if (is_cifar(path)) return read_cifar(path, options.on_bad_sample);
  if (extension == ".npy" || extension == ".npz") return read_arrays(path);
  const std::string_view content = path == "-" ? std::string_view() : detail::content_of_other(path);
  if (content.ends_with("picture")) return one_file(path, "picture", FileColumn::Kind::picture);
  if (content == "a WAV sound") return one_file(path, "sound", FileColumn::Kind::sound);
  if (is_one_of(extension, archive_names) && is_archive(path))
    return picture_folder(path, {.on_bad_sample = options.on_bad_sample});
  if (is_one_of(extension, std::array<std::string_view, 4>{".pos", ".neg", ".train", ".test"}))
    return read_texts(path, {.on_bad_sample = options.on_bad_sample, .encoding = options.csv.encoding});
  return read_table(path, options);
}

}  // namespace saem
