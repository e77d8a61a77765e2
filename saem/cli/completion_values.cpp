#include "saem/cli/completion_values.h"

#include <algorithm>

#include "saem/cli/completion.h"
#include "saem/data/public_sets/public_sets.h"

namespace saem::cli {
namespace {}  // namespace

CompletionValues completion_values(const OptionInfo& info) {
  if (!info.choices.empty()) return {.words = info.choices};
  if (info.value == "DATA" || info.value == "SET") {
    CompletionValues values{.words = {}, .folders = info.value == "DATA"};
    for (const PublicSet& set : public_sets()) values.words.emplace_back(set.name);
    return values;
  }
  if (info.value == "RUN" || info.value == "OTHER" || info.value == "DIR")
    return {.words = {}, .folders = true};
  if (info.value == "MODEL" || info.value == "PICTURE") return {.words = {}, .files = true, .folders = true};
  if (info.value == "SHELL") return {.words = shell_names()};
  if (info.value == "COMMAND") return {.words = first_words()};
  return {};
}

OptionTable words_of(const OptionTable& table) {
  OptionTable out;
  std::ranges::copy_if(table, std::back_inserter(out), is_word);
  return out;
}

OptionTable options_of(const OptionTable& table) {
  OptionTable out;
  std::ranges::copy_if(table, std::back_inserter(out), [](const OptionInfo& info) { return !is_word(info); });
  return out;
}

std::vector<std::string> first_words() {
  std::vector<std::string> words;
  for (const Command& command : commands()) {
    const std::string first(command.text.name.substr(0, command.text.name.find(' ')));
    if (std::ranges::find(words, first) == words.end()) words.push_back(first);
  }
  return words;
}

}  // namespace saem::cli
