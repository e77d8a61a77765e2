#include <fmt/format.h>

#include "saem/cli/completion_values.h"
#include "saem/cli/shell_scripts.h"
#include "saem/data/datasets.h"

namespace saem::cli {
namespace {

// Text inside '…[…]' of an _arguments specification.
std::string described(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == ':' || c == '\\') out += '\\';
    out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return out;
}

std::string action_of(const OptionInfo& info) {
  const CompletionValues values = completion_values(info);
  const std::string words = fmt::format("{}", fmt::join(values.words, " "));
  if (values.files) return "_files";
  // A function of its own: words and folders together need an _alternative, whose colons cannot stand here.
  // The space in front keeps zsh from adding options to the call.
  if (values.folders) return words.empty() ? "_files -/" : " _saem_data";
  return words.empty() ? "" : "(" + words + ")";
}

std::string specifications(const Command& command) {
  std::string text = "'--help[print help]'";
  int place = 0;
  for (const OptionInfo& info : command.table()) {
    const std::string action = action_of(info);
    switch (info.kind) {
      case OptionInfo::Kind::flag:
        text += fmt::format(" \\\n        '--{}[{}]'", info.name, described(info.text));
        break;
      case OptionInfo::Kind::option:
        text += fmt::format(" \\\n        '--{}=[{}]:{}:{}'", info.name, described(info.text), info.value,
                            action);
        break;
      case OptionInfo::Kind::word:
        text += fmt::format(" \\\n        '{}:{}:{}'", ++place, info.value, action);
        break;
      case OptionInfo::Kind::words:
        text += fmt::format(" \\\n        '*:{}:{}'", info.value, action);
        break;
    }
  }
  return text;
}

}  // namespace

std::string zsh_completion() {
  std::string briefs, seconds, cases;
  for (const std::string& first : first_words()) {
    const std::vector<std::string> after = second_words(first);
    if (!after.empty()) {
      briefs += fmt::format("    '{}:{}'\n", first, described(fmt::format("{} …", after.front())));
      seconds += fmt::format(
          "    {0})\n      if ((CURRENT == 2)); then compadd {1}; return; fi\n      word=\"$word "
          "$words[2]\"; shift words; ((CURRENT--)) ;;\n",
          first, fmt::join(after, " "));
    }
  }
  for (const Command& command : commands()) {
    if (command.text.name.find(' ') == std::string_view::npos)
      briefs += fmt::format("    '{}:{}'\n", command.text.name, described(command.text.brief));
    cases += fmt::format("    '{}')\n      _arguments {} ;;\n", command.text.name, specifications(command));
  }
  return fmt::format(
      "#compdef saem\n"
      "# zsh completion for saem, made by: saem completion zsh\n"
      "_saem_data() {{ _alternative 'names:dataset:({})' 'folders:folder:_files -/'; }}\n"
      "_saem() {{\n"  // no variable may be called "commands": zsh has one, with other content
      "  local -a names=(\n{}  )\n"
      "  if ((CURRENT == 2)); then _describe command names; return; fi\n"
      "  shift words; ((CURRENT--))\n"
      "  local word=$words[1]\n"
      "  case $word in\n{}  esac\n"
      "  case $word in\n{}  esac\n"
      "}}\n"
      "if [[ $funcstack[1] == _saem ]]; then _saem \"$@\"; else compdef _saem saem; fi\n",
      fmt::join(datasets::names(), " "), briefs, seconds, cases);
}

}  // namespace saem::cli
