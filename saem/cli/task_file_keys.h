#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace saem::cli {

/// Where an option of `saem train` stands in a task file.
struct TaskFileKey {
  std::string_view option;  ///< without dashes
  std::string_view section;
  std::string_view name = {};  ///< of the key, where it is not the option's with underscores

  [[nodiscard]] std::string key() const;
};

/// All of them, in the order in which files are written.
[[nodiscard]] std::span<const TaskFileKey> task_file_keys();
/// Options that say where a run goes and how it is shown, and stand in no file.
[[nodiscard]] std::span<const std::string_view> options_of_no_file();
/// "data", "inputs", …, in the order in which files are written.
[[nodiscard]] const std::vector<std::string>& task_file_sections();

}  // namespace saem::cli
