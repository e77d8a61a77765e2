#include <fmt/format.h>

#include "saem/cli/completion_values.h"
#include "saem/cli/shell_scripts.h"

namespace saem::cli {
namespace {

std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// When the command line begins with these words.
std::string condition(std::string_view name) {
  std::string text;
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    text +=
        fmt::format("{}__fish_seen_subcommand_from {}", text.empty() ? "" : "; and ", rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return text;
}

std::string arguments_of(const OptionInfo& info) {
  const CompletionValues values = completion_values(info);
  std::string text = fmt::format("{}", fmt::join(values.words, " "));
  if (values.folders && !values.files)
    text += text.empty() ? "(__fish_complete_directories)" : " (__fish_complete_directories)";
  return text;
}

std::string lines_of(const Command& command) {
  const std::string when = in_quotes(condition(command.text.name));
  std::string lines;
  for (const OptionInfo& info : command.table()) {
    const std::string values = arguments_of(info);
    const std::string with = values.empty() ? "" : " -a " + in_quotes(values);
    const bool files = completion_values(info).files;
    switch (info.kind) {
      case OptionInfo::Kind::flag:
        lines += fmt::format("complete -c saem -n {} -l {} -d {}\n", when, info.name, in_quotes(info.text));
        break;
      case OptionInfo::Kind::option:
        lines += fmt::format("complete -c saem -n {} -l {} {} -d {}{}\n", when, info.name,
                             files ? "-r -F" : "-x", in_quotes(info.text), with);
        break;
      case OptionInfo::Kind::word:
      case OptionInfo::Kind::words:
        lines += fmt::format("complete -c saem -n {}{}{}\n", when, files ? " -F" : "", with);
        break;
    }
  }
  return lines;
}

}  // namespace

std::string fish_completion() {
  std::string text =
      "# fish completion for saem, made by: saem completion fish\ncomplete -c saem -f\n"
      "complete -c saem -n __fish_use_subcommand -l help -d 'print help'\n"
      "complete -c saem -n __fish_use_subcommand -l version -d 'print the version'\n";
  for (const std::string& first : first_words()) {
    const std::vector<std::string> after = second_words(first);
    if (!after.empty()) {
      text += fmt::format("complete -c saem -n __fish_use_subcommand -a {}\n", first);
      const std::string all = fmt::format("{}", fmt::join(after, " "));
      text += fmt::format("complete -c saem -n '{}; and not __fish_seen_subcommand_from {}' -a '{}'\n",
                          condition(first), all, all);
    }
  }
  for (const Command& command : commands()) {
    if (command.text.name.find(' ') == std::string_view::npos)
      text += fmt::format("complete -c saem -n __fish_use_subcommand -a {} -d {}\n", command.text.name,
                          in_quotes(command.text.brief));
    text += lines_of(command);
  }
  return text;
}

}  // namespace saem::cli
