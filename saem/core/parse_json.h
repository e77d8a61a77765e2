#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace saem {

/// JSON of any origin: `discarded` (is_discarded()) if the text is none, or is nested deeper than `deepest`
/// lists and objects. The library copies and prints by recursion, so what is nested a million times deep
/// would overflow the stack.
template <class Json = nlohmann::json>
[[nodiscard]] Json parse_json(std::string_view text, int deepest = 64) {
  bool too_deep = false;
  const auto shallow = [&](int depth, typename Json::parse_event_t, Json&) {
    too_deep = too_deep || depth >= deepest;
    return !too_deep;  // nothing deeper is kept
  };
  Json json = Json::parse(text.begin(), text.end(), shallow, /*allow_exceptions=*/false);
  return too_deep ? Json(Json::value_t::discarded) : json;
}

}  // namespace saem
