#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace saem::cli {

/// How two files differ, a clause each; empty if they are the same, bit for bit.
///
/// Model files: the first tensor that differs, with the number of values that do, the largest difference, and
/// the first of them; then what the files say of themselves. Throws FileError if one cannot be read.
[[nodiscard]] std::vector<std::string> compare_models(const std::filesystem::path& then,
                                                      const std::filesystem::path& now);
/// Tables: the first line that differs.
[[nodiscard]] std::vector<std::string> compare_tables(const std::filesystem::path& then,
                                                      const std::filesystem::path& now);

}  // namespace saem::cli
