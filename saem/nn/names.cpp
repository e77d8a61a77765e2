#include "saem/nn/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "saem/core/error.h"

namespace saem::detail {
namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_utf8(const std::string& text) {
  try {
    static_cast<void>(nlohmann::json(text).dump());
    return true;
  } catch (const nlohmann::json::type_error&) {
    return false;
  }
}

std::string name_key(std::string_view name) {
  std::string key;
  for (const char c : name) {
    if (c != '_') key += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return key;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) { return name_key(a) == name_key(b); }

std::string snake_case(std::string_view class_name) {
  std::string name;
  for (std::size_t i = 0; i < class_name.size(); ++i) {
    const char c = class_name[i];
    const bool begins_word =
        is_upper(c) && i > 0 &&
        (is_lower(class_name[i - 1]) || (i + 1 < class_name.size() && is_lower(class_name[i + 1])));
    if (begins_word) name += '_';
    name += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return name;
}

void require_name(const std::string& name, std::string_view place) {
  const bool printable = std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
  if (!name.empty() && printable && is_utf8(name)) return;
  fail<ValueError>(
      {std::string(place),
       name.empty() ? "the name is empty" : "the name is not UTF-8 text, or has control characters in it",
       {},
       "Names go into tables and model files: use ordinary characters."});
}

void unknown_name(std::string_view place, std::string_view kind, std::string_view text,
                  std::span<const std::string> known) {
  const std::string_view near = nearest_name(text, known);
  std::vector<std::string> quoted;
  for (const std::string& name : known) quoted.push_back(fmt::format("\"{}\"", name));
  fail<ValueError>({std::string(place), fmt::format("unknown {} \"{}\"", kind, text),
                    fmt::format("known: {}", fmt::join(quoted, ", ")),
                    near.empty() ? "" : fmt::format("Did you mean \"{}\"?", near)});
}

void require_positive(std::string_view place, std::string_view option, std::int64_t value,
                      std::string_view meaning) {
  constexpr std::int64_t limit = std::int64_t{1}
                                 << 30;  // far above any real size; no product of two overflows
  if (value >= 1 && value < limit) return;
  fail<ValueError>({std::string(place),
                    value < 1 ? fmt::format("expected {} of 1 or more, received {}", option, value)
                              : fmt::format("expected {} below {}, received {}", option, limit, value),
                    {},
                    std::string(meaning)});
}

}  // namespace saem::detail
