#pragma once

#include <span>
#include <string>
#include <string_view>

namespace saem::cli {

/// What follows the name of the command.
using Words = std::span<const std::string>;

/// A subcommand of saem.
struct Command {
  std::string_view name;
  std::string_view brief;   ///< one line for `saem --help`
  int (*run)(Words words);  ///< returns the exit code; throws UsageError or another Error
};

/// All of them, in the order in which a person needs them.
[[nodiscard]] std::span<const Command> commands();
/// The command of this name. Throws UsageError, with the nearest name, if there is none.
[[nodiscard]] const Command& find_command(std::string_view name);

int train(Words words);
int resume(Words words);
int evaluate(Words words);
int predict(Words words);
int summary(Words words);
int profile(Words words);
int help(Words words);
int version(Words words);

}  // namespace saem::cli
