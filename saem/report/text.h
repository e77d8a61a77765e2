#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace saem::detail {

/// Number of Unicode code points in UTF-8 text (a byte that is not part of valid UTF-8 counts as one).
[[nodiscard]] std::size_t character_count(std::string_view text) noexcept;

/// `text` with spaces in front (pad_left) or behind (pad_right) until it is `width` characters long.
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);

/// The first `width` characters of `text`; an ellipsis takes the last place if something was cut off.
[[nodiscard]] std::string shorten(std::string_view text, std::size_t width);

/// Text that may stand anywhere in HTML or XML, between tags or in a quoted attribute: & < > " ' become
/// references; what XML 1.0 does not allow (control characters, invalid UTF-8) becomes U+FFFD, the
/// replacement character.
[[nodiscard]] std::string escape_markup(std::string_view text);

/// "10,000".
[[nodiscard]] std::string with_separators(std::int64_t number);

/// "10,000 examples", "1 example". @param noun  one whose plural ends in s
[[nodiscard]] std::string counted(std::int64_t number, std::string_view noun);

/// A share as a percentage: 0.924 → "92.4 %", with a no-break space. NaN reads "n/a".
[[nodiscard]] std::string percent(double share, int decimals = 1);

}  // namespace saem::detail
