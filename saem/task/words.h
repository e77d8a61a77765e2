#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saem {

/// The words of a text, in small letters (A-Z only): runs of letters, digits and characters beyond ASCII;
/// other characters that are no blanks stand alone. "I don't" → i, don, ', t.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

/// The characters of a text in UTF-8, each with all of its bytes; a byte that is none stands alone.
[[nodiscard]] std::vector<std::string_view> characters_of(std::string_view text, std::size_t most);

/// A word with a 0 for each of its digits: what telephone numbers, prices and years have in common. Empty for
/// a word without digits.
[[nodiscard]] std::string digits_as_zeros(std::string_view word);

}  // namespace saem
