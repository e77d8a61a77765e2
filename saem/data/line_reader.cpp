#include "saem/data/line_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "saem/core/printable.h"
#include "saem/core/utf8.h"
#include "saem/data/file_kind.h"

namespace saem::detail {

TextLines::TextLines(std::string_view text) : rest_(text) {
  if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
}

bool TextLines::next(std::string_view& line) {
  if (rest_.empty()) return false;
  line = take_field(rest_, '\n');
  if (line.ends_with('\r')) line.remove_suffix(1);
  ++number_;
  return true;
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

std::string_view take_field(std::string_view& text, char separator) noexcept {
  const std::size_t end = text.find(separator);
  const std::string_view field = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return field;
}

std::optional<float> parse_value(std::string_view text) noexcept {
  text = trimmed(text);
  if (text.empty() || text == "?" || text == "NaN" || text == "nan" || text == "NA") {
    return std::numeric_limits<float>::quiet_NaN();
  }
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc::result_out_of_range) {  // too large, or too small, which is 0
    const std::size_t exponent = text.find_first_of("eE");
    const bool is_small = exponent != std::string_view::npos && text.substr(exponent + 1).starts_with('-');
    return is_small ? std::optional(0.0F) : std::nullopt;
  }
  if (error != std::errc() || !(std::abs(value) <= static_cast<double>(std::numeric_limits<float>::max()))) {
    return std::nullopt;
  }
  return static_cast<float>(value);
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t shown = 40;
  std::size_t end = 0;
  while (end < text.size() && end < shown) end += decode_first(text.substr(end)).length;
  return fmt::format("'{}{}'", printable(text.substr(0, end)), end < text.size() ? "…" : "");
}

void require_text(std::string_view content, const std::string& place) {
  if (content.empty()) {
    fail<FileError>({place, "the file is empty (0 bytes)", "", "Copy or download it again."});
  }
  constexpr std::size_t looked_at = 4096;
  const std::size_t zero = content.substr(0, looked_at).find('\0');
  if (zero == std::string_view::npos) return;
  const std::string_view kind = describe_content(content.substr(0, 262));
  fail<FileError>({place, fmt::format("expected text, found a zero byte at offset {}", zero),
                   kind == unknown_content || kind == "text" ? "" : fmt::format("it seems to be {}", kind),
                   "Check that this is the right file; text in UTF-16 is converted with "
                   "`iconv -f UTF-16 -t UTF-8`."});
}

}  // namespace saem::detail
