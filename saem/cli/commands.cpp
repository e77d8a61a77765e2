#include "saem/cli/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <vector>

#include "saem/cli/usage_error.h"

namespace saem::cli {
namespace {

constexpr std::array<Command, 8> all_commands{{
    {"train", "learn from a dataset: a model, its history and a report", train},
    {"resume", "go on with a training that was interrupted or killed", resume},
    {"evaluate", "measure a model on a dataset", evaluate},
    {"predict", "say what is in pictures", predict},
    {"summary", "show the layers of a model and what it was trained on", summary},
    {"profile", "show where the time and the memory of a step go", profile},
    {"help", "explain a command, with examples", help},
    {"version", "print the version", version},
}};

}  // namespace

std::span<const Command> commands() { return all_commands; }

const Command& find_command(std::string_view name) {
  const auto* const found = std::ranges::find(all_commands, name, &Command::name);
  if (found != all_commands.end()) return *found;

  std::vector<std::string> names;
  for (const Command& command : all_commands) names.emplace_back(command.name);
  std::string otherwise = "See saem --help.";
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored))
    otherwise = fmt::format("To learn from that folder: saem train {}", name);
  const bool is_option = name.starts_with('-');
  fail<UsageError>({.place = std::string(name),
                    .problem = is_option ? "an option of saem itself was expected, or a command"
                                         : "there is no such command",
                    .context = fmt::format("commands: {}", fmt::join(names, ", ")),
                    .advice = suggestion(name, names, otherwise)});
}

}  // namespace saem::cli
