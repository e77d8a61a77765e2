#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "saem/core/error.h"
#include "saem/data/class_folders.h"
#include "saem/data/samples_join.h"
#include "saem/data/tables/text_file.h"
#include "saem/data/texts/text_folder.h"
#include "saem/data/texts/text_lines.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 4> text_extensions = {".txt", ".text", ".tsv", ".data"};

/// x.train as ("x", train), train.txt as ("", train).
struct PartFile {
  std::string set;
  Part part;
  fs::path file;
};

std::optional<PartFile> part_file(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (!extension.empty()) {
    if (const auto part = part_named(extension.substr(1))) return PartFile{file.stem().string(), *part, file};
  }
  const auto part = part_named(file.stem().string());
  return part && has_extension(file.filename().string(), text_extensions)
             ? std::optional(PartFile{"", *part, file})
             : std::nullopt;
}

/// x.pos, but not x.txt, x.train or x.csv: the extension may be the name of a class.
bool may_be_class_file(const fs::path& file) {
  constexpr std::array<std::string_view, 14> others = {".txt",  ".text", ".tsv",  ".data", ".csv",
                                                       ".json", ".md",   ".gz",   ".zip",  ".xml",
                                                       ".html", ".bak",  ".arff", ".toml"};
  const std::string name = file.filename().string();
  return file.has_extension() && !has_extension(name, others) && !part_file(file);
}

/// The files of a folder, sorted; without hidden ones.
std::vector<fs::path> files_of(const fs::path& folder) {
  constexpr std::array<std::string_view, 1> any = {""};
  return walk_flat_folder(folder.empty() ? "." : folder, any, {OnBadSample::skip}).files;
}

ReaderResult read_labelled(const fs::path& file, const TextOptions& options) {
  const TextFile content = read_text_file(file, options.encoding);
  ReaderResult result = parse_labelled_lines(content.text, file.string(), options);
  result.samples.notes.insert(result.samples.notes.begin(), content.notes.begin(), content.notes.end());
  return result;
}

/// The parts of one set, training first.
ReaderResult read_parts(std::vector<PartFile> parts, const TextOptions& options) {
  std::ranges::stable_sort(parts, {}, &PartFile::part);
  ReaderResult result = read_labelled(parts.front().file, options);
  if (!parts.front().set.empty()) result.samples.name = parts.front().set;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    detail::append_part(result, read_labelled(parts[i].file, options), parts.front().part, parts[i].part,
                        parts[i].file.string());
  }
  return result;
}

ReaderResult read_extension_classes(const std::vector<fs::path>& files, const TextOptions& options) {
  std::vector<std::string> labels;
  for (const fs::path& file : files) labels.push_back(file.extension().string().substr(1));
  ReaderResult result = read_class_files(files, labels, options);
  result.samples.name = files.front().stem().string();
  result.samples.notes.push_back(
      fmt::format("a text on each line; the files' extensions are the labels: {}", fmt::join(labels, ", ")));
  return result;
}

ReaderResult read_file_of_texts(const fs::path& file, const TextOptions& options) {
  if (const auto given = part_file(file); given && given->part == Part::train && options.find_parts) {
    std::vector<PartFile> parts;
    for (const fs::path& other : files_of(file.parent_path())) {
      const auto part = part_file(other);
      if (part && part->set == given->set &&
          (part->part != Part::train || other.filename() == file.filename())) {
        parts.push_back(*part);
      }
    }
    if (parts.size() > 1) return read_parts(std::move(parts), options);
  }
  if (may_be_class_file(file)) {
    std::vector<fs::path> classes = files_of(file.parent_path());
    std::erase_if(classes,
                  [&](const fs::path& f) { return f.stem() != file.stem() || !may_be_class_file(f); });
    if (classes.size() > 1) return read_extension_classes(classes, options);
  }
  return read_labelled(file, options);
}

/// A folder with files only: one set, or a file for each class.
ReaderResult read_flat_texts(const fs::path& folder, const TextOptions& options) {
  const std::vector<fs::path> files = files_of(folder);
  std::map<std::string, fs::path> sets;  // and a file to read each by
  std::vector<fs::path> plain;
  std::vector<std::string> labels;
  for (const fs::path& file : files) {
    if (const auto part = part_file(file)) {
      const auto place = sets.emplace(part->set.empty() ? "train" : part->set, file).first;
      if (part->part == Part::train) place->second = file;
    } else if (may_be_class_file(file)) {
      sets.emplace(file.stem().string(), file);
    } else if (has_extension(file.filename().string(), text_extensions)) {
      plain.push_back(file);
      labels.push_back(file.stem().string());
    }
  }
  if (sets.size() == 1) return read_file_of_texts(sets.begin()->second, options);
  if (sets.empty() && plain.size() == 1) return read_labelled(plain.front(), options);
  if (sets.empty() && !plain.empty()) {
    ReaderResult result = read_class_files(plain, labels, options);
    result.samples.notes.push_back("a text on each line; the files' names are the labels");
    return result;
  }
  std::vector<std::string> names;
  for (const auto& [name, file] : sets) names.push_back(name);
  fail<FileError>({folder.string(), fmt::format("expected the texts of one set, found {} sets", sets.size()),
                   names.empty() ? "no file of texts" : fmt::format("{}", fmt::join(names, ", ")),
                   "Name one file, as x.train; or give a folder with a folder for each class."});
}

bool has_folders(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    std::error_code ignored;
    if (!is_system_file(entry->path().filename().string()) && entry->is_directory(ignored)) return true;
  }
  return false;
}

}  // namespace

ReaderResult read_texts(const fs::path& file_or_folder, const TextOptions& options) {
  std::error_code error;
  if (!fs::is_directory(file_or_folder, error)) return read_file_of_texts(file_or_folder, options);
  return has_folders(file_or_folder) ? read_text_folder(file_or_folder, options)
                                     : read_flat_texts(file_or_folder, options);
}

}  // namespace saem
