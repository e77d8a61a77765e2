// Any bytes as a TOML file, and as a task file: values that are the same after they are written and read,
// words of the command line, or an error.
#include <algorithm>

#include "fuzz/support.h"
#include "saem/cli/task_file.h"
#include "saem/cli/task_file_keys.h"
#include "saem/interop/toml.h"

using namespace saem;

namespace {

int depth_of(const TomlValue& value) {
  int depth = 0;
  for (const TomlEntry& entry : value.entries) depth = std::max(depth, depth_of(entry.value));
  for (const TomlValue& item : value.items) depth = std::max(depth, depth_of(item));
  return depth + 1;
}

/// Options of each type in turn.
cli::OptionTable option_table() {
  using Type = cli::OptionInfo::Type;
  constexpr Type types[] = {Type::text,   Type::integer, Type::number,   Type::flag,
                            Type::choice, Type::bytes,   Type::duration, Type::texts};
  cli::OptionTable table;
  for (const cli::TaskFileKey& key : cli::task_file_keys()) {
    table.push_back({.name = std::string(key.option),
                     .value = {},
                     .text = {},
                     .type = types[table.size() % std::size(types)]});
  }
  return table;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of(data, size);
  TomlValue root;
  if (!fuzz::accepts([&] { root = parse_toml(text, "input.toml"); })) return 0;
  constexpr int deepest = 12;  // on one line, each table counts as nested
  if (depth_of(root) < deepest) {
    const std::string line = toml_line(root);
    const TomlValue again = parse_toml("root = " + line, "line.toml");
    fuzz::require(again.find("root") != nullptr && toml_line(*again.find("root")) == line,
                  "values are the same after they are written and read");
  }
  static const cli::OptionTable table = option_table();
  cli::TaskFile file;
  if (!fuzz::accepts([&] { file = cli::parse_task_file(text, "folder/input.toml", table); })) return 0;
  fuzz::require(!file.data.empty(), "a task file names its data");
  for (const cli::TaskFile::Setting& setting : file.settings) {
    fuzz::require(!setting.option.empty(), "a setting is of an option");
    fuzz::require(setting.origin.starts_with("folder/input.toml, line "), "a setting knows where it stands");
  }
  return 0;
}
