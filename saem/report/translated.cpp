// Sentences that other parts of the program say in English, in Korean.
#include <algorithm>
#include <cctype>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/report/known_sentences.h"
#include "saem/report/run_report.h"

namespace saem {
namespace {

using detail::KnownSentence;

struct Pattern {
  std::string text;                 ///< with # for each of
  std::vector<std::string> pieces;  ///< numbers and quoted names
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Length of a number like 1,234.5 or -1e+06 at the front; no dot or comma at its end.
std::size_t number_length(std::string_view text) {
  std::size_t n = text.size() > 1 && text[0] == '-' && is_digit(text[1]) ? 1 : 0;
  while (n < text.size() && (is_digit(text[n]) || ((text[n] == '.' || text[n] == ',') && n > 0 &&
                                                   n + 1 < text.size() && is_digit(text[n + 1]))))
    ++n;
  const bool has_exponent = n > 0 && n + 2 < text.size() && text[n] == 'e' &&
                            (text[n + 1] == '+' || text[n + 1] == '-') && is_digit(text[n + 2]);
  if (has_exponent) {
    n += 2;
    while (n < text.size() && is_digit(text[n])) ++n;
  }
  return n;
}

Pattern pattern_of(std::string_view text) {
  Pattern pattern;
  while (!text.empty()) {
    std::size_t length = number_length(text);
    const std::size_t quote = text.front() == '\'' ? text.find('\'', 1) : std::string_view::npos;
    if (quote != std::string_view::npos) {
      pattern.pieces.emplace_back(text.substr(1, quote - 1));
      length = quote + 1;
    } else if (length > 0) {
      pattern.pieces.emplace_back(text.substr(0, length));
    } else {
      pattern.text += text.front();
      text.remove_prefix(1);
      continue;
    }
    pattern.text += '#';
    text.remove_prefix(length);
  }
  return pattern;
}

const KnownSentence* find_sentence(std::string_view text) {
  const std::span<const KnownSentence> all = detail::known_sentences();
  const auto found = std::ranges::find(all, text, &KnownSentence::english);
  return found == all.end() ? nullptr : &*found;
}

/// A sentence whose end may be anything, as "text read as *"; the end becomes the last piece.
const KnownSentence* find_beginning(const std::string& english, Pattern& pattern) {
  for (const KnownSentence& known : detail::known_sentences()) {
    if (!known.english.ends_with('*')) continue;
    const std::string_view begin = known.english.substr(0, known.english.size() - 1);
    if (!pattern.text.starts_with(begin) || pattern.text.size() == begin.size()) continue;
    const std::string_view words = begin.substr(begin.rfind('#') + 1);  // npos + 1 is 0
    const std::size_t end = english.find(words);
    if (end == std::string::npos) continue;
    pattern.pieces.resize(static_cast<std::size_t>(std::ranges::count(begin, '#')));
    pattern.pieces.push_back(english.substr(end + words.size()));
    return &known;
  }
  return nullptr;
}

std::string filled(std::string_view korean, const std::vector<std::string>& pieces) {
  std::string out;
  for (std::size_t i = 0; i < korean.size(); ++i) {
    const bool is_place = korean[i] == '{' && i + 2 < korean.size() && korean[i + 2] == '}';
    const std::size_t which = is_place ? static_cast<std::size_t>(korean[i + 1] - '0') : 0;
    if (is_place && which < pieces.size()) {
      out += pieces[which];
      i += 2;
    } else {
      out += korean[i];
    }
  }
  return out;
}

/// Empty if it is not known.
std::string whole_sentence(const std::string& english) {
  if (const KnownSentence* exact = find_sentence(english)) return std::string(exact->korean);
  const Pattern pattern = pattern_of(english);
  const KnownSentence* known = find_sentence(pattern.text);
  return known == nullptr ? std::string() : filled(known->korean, pattern.pieces);
}

/// The same if its end may be anything.
std::string open_sentence(const std::string& english) {
  Pattern pattern = pattern_of(english);
  const KnownSentence* known = find_beginning(english, pattern);
  return known == nullptr ? std::string() : filled(known->korean, pattern.pieces);
}

/// Where the first ", " or " · " begins that is not in single quotes.
std::size_t first_separator(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (!quoted && (text.substr(i).starts_with(", ") || text.substr(i).starts_with(" · "))) return i;
  }
  return std::string_view::npos;
}

/// "adam", "clips/1.wav".
bool is_name(std::string_view text) { return !text.empty() && text.find(' ') == std::string_view::npos; }

/// Pieces between separators, each known by itself or a name, which stays. Empty if none is known, or one is
/// neither.
std::string piece_by_piece(const std::string& english) {
  std::string out;
  std::string_view rest = english;
  bool any_known = false;
  for (;;) {
    const std::size_t cut = first_separator(rest);
    const std::string_view english_piece = rest.substr(0, cut);
    std::string piece = whole_sentence(std::string(english_piece));
    if (piece.empty()) piece = open_sentence(std::string(english_piece));
    if (piece.empty() && !is_name(english_piece)) return {};
    any_known = any_known || !piece.empty();
    out += piece.empty() ? std::string(english_piece) : piece;
    if (cut == std::string_view::npos) return any_known ? out : std::string();
    const std::string_view separator = rest.substr(cut).starts_with(", ") ? ", " : " · ";
    out += separator;
    rest.remove_prefix(cut + separator.size());
  }
}

/// "test.csv: 40 rows": the name of a file and what is said of it.
std::string behind_a_name(const std::string& english) {
  const std::size_t colon = english.find(": ");
  if (colon == std::string::npos || !is_name(std::string_view(english).substr(0, colon))) return {};
  const std::string rest = whole_sentence(english.substr(colon + 2));
  return rest.empty() ? rest : english.substr(0, colon + 2) + rest;
}

}  // namespace

std::string translated(const std::string& english, Language language) {
  if (language == Language::english) return english;
  for (const auto way : {whole_sentence, piece_by_piece, open_sentence, behind_a_name}) {
    const std::string korean = way(english);
    if (!korean.empty()) return korean;
  }
  return english;
}

}  // namespace saem
