#include "saem/data/tables/csv_first_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "saem/data/tables/blanks.h"
#include "saem/data/tables/csv_dialect.h"

namespace saem::detail {
namespace {

/// Cells of a line, or 0 if a quotation mark is not closed in it.
std::size_t cells_in(std::string_view line, char separator) {
  std::size_t cells = 1;
  bool quoted = false;
  for (const char c : line) {
    quoted = quoted != (c == '"');
    cells += !quoted && c == separator;
  }
  return quoted ? 0 : cells;
}

struct Words {
  std::size_t all = 0, numbers = 0;
};
Words words_in(std::string_view line) {
  Words words;
  while (!(line = without_blanks(line)).empty()) {
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    ++words.all;
    words.numbers += is_number_text(word);
    line.remove_prefix(word.size());
  }
  return words;
}

/// The separator of a line, '\0' if it has one cell or a quotation mark that is not closed.
char separator_in(std::string_view line) {
  std::size_t most = 1;
  char separator = '\0';
  for (const char c : {',', ';', '\t', '|'}) {
    const std::size_t cells = cells_in(line, c);
    if (cells == 0) return '\0';
    if (cells > most) separator = c;
    most = std::max(most, cells);
  }
  if (separator != '\0') return separator;
  const Words words = words_in(line);
  return words.all > 1 && words.numbers == words.all ? ' ' : '\0';
}

}  // namespace

std::int64_t take_separator_line(TextFile& file, CsvOptions& options) {
  constexpr std::string_view key = "sep=";
  const std::string_view line = std::string_view(file.text).substr(0, file.text.find_first_of("\r\n"));
  if (line.size() != key.size() + 1 || !equals_in_any_case(line.substr(0, key.size()), key)) return 0;
  if (options.separator == '\0') {
    options.separator = line.back();
    file.notes.push_back(fmt::format("separator '{}', as the first line says", line.back()));
  }
  std::fill_n(file.text.begin(), line.size(), ' ');
  return 1;
}

std::int64_t take_comment_lines(TextFile& file) {
  const std::string_view text = file.text;
  const auto line_at = [&](std::size_t at) {
    return text.substr(at, text.find_first_of("\r\n", at) - at);  // npos - at is more than there is
  };
  std::vector<std::pair<std::size_t, std::size_t>> lines;  // begin and size
  std::size_t begin = 0;
  while (begin < text.size() && text[begin] == '#') {
    lines.emplace_back(begin, line_at(begin).size());
    begin = std::min(text.find_first_not_of("\r\n", begin + lines.back().second), text.size());
  }
  if (begin == text.size() || lines.empty()) return 0;
  const std::string_view row = line_at(begin);
  const char separator = separator_in(row);
  if (separator == '\0') return 0;  // a # in front of words says nothing
  const std::string_view last = text.substr(lines.back().first, lines.back().second);
  if (separator == ' ') {
    const Words words = words_in(last.substr(1));
    if (words.all == words_in(row).all && words.numbers == 0) {
      file.text[lines.back().first] = ' ';
      lines.pop_back();
    }
  } else if (cells_in(last, separator) == cells_in(row, separator)) {
    lines.pop_back();
  }
  if (lines.empty()) return 0;
  file.notes.push_back(
      fmt::format("{} line{} behind a # left out", lines.size(), lines.size() == 1 ? "" : "s"));
  for (const auto& [first, size] : lines) file.text.replace(first, size, size, ' ');
  return line_of(file.text, lines.back().first);
}

}  // namespace saem::detail
