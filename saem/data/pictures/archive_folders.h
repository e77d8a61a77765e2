#pragma once

#include <filesystem>
#include <span>
#include <string_view>

#include "saem/data/class_folders.h"

namespace saem::detail {

/// walk_class_folders for an archive. Folders that hold all of the files, and so are no class, are passed
/// over: "cifar10/train/cat/1.jpg" counts as "train/cat/1.jpg".
[[nodiscard]] ClassFolders walk_archive_folders(const std::filesystem::path& archive,
                                                std::span<const std::string_view> extensions,
                                                OnBadSample on_bad_sample);

}  // namespace saem::detail
