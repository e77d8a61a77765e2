#include "saem/cli/task_file_values.h"

#include <fmt/format.h>

namespace saem::cli {

using Kind = TomlValue::Kind;

std::string_view toml_expectation(OptionInfo::Type type) {
  switch (type) {
    case OptionInfo::Type::integer:
      return "a whole number";
    case OptionInfo::Type::number:
      return "a number";
    case OptionInfo::Type::flag:
      return "true or false";
    case OptionInfo::Type::bytes:
      return "an amount of memory in quotes, such as \"200MB\"";
    case OptionInfo::Type::duration:
      return "a duration in quotes, such as \"10m\"";
    default:
      return "a text in quotes";
  }
}

std::optional<std::string> toml_word(const TomlValue& value, OptionInfo::Type type) {
  switch (type) {
    case OptionInfo::Type::flag:
      if (value.kind == Kind::boolean) return value.boolean ? "true" : "false";
      return {};
    case OptionInfo::Type::number:
      if (value.kind == Kind::number) return fmt::format("{}", value.number);
      [[fallthrough]];
    case OptionInfo::Type::integer:
      if (value.kind == Kind::integer) return fmt::format("{}", value.integer);
      return {};
    default:
      return value.kind == Kind::text ? std::optional(value.text) : std::nullopt;
  }
}

std::optional<std::vector<std::string>> toml_words(const TomlValue& value, OptionInfo::Type type) {
  std::vector<std::string> words;
  const bool is_list = type == OptionInfo::Type::texts && value.kind == Kind::array;
  for (const TomlValue& item : is_list ? value.items : std::vector{value}) {
    std::optional<std::string> word = toml_word(item, type);
    if (!word) return {};
    words.push_back(std::move(*word));
  }
  return words;
}

std::string toml_received(const TomlValue& value) {
  constexpr std::size_t most = 60;
  const std::string line = toml_line(value);
  return fmt::format("{}: {}", name(value.kind), line.size() > most ? line.substr(0, most) + "…" : line);
}

}  // namespace saem::cli
