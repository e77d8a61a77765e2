#include "saem/report/base64.h"

#include <string_view>

namespace saem {

std::string base64_encode(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const std::uint32_t second = left > 1 ? bytes[i + 1] : 0U;
    const std::uint32_t third = left > 2 ? bytes[i + 2] : 0U;
    const std::uint32_t word = (std::uint32_t{bytes[i]} << 16) | (second << 8) | third;
    out += alphabet[word >> 18];
    out += alphabet[(word >> 12) & 63U];
    out += left > 1 ? alphabet[(word >> 6) & 63U] : '=';
    out += left > 2 ? alphabet[word & 63U] : '=';
  }
  return out;
}

}  // namespace saem
