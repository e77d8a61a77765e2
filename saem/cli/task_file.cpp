#include "saem/cli/task_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/cli/task_file_keys.h"
#include "saem/cli/task_file_values.h"
#include "saem/cli/usage_error.h"
#include "saem/core/atomic_file.h"
#include "saem/data/datasets.h"

namespace saem::cli {
namespace {

namespace fs = std::filesystem;
using Kind = TomlValue::Kind;

constexpr std::string_view found_out = "auto";
const std::vector<std::string>& input_kinds() {
  static const std::vector<std::string> names{"auto",   "number",  "category", "text",  "date",
                                              "series", "picture", "sound",    "array", "ignored"};
  return names;
}
const std::vector<std::string>& output_kinds() {
  static const std::vector<std::string> names{"auto", "classes", "value"};
  return names;
}

class TaskFileReader {
 public:
  TaskFileReader(const TomlValue& root, const fs::path& path, const OptionTable& table)
      : root_(root), table_(table), file_{.path = path, .data = {}, .settings = {}, .tune = {}} {}

  TaskFile read() {
    for (const TomlEntry& section : root_.entries) {
      require_section(section);
      if (section.key == "inputs") {
        read_inputs(section.value);
      } else if (section.key == "outputs") {
        read_outputs(section.value);
      } else if (section.key == "tune") {
        file_.tune = section.value;
      } else {
        read_options(section);
      }
    }
    if (file_.data.empty()) file_.data = resolved("");
    return std::move(file_);
  }

 private:
  [[nodiscard]] std::string origin(const TomlEntry& entry) const {
    return fmt::format("{}: {}", toml_place(file_.path.string(), entry.line, entry.column), entry.key);
  }
  [[noreturn]] void refuse(const TomlEntry& entry, const std::string& problem,
                           const std::string& advice) const {
    fail<UsageError>({origin(entry), problem, "", advice});
  }

  void require_section(const TomlEntry& entry) const {
    const std::vector<std::string>& sections = task_file_sections();
    const bool exists = std::ranges::find(sections, entry.key) != sections.end();
    if (exists && entry.value.kind == Kind::table) return;
    if (exists) {
      refuse(entry, fmt::format("expected a section, received {}", toml_received(entry.value)),
             fmt::format("Write [{}] on a line of its own, and its keys below.", entry.key));
    }
    for (const TaskFileKey& key : task_file_keys()) {
      if (key.key() == entry.key)
        refuse(entry, "stands in no section",
               fmt::format("It belongs to [{}]: put it below that line.", key.section));
    }
    refuse(entry, "there is no such section",
           suggestion(entry.key, sections, fmt::format("There are {}.", fmt::join(sections, ", "))));
  }

  [[nodiscard]] const OptionInfo* info_of(std::string_view option) const {
    const auto found = std::ranges::find(table_, option, &OptionInfo::name);
    return found == table_.end() ? nullptr : &*found;
  }

  void read_options(const TomlEntry& section) {
    for (const TomlEntry& entry : section.value.entries) {
      if (section.key == "data" && (entry.key == "path" || entry.key == "name")) {
        read_data(entry);
        continue;
      }
      const auto keys = task_file_keys();
      const auto key = std::ranges::find_if(keys, [&](const TaskFileKey& k) {
        return k.section == section.key && k.key() == entry.key && info_of(k.option) != nullptr;
      });
      if (key == keys.end()) refuse_key(section.key, entry);
      const OptionInfo::Type type = info_of(key->option)->type;
      const std::optional<std::vector<std::string>> words = toml_words(entry.value, type);
      if (!words) {
        refuse(entry,
               fmt::format("expected {}, received {}", toml_expectation(type), toml_received(entry.value)),
               "");
      }
      file_.settings.push_back({std::string(key->option), *words, origin(entry)});
    }
  }

  [[noreturn]] void refuse_key(const std::string& section, const TomlEntry& entry) const {
    std::vector<std::string> names;
    if (section == "data") names = {"path", "name"};
    std::string elsewhere;
    for (const TaskFileKey& key : task_file_keys()) {
      if (key.section == section) names.push_back(key.key());
      if (key.key() == entry.key || key.option == entry.key) elsewhere = key.section;
    }
    const std::string all = fmt::format("[{}] has {}.", section, fmt::join(names, ", "));
    refuse(entry, fmt::format("[{}] has no such key", section),
           elsewhere.empty() || elsewhere == section ? suggestion(entry.key, names, all)
                                                     : fmt::format("It belongs to [{}].", elsewhere));
  }

  void read_data(const TomlEntry& entry) {
    if (entry.value.kind != Kind::text || entry.value.text.empty())
      refuse(entry, fmt::format("expected a text in quotes, received {}", toml_received(entry.value)), "");
    if (!file_.data.empty())
      refuse(entry, "the data have a path or a name, not both", "Keep one of the two.");
    file_.data = entry.key == "path" ? resolved(entry.value.text) : entry.value.text;
  }

  /// A path that is relative to the file, as one from the working folder. "": the file's own folder.
  [[nodiscard]] std::string resolved(const std::string& text) const {
    if (text == "-") return text;  // the standard input
    fs::path path = (file_.path.parent_path() / text).lexically_normal();
    if (path.empty()) path = ".";
    const std::vector<std::string> known = datasets::names();
    const bool is_name = std::ranges::find(known, path.string()) != known.end();
    return is_name ? "./" + path.string() : path.string();
  }

  [[nodiscard]] const std::string& kind_in(const TomlEntry& entry,
                                           const std::vector<std::string>& kinds) const {
    if (entry.value.kind == Kind::table)
      refuse(entry, "expected the kind of a column, received a table",
             "Write the name of a column with dots in quotes: \"a.b\" = \"number\".");
    const std::string all = fmt::format("{}", fmt::join(kinds, ", "));
    if (entry.value.kind != Kind::text)
      refuse(entry, fmt::format("expected one of {}, received {}", all, toml_received(entry.value)),
             "Kinds are texts in quotes.");
    const std::string& kind = entry.value.text;
    if (std::ranges::find(kinds, kind) == kinds.end())
      refuse(entry, fmt::format("expected one of {}, received '{}'", all, kind), suggestion(kind, kinds, ""));
    return kind;
  }

  void read_inputs(const TomlValue& section) {
    for (const TomlEntry& entry : section.entries) {
      const std::string& kind = kind_in(entry, input_kinds());
      if (kind == "ignored") {
        file_.settings.push_back({"ignore", {entry.key}, origin(entry)});
      } else if (kind != found_out) {
        file_.settings.push_back({"kind", {entry.key + "=" + kind}, origin(entry)});
      }
    }
  }

  void read_outputs(const TomlValue& section) {
    const TomlValue* inputs = root_.find("inputs");
    for (const TomlEntry& entry : section.entries) {
      const std::string& kind = kind_in(entry, output_kinds());
      if (inputs != nullptr && inputs->find(entry.key) != nullptr)
        refuse(entry, "is among the [inputs] too", "A column is learned from, or predicted.");
      file_.settings.push_back({"target", {entry.key}, origin(entry)});
      if (kind != found_out) file_.settings.push_back({"kind", {entry.key + "=" + kind}, origin(entry)});
    }
  }

  const TomlValue& root_;
  const OptionTable& table_;
  TaskFile file_;
};

}  // namespace

bool is_task_file(const std::string& data) {
  std::error_code ignored;
  return fs::path(data).extension() == ".toml" ||
         fs::is_regular_file(fs::path(data) / task_file_name, ignored);
}

fs::path task_file_of(const std::string& data) {
  const fs::path path = data;
  return path.extension() == ".toml" ? path : path / task_file_name;
}

TaskFile parse_task_file(std::string_view text, const fs::path& path, const OptionTable& table) {
  const TomlValue root = parse_toml(text, path.string());
  return TaskFileReader(root, path, table).read();
}

TaskFile read_task_file(const fs::path& path, const OptionTable& table) {
  constexpr std::size_t limit = std::size_t{1} << 24;
  std::error_code ignored;
  if (!fs::exists(path, ignored))
    fail<FileError>({path.string(), "there is no such task file", "",
                     "Give a table or a folder of data, or a saem.toml that a run has written."});
  return parse_task_file(read_file(path, limit), path, table);
}

}  // namespace saem::cli
