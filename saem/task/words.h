#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace saem {

/// The words of a text, in small letters (A-Z only): runs of letters, digits and characters beyond ASCII;
/// other characters that are no blanks stand alone. "I don't" → i, don, ', t.
[[nodiscard]] std::vector<std::string> words_of(std::string_view text);

}  // namespace saem
