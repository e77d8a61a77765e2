#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saem::cli {

/// A command line that can be pasted, and what it is for (may be empty).
struct Example {
  std::string_view line;
  std::string_view remark = {};
};

/// What a command says of itself.
struct CommandText {
  std::string_view name;         ///< "train", "runs verify"
  std::string_view brief;        ///< one line for `saem --help`, without a full stop
  std::string_view description;  ///< full sentences
  std::vector<Example> examples;
  std::string_view notes = {};  ///< further paragraphs, for the end of the help text
};

/// A word or an option of a command.
struct OptionInfo {
  enum class Kind { word, words, option, flag };  ///< words: one or more of them; option: with a value
  enum class Type { text, texts, integer, number, choice, bytes, duration, flag };  ///< texts: all count
  Kind kind = Kind::option;
  std::string name;                       ///< without dashes; of words: empty
  std::string value;                      ///< how the value is called: "N", "DATA"; of flags: empty
  std::string text;                       ///< what it means, a clause
  std::vector<std::string> choices = {};  ///< all values that there are, if they can be listed
  Type type = Type::text;                 ///< what a value is
};
using OptionTable = std::vector<OptionInfo>;
/// True for what is given without a name.
[[nodiscard]] inline bool is_word(const OptionInfo& info) {
  return info.kind == OptionInfo::Kind::word || info.kind == OptionInfo::Kind::words;
}

}  // namespace saem::cli
