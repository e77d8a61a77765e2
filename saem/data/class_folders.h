#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/data/on_bad_sample.h"
#include "saem/data/samples.h"

namespace saem {

/// The files below a folder that has a folder for each class.
struct ClassFolders {
  std::vector<std::filesystem::path> files;  ///< part by part, class by class, sorted by name within a folder
  std::vector<std::string> labels;           ///< the name of the class folder, for each file
  std::vector<Part> parts;                   ///< for each file, if the folder is divided; else empty
  std::vector<std::string> places;           ///< for each file, for messages: "train/dogs/3.jpg"
  std::vector<std::string> classes;          ///< that have a file, alphabetically (by bytes)
  std::vector<std::string> notes;            ///< for people: what was found, and what was left out
  std::vector<std::string> skipped;          ///< bad examples, where the rule is to leave them out
};

struct ClassFolderOptions {
  OnBadSample on_bad_sample = OnBadSample::stop;
  std::vector<std::string> ignored_folders = {};  ///< names that are no classes: "_background_noise_"
};

/// Finds the files of `root/class/…`, or of `root/{train, val, test}/class/…`.
///
/// The root is divided into parts if it has a folder "train" with folders in it, and beside it "val",
/// "valid", "validation", "dev" or "test", or nothing else. (A class may be named "train".) Files in deeper
/// folders belong to the class folder above them. Links are followed; a folder is read once, which ends
/// loops. Hidden files and what operating systems leave behind (.DS_Store, ._name, Thumbs.db, desktop.ini,
/// __MACOSX) are left out, as are files with other extensions and files outside class folders: notes count
/// them.
///
/// @param extensions  of the wanted files: ".wav"; case does not matter.
/// Throws FileError if the folder is missing, unreadable or without any such file in a class folder; and for
/// a file that is empty, unreadable, a link to nothing or no plain file, unless such are to be skipped.
[[nodiscard]] ClassFolders walk_class_folders(const std::filesystem::path& root,
                                              std::span<const std::string_view> extensions,
                                              const ClassFolderOptions& options = {});

/// The same for a folder whose files lie in it directly: no labels, no classes and no parts.
[[nodiscard]] ClassFolders walk_flat_folder(const std::filesystem::path& root,
                                            std::span<const std::string_view> extensions,
                                            const ClassFolderOptions& options = {});

/// The part that a folder or file of this name holds, in upper or lower case: "train" or "training"; "val",
/// "valid", "validation" or "dev"; "test" or "testing".
[[nodiscard]] std::optional<Part> part_named(std::string_view name);

/// True for names of hidden files, and of files that operating systems leave behind.
[[nodiscard]] bool is_system_file(std::string_view name) noexcept;

/// True if the name ends with one of the extensions, in upper or lower case.
[[nodiscard]] bool has_extension(std::string_view name,
                                 std::span<const std::string_view> extensions) noexcept;

}  // namespace saem
