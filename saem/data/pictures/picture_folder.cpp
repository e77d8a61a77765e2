#include "saem/data/pictures/picture_folder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "saem/core/parallel.h"
#include "saem/core/printable.h"
#include "saem/data/class_folders.h"
#include "saem/data/file_kind.h"
#include "saem/data/labels_in_names.h"
#include "saem/data/pictures/archive.h"
#include "saem/data/pictures/archive_folders.h"
#include "saem/data/pictures/picture_extensions.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

struct PictureFormat {
  std::string_view kind;  ///< as describe_content says
  std::array<std::string_view, 2> extensions;
};
constexpr std::array<PictureFormat, 7> picture_formats = {{{"a JPEG picture", {".jpg", ".jpeg"}},
                                                           {"a PNG picture", {".png", ".png"}},
                                                           {"a BMP picture", {".bmp", ".bmp"}},
                                                           {"a GIF picture", {".gif", ".gif"}},
                                                           {"a WebP picture", {".webp", ".webp"}},
                                                           {"a PGM picture", {".pgm", ".pnm"}},
                                                           {"a PPM picture", {".ppm", ".pnm"}}}};

const PictureFormat* format_of(std::string_view kind) {
  const auto* found = std::ranges::find(picture_formats, kind, &PictureFormat::kind);
  return found == picture_formats.end() ? nullptr : &*found;
}

/// What each file is by its first bytes; in parallel, for there may be a million of them.
std::vector<std::string_view> kinds_of(const std::vector<fs::path>& files) {
  constexpr std::uint64_t looked_at = 512;
  std::vector<std::string_view> kinds(files.size());
  parallel_for(static_cast<std::int64_t>(files.size()), 64, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      kinds[i] = describe_content(read_member(files[i], looked_at));
  });
  return kinds;
}

/// Leaves out what is no picture, and notes names that say another format than the content.
ClassFolders pictures_of(ClassFolders all, OnBadSample rule) {
  const std::vector<std::string_view> kinds = kinds_of(all.files);
  SkippedSamples skipped(rule);
  std::vector<std::string> misnamed;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < all.files.size(); ++i) {
    const PictureFormat* const format = format_of(kinds[i]);
    if (format == nullptr) {
      skipped.add({all.files[i].string(), fmt::format("expected a picture but this is {}", kinds[i]), "",
                   "Convert it to PNG or JPEG, or remove it from the folder."});
      continue;
    }
    if (!has_extension(all.places[i], format->extensions))
      misnamed.push_back(fmt::format("{} is {}", all.places[i], format->kind));
    if (kept != i) {
      all.files[kept] = std::move(all.files[i]);
      if (!all.labels.empty()) all.labels[kept] = std::move(all.labels[i]);
      all.places[kept] = std::move(all.places[i]);
      if (!all.parts.empty()) all.parts[kept] = all.parts[i];
    }
    ++kept;
  }
  all.files.resize(kept);
  if (!all.labels.empty()) all.labels.resize(kept);
  all.places.resize(kept);
  if (!all.parts.empty()) all.parts.resize(kept);
  for (std::string& text : skipped.take()) all.skipped.push_back(std::move(text));
  if (!misnamed.empty()) {
    all.notes.push_back(
        fmt::format("{} with the extension of another format, read as what it is: {}{}",
                    misnamed.size() == 1 ? "1 picture" : fmt::format("{} pictures", misnamed.size()),
                    misnamed.front(), misnamed.size() == 1 ? "" : ", …"));
  }
  return all;
}

/// Files, and no folder.
bool is_flat(const fs::path& root) {
  bool has_pictures = false;
  std::error_code error;
  for (fs::directory_iterator entry(root, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code unreadable;
    if (is_system_file(name)) continue;
    if (entry->is_directory(unreadable)) return false;
    has_pictures = has_pictures || has_extension(name, picture_extensions);
  }
  return has_pictures;
}

/// "12 pictures in 2 class folders"
std::string counted(const ClassFolders& found) {
  const std::size_t files = found.files.size(), classes = found.classes.size();
  const std::string pictures = fmt::format("{} picture{}", files, files == 1 ? "" : "s");
  if (classes > 0) return fmt::format("{} in {} class folder{}", pictures, classes, classes == 1 ? "" : "s");
  if (found.labels.empty()) return pictures + " without a class";
  const std::set<std::string> labels(found.labels.begin(), found.labels.end());
  return fmt::format("{} of {} classes, by their names: {}", pictures, labels.size(),
                     detail::printable(fmt::format("{}", fmt::join(labels, ", "))));
}

/// A folder of pictures and no folders, with classes in their names; nothing if they have none, but are
/// needed.
std::optional<ClassFolders> walk_flat(const fs::path& root, const PictureFolderOptions& options) {
  if (!is_flat(root)) return {};
  ClassFolders found = walk_flat_folder(root, picture_extensions, {.on_bad_sample = options.on_bad_sample});
  found.labels = labels_in_names(found.files);
  if (found.labels.empty() && !options.may_be_flat) return {};
  return found;
}

}  // namespace

ReaderResult picture_folder(const fs::path& root, const PictureFolderOptions& options) {
  const OnBadSample rule = options.on_bad_sample;
  std::optional<ClassFolders> flat = walk_flat(root, options);
  ClassFolders found =
      pictures_of(flat               ? std::move(*flat)
                  : is_archive(root) ? detail::walk_archive_folders(root, picture_extensions, rule)
                                     : walk_class_folders(root, picture_extensions, {.on_bad_sample = rule}),
                  rule);
  if (found.files.empty()) {
    fail<FileError>({root.string(), "no file in it is a picture that can be read",
                     fmt::format("{} were left out: {}", found.skipped.size(), found.skipped.front()),
                     "Copy or download the pictures again."});
  }
  found.notes.insert(found.notes.begin(), counted(found));
  std::error_code error;
  ReaderResult result{.samples = {.name = fs::weakly_canonical(root, error).filename().string()},
                      .skipped = std::move(found.skipped)};
  Samples& samples = result.samples;
  samples.columns.push_back({"picture", FileColumn{FileColumn::Kind::picture, std::move(found.files)}});
  if (!found.labels.empty()) {
    samples.target = "class";
    samples.columns.push_back({"class", TextColumn(found.labels)});
  }
  samples.parts = std::move(found.parts);
  samples.places = std::move(found.places);
  samples.notes = std::move(found.notes);
  return result;
}

}  // namespace saem
