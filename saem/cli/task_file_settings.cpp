// What a task file says, and what the command line says over it.
#include <algorithm>

#include "saem/cli/commands.h"
#include "saem/cli/task_file.h"
#include "saem/cli/task_file_settings.h"

namespace saem::cli {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

/// "zip" of "zip=category".
std::string_view column_in(std::string_view kind) { return kind.substr(0, kind.rfind('=')); }

bool names_column(const std::vector<std::string>& kinds, std::string_view column) {
  return std::ranges::any_of(kinds, [&](const std::string& kind) { return column_in(kind) == column; });
}

/// Does the command line say something else of this option, or of this column?
bool is_overridden(const TaskFile::Setting& setting, const TrainSettings& given) {
  const TaskSettings& task = given.task;
  if (setting.option != "kind" && setting.option != "ignore") return contains(given.given, setting.option);
  const std::string& word = setting.words.front();
  const std::string_view column = setting.option == "kind" ? column_in(word) : word;
  const bool is_output = setting.option == "kind" && (word.ends_with("=classes") || word.ends_with("=value"));
  if (is_output)
    return !task.task.empty() || names_column(task.kinds, column) ||
           (!task.targets.empty() && !contains(task.targets, column));
  return names_column(task.kinds, column) || contains(task.ignored, column) || contains(task.targets, column);
}

}  // namespace

void apply_task_file(const TaskFile& file, const TrainSettings& given, Words words, Arguments& arguments,
                     TrainSettings& settings) {
  for (const TaskFile::Setting& setting : file.settings) {
    if (is_overridden(setting, given)) continue;
    for (const std::string& word : setting.words) arguments.preset(setting.option, word, setting.origin);
  }
  // Of columns the words say something more, not something else.
  std::vector<std::string> kinds = settings.task.kinds, ignored = settings.task.ignored;
  arguments.check(words);
  kinds.insert(kinds.end(), given.task.kinds.begin(), given.task.kinds.end());
  ignored.insert(ignored.end(), given.task.ignored.begin(), given.task.ignored.end());
  settings.task.kinds = std::move(kinds);
  settings.task.ignored = std::move(ignored);
  settings.data = file.data;
}

TrainSettings with_task_file(const TrainSettings& given, Words words) {
  if (!is_task_file(given.data)) return given;
  const Command train = train_command();
  TrainSettings settings;
  Arguments arguments(train.text);
  declare_train_settings(arguments, settings);
  apply_task_file(read_task_file(task_file_of(given.data), arguments.table()), given, words, arguments,
                  settings);
  return settings;
}

}  // namespace saem::cli
