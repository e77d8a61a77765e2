#include "saem/data/pictures/archive_folders.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "saem/data/pictures/archive.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

/// A file inside an archive, by the folders of its name.
struct ArchivedFile {
  std::vector<std::string_view> folders;
  std::size_t index = 0;
};

std::vector<std::string_view> folders_of(std::string_view name) {
  std::vector<std::string_view> folders;
  for (std::size_t slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    if (slash > 0 && name.substr(0, slash) != ".") folders.push_back(name.substr(0, slash));
    name.remove_prefix(slash + 1);
  }
  return folders;
}

std::optional<Part> part_of_archive(std::string_view folder) {
  constexpr std::array<std::pair<std::string_view, Part>, 8> names = {{{"train", Part::train},
                                                                       {"training", Part::train},
                                                                       {"val", Part::validation},
                                                                       {"valid", Part::validation},
                                                                       {"validation", Part::validation},
                                                                       {"dev", Part::validation},
                                                                       {"test", Part::test},
                                                                       {"testing", Part::test}}};
  const std::array<std::string_view, 1> wanted = {folder};
  for (const auto& [name, part] : names)
    if (name.size() == folder.size() && has_extension(fmt::format(".{}", name), wanted)) return part;
  return std::nullopt;
}

/// How many leading folders hold all files and still leave a folder for the class.
std::size_t common_folders(const std::vector<ArchivedFile>& files) {
  std::size_t common = 0;
  const auto shared = [&](std::size_t depth) {
    const auto& first = files.front().folders;
    return std::ranges::all_of(files, [&](const ArchivedFile& file) {
      return file.folders.size() > depth + 1 && file.folders[depth] == first[depth];
    });
  };
  while (files.front().folders.size() > common + 1 && shared(common) &&
         !part_of_archive(files.front().folders[common])) {
    ++common;
  }
  return common;
}

/// Whether the folders at a depth are train, and validation or test, or train alone.
bool is_divided(const std::vector<ArchivedFile>& files, std::size_t depth) {
  std::set<std::string_view> names;
  bool has_train = false;
  bool has_other = false;
  for (const ArchivedFile& file : files) {
    if (file.folders.size() <= depth + 1) continue;
    names.insert(file.folders[depth]);
    const auto part = part_of_archive(file.folders[depth]);
    has_train = has_train || part == Part::train;
    has_other = has_other || (part && part != Part::train);
  }
  return has_train && (has_other || names.size() == 1);
}

class ArchiveWalk {
 public:
  ArchiveWalk(const fs::path& path, std::span<const std::string_view> extensions, OnBadSample rule)
      : path_(path), archive_(path), extensions_(extensions), skipped_(rule) {}

  ClassFolders classes() {
    std::vector<ArchivedFile> files = wanted_files();
    if (files.empty()) fail_empty();
    const std::size_t common = common_folders(files);
    const bool divided = is_divided(files, common);
    const std::size_t depth = common + (divided ? 1 : 0);
    std::ranges::sort(files, {}, [&](const ArchivedFile& file) { return archive_.names()[file.index]; });
    if (divided) {
      std::ranges::stable_sort(files, {}, [&](const ArchivedFile& file) {
        return part_of_archive(file.folders.size() > common ? file.folders[common] : "").value_or(Part::test);
      });
    }
    for (const ArchivedFile& file : files) add(file, depth, divided);
    std::ranges::sort(out_.classes);
    out_.classes.erase(std::unique(out_.classes.begin(), out_.classes.end()), out_.classes.end());
    note(system_, "hidden or system files");
    note(others_, "files of another kind");
    note(beside_, "files beside the class folders: they have no label");
    out_.skipped = skipped_.take();
    if (out_.files.empty()) fail_empty();
    return std::move(out_);
  }

 private:
  std::vector<ArchivedFile> wanted_files() {
    std::vector<ArchivedFile> files;
    for (std::size_t i = 0; i < archive_.names().size(); ++i) {
      const std::string& name = archive_.names()[i];
      std::vector<std::string_view> folders = folders_of(name);
      const std::string_view last = std::string_view(name).substr(name.rfind('/') + 1);
      if (is_system_file(last) || std::ranges::any_of(folders, is_system_file)) {
        ++system_;
      } else if (!has_extension(last, extensions_)) {
        ++others_;
      } else {
        files.push_back({std::move(folders), i});
      }
    }
    return files;
  }

  void add(const ArchivedFile& file, std::size_t depth, bool divided) {
    const auto part =
        divided && file.folders.size() > depth - 1 ? part_of_archive(file.folders[depth - 1]) : std::nullopt;
    if (file.folders.size() <= depth || (divided && !part)) {
      ++beside_;
      return;
    }
    const std::string& name = archive_.names()[file.index];
    if (archive_.size(file.index) == 0) {
      skipped_.add({fmt::format("{}:{}", path_.string(), name), "the file is empty (0 bytes)", "",
                    "Put a good copy in its place."});
      return;
    }
    out_.files.emplace_back(fmt::format("{}:{}", path_.string(), name));
    out_.places.push_back(name);
    out_.labels.emplace_back(file.folders[depth]);
    out_.classes.emplace_back(file.folders[depth]);
    if (part) out_.parts.push_back(*part);
  }

  void note(std::int64_t count, std::string_view what) {
    if (count > 0) out_.notes.push_back(fmt::format("left out {} {}", count, what));
  }

  [[noreturn]] void fail_empty() const {
    fail<FileError>(
        {path_.string(),
         fmt::format("the archive has no {} file in a folder with the name of its class",
                     fmt::join(extensions_, " or ")),
         fmt::format("it has {} files", archive_.names().size()),
         "Expected CLASS/file, or train/CLASS/file and test/CLASS/file. Of anything but pictures, "
         "unpack it, and name what is in it."});
  }

  const fs::path path_;
  const Archive archive_;
  const std::span<const std::string_view> extensions_;
  SkippedSamples skipped_;
  ClassFolders out_;
  std::int64_t system_ = 0;
  std::int64_t others_ = 0;
  std::int64_t beside_ = 0;
};

}  // namespace

ClassFolders detail::walk_archive_folders(const fs::path& archive,
                                          std::span<const std::string_view> extensions,
                                          OnBadSample on_bad_sample) {
  return ArchiveWalk(archive, extensions, on_bad_sample).classes();
}

}  // namespace saem
