#include "saem/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace saem::detail {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 1;  // bytes
  bool valid = false;
};

/// The code point at the front of `text`, by Table 3-7 of the Unicode Standard ("well-formed UTF-8 byte
/// sequences").
CodePoint decode_first(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return {};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    value = (value << 6) | (byte(i) & 0x3FU);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value < 0xE000;
  if (value < smallest[length] || value > 0x10FFFF || surrogate) return {};
  return {value, length, true};
}

bool is_xml_character(const CodePoint& c) {
  if (!c.valid) return false;
  if (c.value < 0x20) return c.value == '\t' || c.value == '\n' || c.value == '\r';
  return c.value != 0x7F && c.value != 0xFFFE && c.value != 0xFFFF;
}

std::string spaces_to(std::string_view text, std::size_t width) {
  const std::size_t count = character_count(text);
  return std::string(width > count ? width - count : 0, ' ');
}

}  // namespace

std::size_t character_count(std::string_view text) noexcept {
  std::size_t count = 0;
  for (; !text.empty(); ++count) text.remove_prefix(decode_first(text).length);
  return count;
}

std::string pad_left(std::string_view text, std::size_t width) {
  return spaces_to(text, width) + std::string(text);
}

std::string pad_right(std::string_view text, std::size_t width) {
  return std::string(text) + spaces_to(text, width);
}

std::string shorten(std::string_view text, std::size_t width) {
  if (character_count(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::string_view rest = text;
  for (std::size_t i = 0; i + 1 < width; ++i) rest.remove_prefix(decode_first(rest).length);
  return std::string(text.substr(0, text.size() - rest.size())) + "…";
}

std::string escape_markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = decode_first(text);
    if (!is_xml_character(c)) {
      out += "\uFFFD";
    } else if (c.value == '&') {
      out += "&amp;";
    } else if (c.value == '<') {
      out += "&lt;";
    } else if (c.value == '>') {
      out += "&gt;";
    } else if (c.value == '"') {
      out += "&quot;";
    } else if (c.value == '\'') {
      out += "&#39;";
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  return out;
}

std::string with_separators(std::int64_t number) {
  std::string digits = fmt::format("{}", number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t i = digits.size(); i > first + 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string percent(double share, int decimals) {
  if (std::isnan(share)) return "n/a";
  return fmt::format("{:.{}f}\u00A0%", 100.0 * share, std::max(decimals, 0));
}

}  // namespace saem::detail
