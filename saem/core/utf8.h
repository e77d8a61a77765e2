#pragma once

#include <cstddef>
#include <string_view>

namespace saem::detail {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  ///< bytes
  bool valid = false;
};

/// The code point at the front of a text that is not empty, by Table 3-7 of the Unicode Standard
/// ("well-formed UTF-8 byte sequences"); a byte that begins none is one that is not valid.
[[nodiscard]] CodePoint decode_first(std::string_view text) noexcept;

}  // namespace saem::detail
