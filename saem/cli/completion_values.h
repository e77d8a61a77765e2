#pragma once

#include <string>
#include <vector>

#include "saem/cli/commands.h"
#include "saem/cli/option_table.h"

namespace saem::cli {

/// What may stand where a shell is asked for a value.
struct CompletionValues {
  std::vector<std::string> words;  ///< these
  bool files = false;              ///< or a file
  bool folders = false;            ///< or a folder
};
/// By the choices of an option, or by how its value is called: DATA, MODEL, RUN, PICTURE, DIR, ….
[[nodiscard]] CompletionValues completion_values(const OptionInfo& info);

/// The words and the options among what a command takes.
[[nodiscard]] OptionTable words_of(const OptionTable& table);
[[nodiscard]] OptionTable options_of(const OptionTable& table);

/// Commands' first words, each once: "train", …, "runs", ….
[[nodiscard]] std::vector<std::string> first_words();

}  // namespace saem::cli
