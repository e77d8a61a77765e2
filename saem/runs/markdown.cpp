#include "saem/runs/markdown.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>

namespace saem::runs {
namespace {

/// Valid UTF-8 on one line, without control characters.
std::string one_line(std::string_view text) {
  using Json = nlohmann::json;
  // As the JSON library repairs it.
  std::string line = Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace));
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return line;
}

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string table_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

}  // namespace

std::string markdown_text(std::string_view text) {
  constexpr std::string_view marks = "\\`*_[]<>|~$&", marks_at_start = "#+-=:>";
  const std::string line = one_line(text);
  const std::size_t number_end =
      std::min(line.find_first_not_of("0123456789"), line.size());  // "1." is a list
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool is_in_word =
        i > 0 && i + 1 < line.size() && is_word_character(line[i - 1]) && is_word_character(line[i + 1]);
    const bool is_list = i == number_end && i > 0 && (line[i] == '.' || line[i] == ')');
    const bool is_first = out.find_first_not_of(' ') == std::string::npos &&
                          marks_at_start.find(line[i]) != std::string_view::npos;
    const bool is_mark = marks.find(line[i]) != std::string_view::npos && !(line[i] == '_' && is_in_word);
    if (is_mark || is_first || (is_list && !is_in_word)) out += '\\';
    out += line[i];
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  std::string line = one_line(text);
  for (std::size_t at = 0; (at = line.find('|', at)) != std::string::npos; at += 2) line.insert(at, 1, '\\');
  const std::string fence(longest_run_of_backticks(line) + 1, '`');
  const bool touches = line.empty() || line.starts_with('`') || line.ends_with('`');
  const std::string space = touches ? " " : "";
  return fence + space + line + space + fence;
}

std::string markdown_block(std::string_view kind, std::string_view lines) {
  const std::string fence(std::max<std::size_t>(3, longest_run_of_backticks(lines) + 1), '`');
  return fence + std::string(kind) + "\n" + std::string(lines) + (lines.ends_with('\n') ? "" : "\n") + fence +
         "\n";
}

std::string markdown_table(const std::vector<std::string>& heading,
                           const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return {};
  std::string table = table_row(heading);
  table += table_row(std::vector<std::string>(heading.size(), "---"));
  for (const std::vector<std::string>& row : rows) table += table_row(row);
  return table;
}

std::string yaml_text(std::string_view text) {
  return nlohmann::json(one_line(text)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace saem::runs
