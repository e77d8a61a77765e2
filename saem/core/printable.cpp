#include "saem/core/printable.h"

#include <fmt/format.h>

#include "saem/core/utf8.h"

namespace saem::detail {
namespace {

bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7F && c < 0xA0); }

/// As JSON writes it, so that JSON stays what it is on its way to a terminal. (Bytes that are no text are not
/// in JSON.)
std::string escaped(const CodePoint& c, unsigned char byte) {
  if (!c.valid) return fmt::format("\\x{:02X}", byte);
  if (c.value == U'\n') return "\\n";
  if (c.value == U'\t') return "\\t";
  if (c.value == U'\r') return "\\r";
  return fmt::format("\\u{:04X}", static_cast<unsigned>(c.value));
}

std::string without_controls(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = decode_first(text);
    const std::string_view bytes = text.substr(0, c.length);
    text.remove_prefix(c.length);
    const bool stays = c.valid && (!is_control(c.value) || (keep_lines && (bytes == "\n" || bytes == "\t")));
    stays ? out.append(bytes) : out.append(escaped(c, static_cast<unsigned char>(bytes.front())));
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) { return without_controls(text, false); }
std::string printable_lines(std::string_view text) { return without_controls(text, true); }

}  // namespace saem::detail
