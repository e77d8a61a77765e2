#include "saem/report/texts.h"

#include <vector>

#include "saem/report/texts_parts.h"

namespace saem::detail {

std::span<const TextEntry> all_texts() {
  static const std::vector<TextEntry> all = [] {
    std::vector<TextEntry> joined;
    for (const auto part : {texts_of_run(), texts_of_results(), texts_of_words()})
      joined.insert(joined.end(), part.begin(), part.end());
    return joined;
  }();
  return all;
}

std::string_view text_of(Text id, Language language) {
  const TextEntry& entry = all_texts()[static_cast<std::size_t>(id)];
  return language == Language::korean ? entry.korean : entry.english;
}

std::string with_arguments(std::string_view text, const std::vector<std::string>& arguments) {
  std::string out;
  std::size_t next = 0;
  while (!text.empty()) {
    const std::size_t brace = text.find('{'), end = text.find('}', brace);
    out += text.substr(0, brace);
    if (brace == std::string_view::npos || end == std::string_view::npos) break;
    const std::string_view number = text.substr(brace + 1, end - brace - 1);
    std::size_t which = number.empty() ? next++ : 0;
    for (const char digit : number) which = which * 10 + static_cast<std::size_t>(digit - '0');
    if (which < arguments.size()) out += arguments[which];
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace saem::detail
