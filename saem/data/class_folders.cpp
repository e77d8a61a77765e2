#include "saem/data/class_folders.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

#include "saem/core/lower_case.h"

namespace saem {
namespace {

namespace fs = std::filesystem;

/// How many there are of something, and the names of the first few.
class Examples {
 public:
  void add(const std::string& name) {
    if (count_++ < shown) names_.push_back(name);
  }
  [[nodiscard]] bool empty() const { return count_ == 0; }
  /// "3 hidden files (.a, .b, .c)"
  [[nodiscard]] std::string describe(std::string_view what) const {
    return fmt::format("{} {}{} ({}{})", count_, what, count_ == 1 ? "" : "s", fmt::join(names_, ", "),
                       count_ > shown ? ", …" : "");
  }

 private:
  static constexpr std::size_t shown = 3;
  std::size_t count_ = 0;
  std::vector<std::string> names_;
};

class FolderWalk {
 public:
  FolderWalk(const fs::path& root, std::span<const std::string_view> extensions,
             const ClassFolderOptions& options)
      : root_(root), extensions_(extensions), options_(options), skipped_(options.on_bad_sample) {
    std::error_code error;  // a link to a folder that the root lies in leads round in a circle
    for (fs::path above = fs::canonical(root, error); above.has_relative_path();) {
      above = above.parent_path();
      struct stat facts {};
      if (::stat(above.c_str(), &facts) == 0) visited_.emplace(facts.st_dev, facts.st_ino);
    }
  }

  ClassFolders classes() {
    const Listing top = list(root_, "");
    const std::vector<std::pair<Part, std::string>> parts = parts_of(top);
    if (parts.empty()) {
      read_classes(top, "", std::nullopt);
    } else {
      for (const std::string& name : top.folders) {
        const bool is_read = std::ranges::count(parts, name, &std::pair<Part, std::string>::second) > 0;
        if (!part_named(name)) beside_parts_.add(name);
        if (part_named(name) && !is_read) without_classes_.add(name);
      }
      for (const std::string& name : top.files) beside_.add(name);
      for (const auto& [part, name] : parts) read_classes(list(root_ / name, name + "/"), name + "/", part);
    }
    std::ranges::sort(out_.classes);
    out_.classes.erase(std::unique(out_.classes.begin(), out_.classes.end()), out_.classes.end());
    return finish("in a folder with the name of its class");
  }

  ClassFolders flat() {
    const Listing top = list(root_, "");
    for (const std::string& name : top.files) add(name, "", std::nullopt);
    for (const std::string& name : top.folders) beside_parts_.add(name);
    is_flat_ = true;
    out_.labels.clear();
    return finish("in it");
  }

 private:
  struct Listing {
    std::vector<std::string> files;  ///< whatever is no folder
    std::vector<std::string> folders;
  };

  /// What a folder holds, by name; empty if it was read before. `inner` is its path below the root.
  Listing list(const fs::path& folder, const std::string& inner) {
    Listing found;
    struct stat facts {};
    if (::stat(folder.c_str(), &facts) == 0 && !visited_.emplace(facts.st_dev, facts.st_ino).second) {
      repeated_.add(inner);
      return found;
    }
    std::error_code error;
    fs::directory_iterator entry(folder, error);
    for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      std::error_code unreadable;
      if (is_system_file(name)) {
        system_.add(inner + name);
      } else if (!entry->is_directory(unreadable)) {
        found.files.push_back(name);
      } else if (std::ranges::count(options_.ignored_folders, name) > 0) {
        ignored_.add(inner + name);
      } else {
        found.folders.push_back(name);
      }
    }
    if (error) cannot_list(folder, error);
    std::ranges::sort(found.files);  // folders list their files in no particular order
    std::ranges::sort(found.folders);
    return found;
  }

  void cannot_list(const fs::path& folder, const std::error_code& error) {
    const Message message{folder.string(), fmt::format("the folder cannot be read: {}", error.message()), "",
                          "Check its name and your right to read it."};
    if (folder == root_) fail<FileError>(message);
    skipped_.add(message);
  }

  bool has_folders(const std::string& name) const {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root_ / name, error)) {
      std::error_code unreadable;
      if (entry.is_directory(unreadable) && !is_system_file(entry.path().filename().string())) return true;
    }
    return false;
  }

  /// The folders train, validation and test, in this order; empty if the root is not divided.
  std::vector<std::pair<Part, std::string>> parts_of(const Listing& top) const {
    std::vector<std::pair<Part, std::string>> parts;
    for (const std::string& name : top.folders) {
      if (const auto part = part_named(name); part && has_folders(name)) parts.emplace_back(*part, name);
    }
    std::ranges::stable_sort(parts, {}, &std::pair<Part, std::string>::first);
    if (parts.empty() || parts.front().first != Part::train) return {};
    // A test folder that is empty, or has no classes, makes no class of train either.
    const bool are_only_parts = std::ranges::all_of(
        top.folders, [](const std::string& name) { return part_named(name).has_value(); });
    return parts.back().first != Part::train || are_only_parts ? parts : decltype(parts){};
  }

  void read_classes(const Listing& top, const std::string& inner, std::optional<Part> part) {
    for (const std::string& name : top.files) beside_.add(inner + name);
    for (const std::string& name : top.folders) {
      const std::size_t before = out_.files.size();
      read_class(inner + name, name, part);
      if (out_.files.size() == before) {
        empty_.add(inner + name);
      } else {
        out_.classes.push_back(name);
      }
    }
  }

  void read_class(const std::string& inner, const std::string& label, std::optional<Part> part) {
    const Listing found = list(root_ / inner, inner + "/");
    for (const std::string& name : found.files) add(inner + "/" + name, label, part);
    for (const std::string& name : found.folders) read_class(inner + "/" + name, label, part);
  }

  void add(const std::string& inner, const std::string& label, std::optional<Part> part) {
    if (!has_extension(inner, extensions_)) {
      others_.add(inner);
      return;
    }
    const fs::path file = root_ / inner;
    if (!is_good(file)) return;
    out_.files.push_back(file);
    out_.labels.push_back(label);
    out_.places.push_back(inner);
    if (part) out_.parts.push_back(*part);
  }

  /// False, or an error, for a file that no reader can read.
  bool is_good(const fs::path& file) {
    struct stat facts {};
    std::string problem;
    std::string advice = "Remove it, or put a good copy in its place.";
    if (::stat(file.c_str(), &facts) != 0 || ::access(file.c_str(), R_OK) != 0) {
      problem = fmt::format("the file cannot be read: {}", std::strerror(errno));
      advice = errno == EACCES ? "Ask for the right to read it, or remove it from the folder."
                               : "It is a link that leads nowhere: correct it, or remove it.";
    } else if (!S_ISREG(facts.st_mode)) {
      problem = "expected a file, found a device, pipe or socket";
    } else if (facts.st_size == 0) {
      problem = "the file is empty (0 bytes)";
    }
    if (problem.empty()) return true;
    skipped_.add({file.string(), problem, "", advice});
    return false;
  }

  ClassFolders finish(std::string_view where) {
    out_.skipped = skipped_.take();
    const auto note = [&](const Examples& examples, std::string_view what, std::string_view why) {
      if (!examples.empty()) out_.notes.push_back(fmt::format("left out {}{}", examples.describe(what), why));
    };
    note(system_, "hidden or system file", "");
    note(others_, "file", fmt::format(" of another kind than {}", fmt::join(extensions_, ", ")));
    note(beside_, "file", is_flat_ ? "" : " beside the class folders: they have no label");
    note(beside_parts_, "folder", is_flat_ ? "" : " beside train, validation and test");
    note(without_classes_, "folder", " without class folders in it: no part of the data");
    note(ignored_, "folder", " that is no class");
    note(repeated_, "link", " to folders that were read already");
    if (!empty_.empty()) {
      out_.notes.push_back(
          fmt::format("{} without any {} file", empty_.describe("folder"), fmt::join(extensions_, " or ")));
    }
    if (out_.files.empty()) fail_empty(where);
    return std::move(out_);
  }

  [[noreturn]] void fail_empty(std::string_view where) const {
    std::vector<std::string> facts = out_.notes;
    if (!out_.skipped.empty()) facts.push_back(fmt::format("{} could not be read", out_.skipped.size()));
    fail<FileError>(
        {root_.string(), fmt::format("the folder has no {} file {}", fmt::join(extensions_, " or "), where),
         facts.empty() ? "it is empty" : fmt::format("{}", fmt::join(facts, "; ")),
         "Expected FOLDER/CLASS/file, or FOLDER/train/CLASS/file and FOLDER/test/CLASS/file; or names "
         "CLASS_1, CLASS_2 and so on, or a table with a column of names and one of classes."});
  }

  const fs::path root_;
  const std::span<const std::string_view> extensions_;
  const ClassFolderOptions& options_;
  bool is_flat_ = false;
  SkippedSamples skipped_;
  ClassFolders out_;
  std::set<std::pair<dev_t, ino_t>> visited_;
  Examples system_, others_, beside_, beside_parts_, without_classes_, ignored_, repeated_, empty_;
};

}  // namespace

ClassFolders walk_class_folders(const fs::path& root, std::span<const std::string_view> extensions,
                                const ClassFolderOptions& options) {
  return FolderWalk(root, extensions, options).classes();
}

ClassFolders walk_flat_folder(const fs::path& root, std::span<const std::string_view> extensions,
                              const ClassFolderOptions& options) {
  return FolderWalk(root, extensions, options).flat();
}

std::optional<Part> part_named(std::string_view folder) {
  const std::string name = detail::lower_case(folder);
  if (name == "train" || name == "training") return Part::train;
  if (name == "val" || name == "valid" || name == "validation" || name == "dev") return Part::validation;
  if (name == "test" || name == "testing") return Part::test;
  return std::nullopt;
}

bool is_system_file(std::string_view name) noexcept {
  constexpr std::array names = {"Thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "__MACOSX"};
  return name.starts_with('.') || name.starts_with("~$") || std::ranges::count(names, name) > 0;
}

bool has_extension(std::string_view name, std::span<const std::string_view> extensions) noexcept {
  const auto equal = [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); };
  return std::ranges::any_of(extensions, [&](std::string_view extension) {
    return name.size() >= extension.size() &&
           std::ranges::equal(name.substr(name.size() - extension.size()), extension, equal);
  });
}

}  // namespace saem
