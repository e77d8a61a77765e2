#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/cli/arguments.h"
#include "saem/cli/exit_code.h"

namespace saem::cli {

/// A subcommand of saem: one table from which `saem help`, the manual page and the shells' completion are
/// made, and by which the command line is read.
struct Command {
  CommandText text;
  std::function<int(Words)> run;       ///< returns the exit code; throws UsageError or another Error
  std::function<void(Words)> check;    ///< reads the words as `run` does, and does nothing
  std::function<OptionTable()> table;  ///< its words and options
};

/// @param declare  names the words and options and where in the settings their values go.
/// @param run      does the work, and returns the exit code. The words are those it was called with.
template <class Settings>
Command make_command(const CommandText& text, void (*declare)(Arguments&, Settings&),
                     int (*run)(const Settings& settings, Words words)) {
  return {.text = text,
          .run =
              [=](Words words) {
                Settings settings;
                Arguments arguments(text);
                declare(arguments, settings);
                return arguments.parse(words) ? run(settings, words) : exit_success;
              },
          .check =
              [=](Words words) {
                Settings settings;
                Arguments arguments(text);
                declare(arguments, settings);
                arguments.check(words);
              },
          .table =
              [=] {
                Settings settings;
                Arguments arguments(text);
                declare(arguments, settings);
                return arguments.table();
              }};
}

/// All of them, in the order in which a person needs them.
[[nodiscard]] std::span<const Command> commands();
/// The command that the words begin with, and the words after its name (of one or two words). Throws
/// UsageError, with the nearest name, if there is none.
[[nodiscard]] std::pair<const Command&, Words> find_command(Words words);

[[nodiscard]] Command train_command();
[[nodiscard]] Command resume_command();
[[nodiscard]] Command tune_command();
[[nodiscard]] Command verify_command();
[[nodiscard]] Command runs_list_command();
[[nodiscard]] Command runs_show_command();
[[nodiscard]] Command runs_compare_command();
[[nodiscard]] Command runs_best_command();
[[nodiscard]] Command runs_card_command();
[[nodiscard]] Command runs_rebuild_command();
[[nodiscard]] Command evaluate_command();
[[nodiscard]] Command predict_command();
[[nodiscard]] Command data_info_command();
[[nodiscard]] Command data_get_command();
[[nodiscard]] Command data_list_command();
[[nodiscard]] Command summary_command();
[[nodiscard]] Command profile_command();
[[nodiscard]] Command help_command();
[[nodiscard]] Command manual_command();
[[nodiscard]] Command completion_command();
[[nodiscard]] Command version_command();

/// The words that follow this one in the names of commands: "verify" after "runs"; none after most.
[[nodiscard]] std::vector<std::string> second_words(std::string_view first);

/// What `saem help` prints without a command.
[[nodiscard]] std::string help_overview();

}  // namespace saem::cli
