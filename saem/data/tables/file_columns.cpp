#include "saem/data/tables/file_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "saem/core/error.h"
#include "saem/core/printable.h"
#include "saem/data/class_folders.h"
#include "saem/data/pictures/picture_extensions.h"
#include "saem/data/tables/blanks.h"

namespace saem::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t first_names = 20;
constexpr std::size_t most_folders = 1000;
constexpr std::array<std::string_view, 1> sound_extensions{".wav"};

/// What the first texts are names of; nothing if of neither.
std::optional<FileColumn::Kind> kind_of_names(const TextColumn& texts) {
  const std::int64_t count = std::min(texts.size(), first_names);
  const auto all = [&](std::span<const std::string_view> endings) {
    for (std::int64_t i = 0; i < count; ++i)
      if (!has_extension(without_blanks(texts[i]), endings)) return false;
    return count > 0;
  };
  if (all(picture_extensions)) return FileColumn::Kind::picture;
  if (all(sound_extensions)) return FileColumn::Kind::sound;
  return {};
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

std::int64_t found_in(const fs::path& folder, const TextColumn& texts) {
  std::int64_t found = 0;
  for (std::int64_t i = 0; i < std::min(texts.size(), first_names); ++i)
    found += is_file(folder / fs::path(without_blanks(texts[i])));
  return found;
}

/// The table's folder, or that in it, with most of the files; nothing if none has one.
std::optional<fs::path> folder_of_files(const fs::path& folder, const TextColumn& texts) {
  std::vector<fs::path> inner;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::end(entry);
       entry.increment(error))
    if (entry->is_directory(error) && inner.size() < most_folders) inner.push_back(entry->path());
  std::ranges::sort(inner);
  fs::path best = folder;
  std::int64_t most = found_in(folder, texts);
  for (const fs::path& candidate : inner) {
    const std::int64_t found = found_in(candidate, texts);
    if (found <= most) continue;
    most = found;
    best = candidate;
  }
  if (most == 0) return {};
  return best;
}

class FileNames {
 public:
  FileNames(ReaderResult& table, const fs::path& folder, OnBadSample rule)
      : table_(table), folder_(folder), skipped_(rule) {}

  void find(const std::function<bool(const std::string&)>& may) {
    if (table_.samples.columns.empty()) return;
    std::vector<bool> bad(static_cast<std::size_t>(table_.samples.size()));
    for (Samples::Column& column : table_.samples.columns) {
      const auto* texts = std::get_if<TextColumn>(&column.values);
      const auto kind = texts == nullptr ? std::nullopt : kind_of_names(*texts);
      if (!kind || (may && !may(column.name))) continue;
      const char* what = *kind == FileColumn::Kind::picture ? "pictures" : "sounds";
      const auto base = folder_of_files(folder_, *texts);
      if (!base) {
        table_.samples.notes.push_back(fmt::format(
            "'{}' has names of {}, but none of the first ones is there", printable(column.name), what));
        continue;
      }
      table_.samples.notes.push_back(fmt::format("'{}' names {}: read from {}", printable(column.name), what,
                                                 printable(base->string())));
      column.values = FileColumn{*kind, files(column.name, *texts, *base, bad)};
    }
    leave_out(bad);
  }

 private:
  std::vector<fs::path> files(const std::string& column, const TextColumn& texts, const fs::path& base,
                              std::vector<bool>& bad) {
    std::vector<fs::path> files;
    files.reserve(static_cast<std::size_t>(texts.size()));
    for (std::int64_t i = 0; i < texts.size(); ++i) {
      const auto at = static_cast<std::size_t>(i);
      files.push_back(base / fs::path(without_blanks(texts[i])));
      if (bad[at] || is_file(files.back())) continue;
      bad[at] = true;
      skipped_.add({fmt::format("{}, {}, column '{}'", table_.samples.name, table_.samples.places[at],
                                printable(column)),
                    fmt::format("there is no file '{}'", printable(texts[i])),
                    fmt::format("looked for {}", printable(files.back().string())),
                    "Correct its name, or copy it there; or have such rows left out: --on-bad-sample=skip."});
    }
    return files;
  }

  void leave_out(const std::vector<bool>& bad) {
    std::vector<std::int64_t> good;
    for (std::size_t i = 0; i < bad.size(); ++i)
      if (!bad[i]) good.push_back(static_cast<std::int64_t>(i));
    if (good.size() == bad.size()) return;
    table_.samples = table_.samples.take(good);
    for (std::string& line : skipped_.take()) table_.skipped.push_back(std::move(line));
  }

  ReaderResult& table_;
  const fs::path& folder_;
  SkippedSamples skipped_;
};

}  // namespace

void find_file_columns(ReaderResult& table, const fs::path& folder,
                       const std::function<bool(const std::string&)>& may, OnBadSample on_bad_sample) {
  FileNames(table, folder, on_bad_sample).find(may);
}

}  // namespace saem::detail
