#pragma once

#include <string>
#include <string_view>

namespace saem::detail {

/// The text with A to Z as a to z; other characters stay, whatever the locale.
[[nodiscard]] inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

}  // namespace saem::detail
