#include "saem/interop/toml.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <tuple>

#include "saem/core/error.h"

// Each level of nesting is a call deeper in the library.
#define TOML_MAX_NESTED_VALUES 16
#include <toml++/toml.h>

namespace saem {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 24;
constexpr int most_parts = 32;

[[noreturn]] void refuse_toml(std::string_view file, std::int64_t line, std::int64_t column,
                              const std::string& problem, const std::string& advice) {
  fail<FileError>({toml_place(file, line, column), problem, "", advice});
}

/// Walks through a text as TOML is divided into keys, quoted texts and comments.
///
/// Each part of a key "a.b.c" is a table in a table, which the library takes apart by recursion, without a
/// limit of its own.
class KeyDepth {
 public:
  KeyDepth(std::string_view text, std::string_view place) : text_(text), place_(place) {}

  void require_small() {
    int parts = 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        skip_quoted(c);
        continue;
      }
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      if (c == '.' && ++parts > most_parts) {
        refuse_toml(place_, line_, static_cast<std::int64_t>(at_ - line_begin_) + 1,
                    fmt::format("expected a key of at most {} parts, received more", most_parts),
                    "Write a name with dots in quotes.");
      }
      if (std::string_view("\n=,{}[]").find(c) != std::string_view::npos) parts = 1;
      if (c == '\n') end_line();
      ++at_;
    }
  }

 private:
  void end_line() {
    ++line_;
    line_begin_ = at_ + 1;
  }

  void skip_quoted(char quote) {
    const std::string three(3, quote);
    const bool is_long = text_.substr(at_).starts_with(three);
    at_ += is_long ? 3 : 1;
    while (at_ < text_.size()) {
      if (text_[at_] == '\n') {
        if (!is_long) return;  // an error, which the library names
        end_line();
      }
      if (quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n') {
        at_ += 2;
        continue;
      }
      if (is_long ? text_.substr(at_).starts_with(three) : text_[at_] == quote) {
        at_ += is_long ? 3 : 1;
        return;
      }
      ++at_;
    }
  }

  std::string_view text_, place_;
  std::size_t at_ = 0, line_begin_ = 0;
  std::int64_t line_ = 1;
};

template <class Date>
std::string written(const Date& date) {
  std::ostringstream out;
  out << date;
  return out.str();
}

TomlValue value_of(const toml::node& node) {
  TomlValue value;
  value.line = node.source().begin.line;
  value.column = node.source().begin.column;
  using Kind = TomlValue::Kind;
  if (const toml::table* table = node.as_table()) {
    for (const auto& [key, entry] : *table) {
      const toml::source_position at = key.source().begin;
      value.entries.push_back({std::string(key.str()), at.line, at.column, value_of(entry)});
    }
    std::ranges::stable_sort(value.entries, {},
                             [](const TomlEntry& e) { return std::tuple(e.line, e.column); });
  } else if (const toml::array* array = node.as_array()) {
    value.kind = Kind::array;
    for (const toml::node& item : *array) value.items.push_back(value_of(item));
  } else if (const auto* text = node.as_string()) {
    value.kind = Kind::text;
    value.text = text->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = Kind::integer;
    value.integer = integer->get();
  } else if (const auto* number = node.as_floating_point()) {
    value.kind = Kind::number;
    value.number = number->get();
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = Kind::boolean;
    value.boolean = boolean->get();
  } else {
    value.kind = Kind::date;
    if (const auto* date = node.as_date()) value.text = written(date->get());
    if (const auto* time = node.as_time()) value.text = written(time->get());
    if (const auto* both = node.as_date_time()) value.text = written(both->get());
  }
  return value;
}

}  // namespace

const TomlValue* TomlValue::find(std::string_view key) const {
  const auto found = std::ranges::find(entries, key, &TomlEntry::key);
  return found == entries.end() ? nullptr : &found->value;
}

std::string_view name(TomlValue::Kind kind) noexcept {
  switch (kind) {
    case TomlValue::Kind::table:
      return "a table";
    case TomlValue::Kind::array:
      return "a list";
    case TomlValue::Kind::text:
      return "a text";
    case TomlValue::Kind::integer:
      return "a whole number";
    case TomlValue::Kind::number:
      return "a number";
    case TomlValue::Kind::boolean:
      return "true or false";
    case TomlValue::Kind::date:
      break;
  }
  return "a date or time";
}

TomlValue parse_toml(std::string_view text, std::string_view place) {
  if (text.size() > most_bytes) {
    fail<FileError>(
        {std::string(place), "expected a small text, received more than 16 MiB", "", "Is this a TOML file?"});
  }
  KeyDepth(text, place).require_small();
  try {
    return value_of(toml::parse(text));
  } catch (const toml::parse_error& error) {
    const toml::source_position at = error.source().begin;
    refuse_toml(place, at.line, at.column, fmt::format("this is no TOML: {}", error.description()),
                "Texts stand in quotes: key = \"text\"; sections in brackets: [section].");
  }
}

std::string toml_place(std::string_view file, std::int64_t line, std::int64_t column) {
  return fmt::format("{}, line {}, column {}", file, line, column);
}

}  // namespace saem
