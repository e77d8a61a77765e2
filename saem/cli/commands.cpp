#include "saem/cli/commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "saem/cli/usage_error.h"

namespace saem::cli {
namespace {

// "runs verify" of runs verify RUN, or else the first word.
const Command* find(Words words, std::size_t length) {
  if (words.size() < length) return nullptr;
  const std::string name = fmt::format("{}", fmt::join(words.first(length), " "));
  for (const Command& command : commands()) {
    if (command.text.name == name) return &command;
  }
  return nullptr;
}

[[noreturn]] void reject_second_word(const std::string& first, Words rest) {
  const std::vector<std::string> known = second_words(first);
  const std::string usual = fmt::format("Try saem {} {}, or see saem --help.", first, known.front());
  fail<UsageError>(
      {.place = first,
       .problem =
           rest.empty()
               ? fmt::format("expected another word after it ({}), received none", fmt::join(known, ", "))
               : fmt::format("expected {} after it, received '{}'", fmt::join(known, ", "), rest.front()),
       .context = "",
       .advice = rest.empty() ? usual : suggestion(rest.front(), known, usual)});
}

}  // namespace

std::span<const Command> commands() {
  static const std::vector<Command> all{train_command(),        resume_command(),       evaluate_command(),
                                        predict_command(),      tune_command(),         summary_command(),
                                        profile_command(),      runs_list_command(),    runs_show_command(),
                                        runs_compare_command(), runs_best_command(),    runs_card_command(),
                                        data_info_command(),    data_get_command(),     data_list_command(),
                                        verify_command(),       runs_rebuild_command(), help_command(),
                                        manual_command(),       completion_command(),   version_command()};
  return all;
}

std::vector<std::string> second_words(std::string_view first) {
  std::vector<std::string> words;
  for (const Command& command : commands()) {
    const std::string_view name = command.text.name;
    if (name.size() > first.size() && name.starts_with(first) && name[first.size()] == ' ')
      words.emplace_back(name.substr(first.size() + 1));
  }
  return words;
}

std::pair<const Command&, Words> find_command(Words words) {
  for (const std::size_t length : {std::size_t{2}, std::size_t{1}}) {
    if (const Command* command = find(words, length)) return {*command, words.subspan(length)};
  }
  const std::string& name = words.front();
  if (!second_words(name).empty()) reject_second_word(name, words.subspan(1));

  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.text.name);
  std::string otherwise = "See saem --help.";
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored))
    otherwise = fmt::format("To learn from that folder: saem train {}", name);
  const bool is_option = name.starts_with('-');
  fail<UsageError>({.place = name,
                    .problem = is_option ? "an option of saem itself was expected, or a command"
                                         : "there is no such command",
                    .context = fmt::format("commands: {}", fmt::join(names, ", ")),
                    .advice = suggestion(name, names, otherwise)});
}

}  // namespace saem::cli
