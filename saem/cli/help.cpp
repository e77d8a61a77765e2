#include <fmt/format.h>

#include "saem/cli/commands.h"
#include "saem/cli/help_text.h"
#include "saem/cli/output.h"
#include "saem/cli/version.h"
#include "saem/report/text.h"

namespace saem::cli {
namespace {

struct HelpSettings {
  std::vector<std::string> topic;
};

void declare(Arguments& arguments, HelpSettings& s) {
  arguments.words(s.topic, {"COMMAND", "what to explain; without it, all commands are listed"});
}

int help(const HelpSettings& settings, Words /*words*/) {
  const Command& command = find_command(settings.topic).first;
  print(help_text(command.text, command.table()));
  return exit_success;
}

}  // namespace

std::string help_overview() {
  std::string text = fmt::format(
      "saem {}: from your own data to a trained, tested model\n\n"
      "Usage: saem COMMAND …\n\nCommands:\n",
      version_number());
  for (const Command& command : commands())
    text += fmt::format("  {}{}\n", detail::pad_right(command.text.name, 13), command.text.brief);
  text +=
      "\nA first session:\n"
      "  saem train fashion-mnist                        learn to tell clothes apart\n"
      "  saem predict runs/fashion-mnist-cnn-1 boot.png  ask the model about a picture\n"
      "  saem help train                                 all options of a command, with examples\n"
      "\nResults go to stdout, progress and messages to stderr. With --json, stdout gets one JSON object.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 after Ctrl-C.\n";
  return text;
}

Command help_command() {
  Command command =
      make_command<HelpSettings>({.name = "help",
                                  .brief = "explain a command, with examples",
                                  .description = "Explains a command, with examples.",
                                  .examples = {{"saem help", "all commands"},
                                               {"saem help train"},
                                               {"saem help runs verify"},
                                               {"saem train --help", "the same as saem help train"}}},
                                 declare, help);
  command.run = [with_topic = command.run](Words words) {
    if (!words.empty()) return with_topic(words);
    print(help_overview());
    return exit_success;
  };
  command.check = [with_topic = command.check](Words words) {
    if (!words.empty()) with_topic(words);
  };
  return command;
}

}  // namespace saem::cli
