#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "saem/data/dataset.h"

namespace saem::detail {

/// Reads the four IDX files of a folder; see datasets::idx_folder for the rules.
/// @param class_names  what the labels mean; empty: labels.txt or class_names.txt in the folder, else the
/// numbers.
/// @param name         of the dataset, for reports.
[[nodiscard]] DatasetPair read_idx_folder(const std::filesystem::path& folder,
                                          std::vector<std::string> class_names, const std::string& name);

/// The same, with pictures of bytes as they are.
[[nodiscard]] DatasetPair read_idx_bytes(const std::filesystem::path& folder,
                                         std::vector<std::string> class_names, const std::string& name);

}  // namespace saem::detail
