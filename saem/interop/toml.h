#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saem {

struct TomlEntry;

/// A value of a TOML file, with the place where it stands.
struct TomlValue {
  enum class Kind : std::uint8_t { table, array, text, integer, number, boolean, date };
  Kind kind = Kind::table;
  std::int64_t line = 1, column = 1;  ///< from 1

  std::string text = {};  ///< of texts; of dates and times: as they are written
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  std::vector<TomlValue> items = {};  ///< of arrays
  std::vector<TomlEntry> entries;     ///< of tables, in the order of the file

  /// The value of a key; null if this is no table, or has none.
  [[nodiscard]] const TomlValue* find(std::string_view key) const;
};

struct TomlEntry {
  std::string key;
  std::int64_t line = 1, column = 1;  ///< of the key
  TomlValue value = {};
};

/// "a text", "a whole number": for messages.
[[nodiscard]] std::string_view name(TomlValue::Kind kind) noexcept;

/// Reads TOML 1.0.
///
/// Throws FileError, naming `place`, line and column, for anything else: text that is no UTF-8, a key that
/// is given twice; and for what no person writes: more than 16 MiB, keys of more than 32 parts, values nested
/// deeper than 16.
/// Source: https://toml.io/en/v1.0.0
[[nodiscard]] TomlValue parse_toml(std::string_view text, std::string_view place);

/// "saem.toml, line 3, column 8".
[[nodiscard]] std::string toml_place(std::string_view file, std::int64_t line, std::int64_t column);

/// A text in quotes, with escapes. What is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string toml_text(std::string_view text);
/// A key: bare if that is possible, else in quotes.
[[nodiscard]] std::string toml_key(std::string_view key);
/// A value on one line: tables and arrays in braces and brackets. `parse_toml` gives an equal one for it.
[[nodiscard]] std::string toml_line(const TomlValue& value);

}  // namespace saem
