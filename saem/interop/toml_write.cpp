#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "saem/interop/toml.h"

namespace saem {
namespace {

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::string number_line(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number > 0 ? "inf" : "-inf";
  const std::string text = fmt::format("{}", number);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

}  // namespace

std::string toml_text(std::string_view text) {
  using Json = nlohmann::json;
  // JSON's escapes are TOML's too; but TOML wants one for the character 7F as well.
  const std::string json = Json(std::string(text)).dump(-1, ' ', false, Json::error_handler_t::replace);
  std::string out;
  for (const char c : json) {
    if (c == '\x7F') {
      out += "\\u007F";
    } else {
      out += c;
    }
  }
  return out;
}

std::string toml_key(std::string_view key) {
  return !key.empty() && std::ranges::all_of(key, is_bare) ? std::string(key) : toml_text(key);
}

std::string toml_line(const TomlValue& value) {
  const auto joined = [](const auto& parts, auto line) {
    std::string out;
    for (const auto& part : parts) out += (out.empty() ? "" : ", ") + line(part);
    return out;
  };
  using Kind = TomlValue::Kind;
  switch (value.kind) {
    case Kind::table:
      return "{" +
             joined(value.entries,
                    [](const TomlEntry& e) { return toml_key(e.key) + " = " + toml_line(e.value); }) +
             "}";
    case Kind::array:
      return "[" + joined(value.items, toml_line) + "]";
    case Kind::text:
      return toml_text(value.text);
    case Kind::integer:
      return fmt::format("{}", value.integer);
    case Kind::number:
      return number_line(value.number);
    case Kind::boolean:
      return value.boolean ? "true" : "false";
    case Kind::date:
      break;
  }
  return value.text;
}

}  // namespace saem
