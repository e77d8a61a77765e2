#include "saem/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "saem/core/utf8.h"

namespace saem::detail {
namespace {

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

std::string counted(std::int64_t number, std::string_view noun) {
  return fmt::format("{} {}{}", with_separators(number), noun, number == 1 ? "" : "s");
}

std::string percent(double share, int decimals) {
  if (std::isnan(share)) return "n/a";
  return fmt::format("{:.{}f}\u00A0%", 100.0 * share, std::max(decimals, 0));
}

}  // namespace saem::detail
