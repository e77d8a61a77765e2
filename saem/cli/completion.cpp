#include "saem/cli/completion.h"

#include "saem/cli/commands.h"
#include "saem/cli/output.h"
#include "saem/cli/shell_scripts.h"
#include "saem/cli/usage_error.h"

#include <fmt/format.h>

namespace saem::cli {
namespace {

struct CompletionSettings {
  std::string shell;
};

void declare(Arguments& arguments, CompletionSettings& s) {
  arguments.word(s.shell, {"SHELL", "bash, zsh or fish"});
}

int completion(const CompletionSettings& settings, Words /*words*/) {
  print(completion_script(settings.shell));
  return exit_success;
}

}  // namespace

const std::vector<std::string>& shell_names() {
  static const std::vector<std::string> names{"bash", "zsh", "fish"};
  return names;
}

std::string completion_script(std::string_view shell) {
  if (shell == "bash") return bash_completion();
  if (shell == "zsh") return zsh_completion();
  if (shell == "fish") return fish_completion();
  fail<UsageError>(
      {.place = "completion",
       .problem = fmt::format("expected {}, received '{}'", fmt::join(shell_names(), ", "), shell),
       .context = "",
       .advice = suggestion(shell, shell_names(), "Name one of those shells.")});
}

Command completion_command() {
  return make_command<CompletionSettings>(
      {.name = "completion",
       .brief = "print a script with which a shell completes saem's words",
       .description =
           "Prints a script with which a shell completes saem's commands, options and their values. An "
           "installed saem brings these scripts with it.",
       .examples = {{"source <(saem completion bash)", "in ~/.bashrc"},
                    {"saem completion zsh > ~/.zfunc/_saem", "in a folder of $fpath"},
                    {"saem completion fish > ~/.config/fish/completions/saem.fish"}}},
      declare, completion);
}

}  // namespace saem::cli
