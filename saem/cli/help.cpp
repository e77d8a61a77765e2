#include <fmt/format.h>

#include "saem/cli/arguments.h"
#include "saem/cli/commands.h"
#include "saem/cli/exit_code.h"
#include "saem/cli/output.h"
#include "saem/cli/version.h"

namespace saem::cli {
namespace {

std::string overview() {
  std::string text = fmt::format(
      "saem {}: from your own data to a trained, tested model\n\n"
      "Usage: saem COMMAND …\n\nCommands:\n",
      version_number());
  for (const Command& command : commands()) text += fmt::format("  {:<10}{}\n", command.name, command.brief);
  text +=
      "\nA first session:\n"
      "  saem train fashion-mnist                        learn to tell clothes apart\n"
      "  saem predict runs/fashion-mnist-cnn-1 boot.png  ask the model about a picture\n"
      "  saem help train                                 all options of a command, with examples\n"
      "\nResults go to stdout, progress and messages to stderr. With --json, stdout gets one JSON object.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 after Ctrl-C.\n";
  return text;
}

}  // namespace

int help(Words words) {
  std::vector<std::string> topic;
  Arguments arguments("help", "Explains a command.", "  saem help train\n");
  arguments.words(topic, {"COMMAND", "what to explain"});
  if (words.empty()) {
    print(overview());
    return exit_success;
  }
  if (!arguments.parse(words)) return exit_success;
  const std::string ask_for_help = "--help";
  return find_command(topic.front()).run({&ask_for_help, 1});
}

}  // namespace saem::cli
