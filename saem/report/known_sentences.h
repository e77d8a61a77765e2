#pragma once

#include <span>
#include <string_view>

namespace saem::detail {

struct KnownSentence {
  std::string_view
      english;  ///< # stands for a number, or for what is in single quotes; * at the end for anything
  std::string_view korean;  ///< {0}, {1}, … stand for what was found in its place
};

/// What the program says in English outside the page's own texts.
[[nodiscard]] std::span<const KnownSentence> known_sentences();

}  // namespace saem::detail
