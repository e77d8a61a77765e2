#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saem/cli/arguments.h"
#include "saem/cli/train_settings.h"
#include "saem/interop/toml.h"
#include "saem/task/feature.h"

namespace saem::cli {

inline constexpr std::string_view task_file_name = "saem.toml";

/// True for what `saem train` reads its settings from instead of learning from it: a file whose name ends in
/// .toml, or a folder that holds a saem.toml.
[[nodiscard]] bool is_task_file(const std::string& data);
/// That file.
[[nodiscard]] std::filesystem::path task_file_of(const std::string& data);

/// What a task file says, in the terms of the command line.
struct TaskFile {
  struct Setting {
    std::string option;              ///< without dashes
    std::vector<std::string> words;  ///< one; of an option that may be given several times, any number
    std::string origin;              ///< "saem.toml, line 3, column 10: epochs"
  };
  std::filesystem::path path;
  std::string data;  ///< as a path from the working folder, or a name
  std::vector<Setting> settings;
  std::optional<TomlValue> tune;  ///< what `saem tune` reads
};

/// @param path   for messages, and what the path of the data is relative to.
/// @param table  the options of `saem train`.
/// Throws FileError for a file that is no TOML; UsageError, naming line, column and key, for a section, key
/// or value that does not exist. What an option allows is checked when the settings are used.
[[nodiscard]] TaskFile parse_task_file(std::string_view text, const std::filesystem::path& path,
                                       const OptionTable& table);
/// Throws FileError if the file cannot be read, too.
[[nodiscard]] TaskFile read_task_file(const std::filesystem::path& path, const OptionTable& table);

/// What `saem train` was asked to do: `given`, or, if that names a task file, what the file says, and over it
/// the same words. Throws as read_task_file, and UsageError for values that an option does not take.
[[nodiscard]] TrainSettings with_task_file(const TrainSettings& given, Words words);

/// What a task file is written from.
struct TaskFileContent {
  const TrainSettings& settings;         ///< as they were chosen: what is not set is left out
  std::filesystem::path folder;          ///< that the file will be in: the data's path is relative to it
  const LearningTask* task = nullptr;    ///< what was found out of the columns; null: what was asked for
  std::string division = {};             ///< how examples were divided, for people
  std::vector<std::string> unused = {};  ///< options that are not for these data: left out
  const TomlValue* tune = nullptr;       ///< the [tune] section
};

/// The text of a task file: with it `saem train` does the same again.
[[nodiscard]] std::string write_task_file(const TaskFileContent& content);

}  // namespace saem::cli
