#pragma once

#include <string_view>

namespace saem::testing {

/// True if a syllable of Hangul (U+AC00 … U+D7A3) is in the text.
[[nodiscard]] inline bool has_hangul(std::string_view text) {
  for (std::size_t i = 0; i + 2 < text.size(); ++i) {
    const auto byte = [&](std::size_t k) {
      return static_cast<unsigned>(static_cast<unsigned char>(text[i + k]));
    };
    if ((byte(0) & 0xF0U) != 0xE0U) continue;
    const unsigned point = ((byte(0) & 0xFU) << 12) | ((byte(1) & 0x3FU) << 6) | (byte(2) & 0x3FU);
    if (point >= 0xAC00 && point <= 0xD7A3) return true;
  }
  return false;
}

}  // namespace saem::testing
