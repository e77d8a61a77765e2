// The text of a task file.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "saem/cli/commands.h"
#include "saem/cli/task_file.h"
#include "saem/cli/task_file_keys.h"
#include "saem/data/datasets.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;

/// A line, and what is said of it behind it.
struct TaskFileLine {
  std::string text;
  std::string remark = {};
};
using TaskFileLines = std::vector<TaskFileLine>;

/// Text for a comment: on one line, and UTF-8.
std::string remark_text(const std::string& text) {
  const std::string quoted = toml_text(text);
  std::string out;
  for (std::size_t i = 1; i + 1 < quoted.size(); ++i) {
    if (quoted[i] == '\\' && (quoted[i + 1] == '"' || quoted[i + 1] == '\\')) ++i;
    out += quoted[i];
  }
  return out;
}

/// Remarks stand in a column of their own.
std::string section_text(const std::string& name, const TaskFileLines& lines) {
  constexpr std::size_t widest = 40;
  std::size_t width = 0;
  for (const TaskFileLine& line : lines) {
    if (line.text.size() <= widest) width = std::max(width, line.text.size());
  }
  std::string out = fmt::format("\n[{}]\n", name);
  for (const TaskFileLine& line : lines) {
    out += line.remark.empty() ? line.text + "\n"
                               : fmt::format("{:<{}}  # {}\n", line.text, width, remark_text(line.remark));
  }
  return out;
}

TaskFileLine data_line(const std::string& data, const fs::path& folder) {
  std::string name = data;
  std::ranges::replace(name, '_', '-');
  const std::vector<std::string> known = datasets::names();
  if (std::ranges::find(known, name) != known.end()) return {"name = " + toml_text(name)};
  if (data == "-") return {"path = \"-\"", "the standard input"};
  std::error_code error;
  if (!fs::exists(data, error)) return {"name = " + toml_text(data)};
  // What is beside the file moves with it; what is far away stays there.
  const fs::path from = fs::weakly_canonical(fs::absolute(folder, error), error);
  const fs::path to = fs::weakly_canonical(fs::absolute(data, error), error);
  const fs::path here = fs::weakly_canonical(fs::current_path(error), error);
  const auto is_below = [&](const fs::path& path) {
    const fs::path relative = path.lexically_relative(here);
    return !relative.empty() && *relative.begin() != "..";
  };
  const bool together = is_below(from) && is_below(to);
  return {"path = " + toml_text((together ? to.lexically_relative(from) : to).string())};
}

std::string value_line(const std::vector<std::string>& words, OptionInfo::Type type) {
  using Type = OptionInfo::Type;
  if (type == Type::integer || type == Type::number || type == Type::flag) return words.front();
  if (type != Type::texts) return toml_text(words.front());
  std::string list;
  for (const std::string& word : words) list += (list.empty() ? "" : ", ") + toml_text(word);
  return "[" + list + "]";
}

struct ColumnLines {
  TaskFileLines inputs, outputs;
  std::set<std::string, std::less<>> names;  ///< a key stands in a file once

  void add(TaskFileLines& lines, const std::string& column, std::string_view kind,
           const std::string& reason = {}) {
    if (names.insert(column).second)
      lines.push_back({fmt::format("{} = {}", toml_key(column), toml_text(kind)), reason});
  }
};

void add_columns_found(const LearningTask& task, ColumnLines& lines) {
  for (const Feature& f : task.features) lines.add(lines.inputs, f.column, name(f.kind), f.reason);
  for (const Target& t : task.targets) lines.add(lines.outputs, t.column, name(t.kind), t.reason);
}

/// Those that were not found are columns of a table that was cut into windows.
void add_columns_asked_for(const TaskSettings& task, ColumnLines& lines) {
  std::map<std::string, std::string, std::less<>> kinds;  // of several for a column, the last counts
  std::vector<std::string> order;
  for (const std::string& text : task.kinds) {
    const std::size_t equals = text.rfind('=');
    if (equals == std::string::npos) continue;
    order.push_back(text.substr(0, equals));
    kinds[order.back()] = text.substr(equals + 1);
  }
  for (const std::string& target : task.targets)
    lines.add(lines.outputs, target, kinds.contains(target) ? kinds[target] : "auto");
  for (const std::string& column : task.ignored) kinds[column] = "ignored";
  for (const std::string& column : order) lines.add(lines.inputs, column, kinds[column]);
  for (const std::string& column : task.ignored) lines.add(lines.inputs, column, "ignored");
}

}  // namespace

std::string write_task_file(const TaskFileContent& content) {
  std::map<std::string, TaskFileLines, std::less<>> sections;
  sections["data"].push_back(data_line(content.settings.data, content.folder));
  ColumnLines columns;
  if (content.task != nullptr) add_columns_found(*content.task, columns);
  add_columns_asked_for(content.settings.task, columns);
  sections["inputs"] = std::move(columns.inputs);
  sections["outputs"] = std::move(columns.outputs);

  TrainSettings settings = content.settings;
  const Command train = train_command();
  Arguments arguments(train.text);
  declare_train_settings(arguments, settings);
  const std::vector<Arguments::Setting> values = arguments.settings();
  for (const TaskFileKey& key : task_file_keys()) {
    const auto value = std::ranges::find(values, key.option, &Arguments::Setting::name);
    if (value == values.end() || value->values.empty()) continue;
    if (std::ranges::find(content.unused, key.option) != content.unused.end()) continue;
    if (key.option == "task" && content.task != nullptr) continue;  // said of each output
    const OptionInfo& info = *std::ranges::find(arguments.table(), key.option, &OptionInfo::name);
    sections[std::string(key.section)].push_back(
        {fmt::format("{} = {}", key.key(), value_line(value->values, info.type))});
  }
  if (content.tune != nullptr) {
    for (const TomlEntry& entry : content.tune->entries)
      sections["tune"].push_back({fmt::format("{} = {}", toml_key(entry.key), toml_line(entry.value))});
  }

  std::string out =
      "# saem train with this file does the same again; options on the command line count for more.\n";
  for (const std::string& name : task_file_sections()) {
    const auto lines = sections.find(name);
    if (lines == sections.end() || lines->second.empty()) continue;
    out += section_text(name, lines->second);
    if (name == "split" && !content.division.empty()) out += "# " + remark_text(content.division) + "\n";
  }
  return out;
}

}  // namespace saem::cli
