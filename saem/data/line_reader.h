#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saem::detail {

/// The lines of a text, one after the other. Only LF ends a line; a CR before it, and a UTF-8 byte order mark
/// before the first line, do not belong to a line.
class TextLines {
 public:
  explicit TextLines(std::string_view text);

  /// False at the end.
  [[nodiscard]] bool next(std::string_view& line);
  /// Of the last line, from 1.
  [[nodiscard]] std::int64_t number() const noexcept { return number_; }

 private:
  std::string_view rest_;
  std::int64_t number_ = 0;
};

/// Without blanks and tabs at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// Takes the text up to the separator, and the separator, off the front.
[[nodiscard]] std::string_view take_field(std::string_view& text, char separator) noexcept;

/// What a text says as a number: NaN for a missing one ("", "?", "NaN", "NA"); nothing if it is no number, or
/// is infinite or too large for float32.
[[nodiscard]] std::optional<float> parse_value(std::string_view text) noexcept;

/// A part of a file for a message: at most 40 bytes, in quotes, without control characters.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// Throws FileError if the content is empty or is of another kind than text.
void require_text(std::string_view content, const std::string& place);

}  // namespace saem::detail
