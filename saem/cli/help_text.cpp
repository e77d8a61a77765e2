#include "saem/cli/help_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/report/text.h"

namespace saem::cli {
namespace {

constexpr std::size_t page_width = 100;
constexpr std::size_t widest_left = 26;  // what is wider gets a line of its own

std::string left_of(const OptionInfo& info) {
  if (is_word(info)) return info.value;
  return info.value.empty() ? "--" + info.name : fmt::format("--{} {}", info.name, info.value);
}

std::string entry(const std::string& left, std::string_view right) {
  const std::size_t column = widest_left + 4;
  const std::string text = wrapped(right, column, page_width);
  const std::size_t width = detail::character_count(left);
  if (width > widest_left) return fmt::format("  {}\n{}{}\n", left, std::string(column, ' '), text);
  return fmt::format("  {}{}\n", detail::pad_right(left, column - 2), text);
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    const std::size_t length = detail::character_count(std::string(word));
    if (column > indent && column + 1 + length > width) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += length;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string usage_line(const CommandText& text, const OptionTable& table) {
  std::string line = fmt::format("saem {}", text.name);
  for (const OptionInfo& info : table) {
    if (!is_word(info)) continue;
    line += " " + info.value;
    if (info.kind == OptionInfo::Kind::words) line += " …";
  }
  if (!std::ranges::all_of(table, is_word)) line += " [OPTION …]";
  return line;
}

std::string help_text(const CommandText& text, const OptionTable& table) {
  std::string page =
      fmt::format("{}\n\nUsage: {}\n\n", wrapped(text.description, 0, page_width), usage_line(text, table));
  for (const OptionInfo& info : table) {
    if (is_word(info)) page += entry(left_of(info), info.text);
  }
  page += std::ranges::any_of(table, is_word) ? "\nOptions:\n" : "Options:\n";
  for (const OptionInfo& info : table) {
    if (!is_word(info)) page += entry(left_of(info), info.text);
  }
  page += entry("-h, --help", "print this text");
  page += "\nExamples:\n";
  std::size_t widest = 0;
  for (const Example& example : text.examples) {
    if (!example.remark.empty()) widest = std::max(widest, example.line.size());
  }
  for (const Example& example : text.examples) {
    page += example.remark.empty() ? fmt::format("  {}\n", example.line)
                                   : fmt::format("  {:<{}}  {}\n", example.line, widest, example.remark);
  }
  if (!text.notes.empty()) page += fmt::format("\n{}\n", wrapped(text.notes, 0, page_width));
  return page;
}

}  // namespace saem::cli
