#include <fmt/format.h>

#include "saem/cli/completion.h"
#include "saem/cli/completion_values.h"
#include "saem/cli/shell_scripts.h"

namespace saem::cli {
namespace {

// What compgen is told for a value: "-W 'a b' -d".
std::string compgen_flags(const CompletionValues& values) {
  std::string flags;
  if (!values.words.empty()) flags += fmt::format(" -W '{}'", fmt::join(values.words, " "));
  if (values.files) return flags + " -f";
  return values.folders ? flags + " -d" : flags;
}

std::string cases_of(const Command& command) {
  const OptionTable table = command.table();
  std::string names = "--help", cases;
  for (const OptionInfo& info : options_of(table)) {
    names += " --" + info.name;
    if (info.kind != OptionInfo::Kind::option) continue;
    cases +=
        fmt::format("        --{}) flags=\"{}\" ;;\n", info.name, compgen_flags(completion_values(info)));
  }
  std::string word_flags;
  for (const OptionInfo& info : words_of(table)) word_flags += compgen_flags(completion_values(info));
  return fmt::format(
      "    '{}')\n      case $previous in\n{}        *) if [[ $current == -* ]]; then flags=\"-W '{}'\"; "
      "else "
      "flags=\"{}\"; fi ;;\n      esac ;;\n",
      command.text.name, cases, names, word_flags);
}

}  // namespace

std::string bash_completion() {
  std::string two_words, commands_text;
  for (const std::string& first : first_words()) {
    std::vector<std::string> seconds = second_words(first);
    if (!seconds.empty())
      two_words += fmt::format("    {}) seconds='{}' ;;\n", first, fmt::join(seconds, " "));
  }
  for (const Command& command : commands()) commands_text += cases_of(command);
  return fmt::format(
      "# bash completion for saem, made by: saem completion bash\n"
      "_saem() {{\n"
      "  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD-1]}} "
      "command=${{COMP_WORDS[1]}}\n"
      "  local flags= seconds= place=2\n"
      "  # readline makes a word of the = in --option=value\n"
      "  if [[ $current == = ]]; then current=; elif [[ $previous == = ]]; then "
      "previous=${{COMP_WORDS[COMP_CWORD-2]}}; fi\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    mapfile -t COMPREPLY < <(compgen -W '{0} --help --version' -- \"$current\")\n"
      "    return\n"
      "  fi\n"
      "  case $command in\n{1}  esac\n"
      "  if [[ -n $seconds ]]; then\n"
      "    if ((COMP_CWORD == 2)); then\n"
      "      mapfile -t COMPREPLY < <(compgen -W \"$seconds\" -- \"$current\")\n"
      "      return\n"
      "    fi\n"
      "    command=\"$command ${{COMP_WORDS[2]}}\"\n"
      "  fi\n"
      "  case $command in\n{2}  esac\n"
      "  [[ -z $flags ]] || mapfile -t COMPREPLY < <(eval \"compgen $flags -- \\\"\\$current\\\"\")\n"
      "}}\n"
      "complete -o filenames -F _saem saem\n",
      fmt::join(first_words(), " "), two_words, commands_text);
}

}  // namespace saem::cli
