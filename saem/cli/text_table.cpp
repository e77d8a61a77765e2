#include "saem/cli/text_table.h"

#include <algorithm>
#include <utility>

#include "saem/core/printable.h"
#include "saem/report/text.h"

namespace saem::cli {

TextTable::TextTable(std::vector<std::string> headings) : headings_(std::move(headings)) {
  for (std::string& heading : headings_) {
    right_.push_back(heading.starts_with(' '));
    if (right_.back()) heading.erase(0, 1);
  }
}

void TextTable::add(std::vector<std::string> cells) {
  cells.resize(headings_.size());
  for (std::string& cell : cells) cell = detail::printable(cell);
  rows_.push_back(std::move(cells));
}

std::string TextTable::to_string(std::size_t indent) const {
  std::vector<std::size_t> widths(headings_.size());
  std::vector<bool> shown(headings_.size());
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    widths[i] = detail::character_count(headings_[i]);
    for (const std::vector<std::string>& row : rows_) {
      widths[i] = std::max(widths[i], detail::character_count(row[i]));
      if (!row[i].empty()) shown[i] = true;
    }
  }
  std::string text;
  const auto add_line = [&](const std::vector<std::string>& cells) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!shown[i]) continue;
      line +=
          (right_[i] ? detail::pad_left(cells[i], widths[i]) : detail::pad_right(cells[i], widths[i])) + "  ";
    }
    line.resize(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  };
  const bool has_headings = std::ranges::any_of(headings_, [](const std::string& h) { return !h.empty(); });
  if (has_headings) add_line(headings_);
  for (const std::vector<std::string>& row : rows_) add_line(row);
  return text;
}

}  // namespace saem::cli
