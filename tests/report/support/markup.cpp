#include "tests/report/support/markup.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <vector>

namespace saem::testing {
namespace {

const std::set<std::string, std::less<>> void_elements = {"meta", "img", "br"};
const std::set<std::string, std::less<>> references = {"amp", "lt", "gt", "quot", "#39", "nbsp"};

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == ':' || c == '_';
}

std::string_view take_name(std::string_view& rest) {
  std::size_t n = 0;
  while (n < rest.size() && is_name_character(rest[n])) ++n;
  const auto name = rest.substr(0, n);
  rest.remove_prefix(n);
  return name;
}

void skip_space(std::string_view& rest) {
  while (!rest.empty() && std::isspace(static_cast<unsigned char>(rest.front())) != 0) rest.remove_prefix(1);
}

std::string text_error(std::string_view text) {
  for (std::size_t i = text.find('&'); i != std::string_view::npos; i = text.find('&', i + 1)) {
    const auto end = text.find(';', i);
    if (end == std::string_view::npos || !references.contains(text.substr(i + 1, end - i - 1))) {
      return "bare &: " + std::string(text.substr(i, 20));
    }
  }
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' && c != '\r')
      return "control character in text";
  }
  return text.find('<') == std::string_view::npos ? "" : "bare < in an attribute";
}

/// Reads attributes up to and including > or />; sets `closed` for the latter.
std::string attributes_error(std::string_view& rest, bool& closed) {
  std::set<std::string, std::less<>> seen;
  for (;;) {
    skip_space(rest);
    if (rest.starts_with('>')) {
      rest.remove_prefix(1);
      return {};
    }
    if (rest.starts_with("/>")) {
      rest.remove_prefix(2);
      closed = true;
      return {};
    }
    const auto name = take_name(rest);
    if (name.empty()) return "attribute expected: " + std::string(rest.substr(0, 30));
    if (!seen.emplace(name).second) return "attribute twice: " + std::string(name);
    if (!rest.starts_with("=\"")) return "attribute without quoted value: " + std::string(name);
    rest.remove_prefix(2);
    const auto end = rest.find('"');
    if (end == std::string_view::npos) return "unclosed attribute: " + std::string(name);
    if (const auto error = text_error(rest.substr(0, end)); !error.empty()) return error;
    rest.remove_prefix(end + 1);
  }
}

}  // namespace

std::string markup_error(std::string_view rest) {
  std::vector<std::string> open;
  constexpr std::string_view doctype = "<!DOCTYPE html>";
  if (rest.starts_with(doctype)) rest.remove_prefix(doctype.size());
  while (!rest.empty()) {
    const auto tag = rest.find('<');
    if (const auto error = text_error(rest.substr(0, tag)); !error.empty()) return error;
    if (tag == std::string_view::npos) break;
    rest.remove_prefix(tag + 1);
    const bool closing = rest.starts_with('/');
    if (closing) rest.remove_prefix(1);
    const std::string name(take_name(rest));
    if (name.empty()) return "tag name expected: " + std::string(rest.substr(0, 30));
    bool closed = false;
    if (const auto error = attributes_error(rest, closed); !error.empty()) return error;
    if (closing) {
      if (open.empty() || open.back() != name)
        return "</" + name + "> closes <" + (open.empty() ? "" : open.back()) + ">";
      open.pop_back();
    } else if (!closed && !void_elements.contains(name)) {
      open.push_back(name);
      if (name == "style") rest.remove_prefix(std::min(rest.find("</style>"), rest.size()));
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> is never closed";
}

}  // namespace saem::testing
