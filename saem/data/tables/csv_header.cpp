#include "saem/data/tables/csv_header.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

#include "saem/core/printable.h"
#include "saem/data/tables/blanks.h"
#include "saem/data/tables/csv_dialect.h"
#include "saem/data/tables/numbers.h"

namespace saem::detail {
namespace {

std::string_view text_in(const std::string& text, const CsvRecord& row, std::size_t i) {
  if (i >= row.cells.size()) return "";
  return std::string_view(text).substr(row.cells[i].begin, row.cells[i].size);
}

/// A number of digits only, or -1.
std::int64_t whole_number(std::string_view text) {
  text = without_blanks(text);
  std::int64_t number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

}  // namespace

bool is_header(const std::string& text, std::span<const CsvRecord> rows) {
  if (rows.empty()) return false;
  bool has_values = false, recurs = false;
  for (std::size_t i = 0; i < rows[0].cells.size(); ++i) {
    const std::string_view name = text_in(text, rows[0], i);
    if (is_missing_text(name)) continue;
    const bool value = is_value_text(name);
    has_values = has_values || value;
    std::size_t texts = 0, values = 0;
    for (const CsvRecord& row : rows.subspan(1)) {
      const std::string_view below = text_in(text, row, i);
      recurs = recurs || (!value && below == name);
      if (is_missing_text(below)) continue;
      ++(is_value_text(below) ? values : texts);
    }
    if (!value && texts == 0 && values > 0) return true;
  }
  return !has_values && !recurs;
}

std::optional<ScikitLine> scikit_line(const std::string& text, std::span<const CsvRecord> rows) {
  if (rows.size() < 2) return {};
  const std::int64_t count = whole_number(text_in(text, rows[0], 0));
  const std::int64_t features = whole_number(text_in(text, rows[0], 1));
  if (count < 1 || features < 1 || std::cmp_not_equal(rows[1].cells.size(), features + 1)) return {};
  ScikitLine line{.rows = count, .columns = rows[1].cells.size(), .classes = {}};
  for (std::size_t i = 2; i < rows[0].cells.size(); ++i) {
    std::string name = cell_text(text, rows[0].cells[i]);
    if (is_value_text(name)) return {};
    line.classes.push_back(std::move(name));
  }
  while (!line.classes.empty() && line.classes.back().empty()) line.classes.pop_back();
  line.names_follow = is_header(text, rows.subspan(1));
  return line;
}

void name_classes(Table& table, const std::vector<std::string>& classes) {
  TextColumn& target = table.columns.back();
  std::vector<std::int64_t> numbers;
  numbers.reserve(static_cast<std::size_t>(target.size()));
  for (std::int64_t row = 0; row < target.size(); ++row) {
    numbers.push_back(whole_number(target[row]));
    if (numbers.back() < 0 || std::cmp_greater_equal(numbers.back(), classes.size())) return;
  }
  target = TextColumn(classes).take(numbers);
  table.notes.push_back(fmt::format("the classes {} by their names in the first line, for 0 to {}",
                                    printable(fmt::format("{}", fmt::join(classes, ", "))),
                                    classes.size() - 1));
}

void make_names_unique(Table& table) {
  std::unordered_set<std::string> taken;
  for (const std::string& name : table.names) taken.insert(name);
  std::unordered_set<std::string> seen;
  for (std::size_t i = 0; i < table.names.size(); ++i) {
    std::string& name = table.names[i];
    if (seen.insert(name).second) continue;
    std::string free;
    for (int n = 2; free.empty() || taken.contains(free); ++n) free = fmt::format("{} ({})", name, n);
    table.notes.push_back(fmt::format("column {} is called '{}': there is another '{}'", i + 1,
                                      printable(free), printable(name)));
    taken.insert(free);
    seen.insert(free);
    name = free;
  }
}

void note_unnamed_columns(Table& table, const std::vector<std::string>& header) {
  std::vector<std::size_t> unnamed;
  for (std::size_t i = 0; i < header.size(); ++i)
    if (header[i].empty()) unnamed.push_back(i);
  if (unnamed.empty()) return;
  std::int64_t rows = 0, first_line = 0;
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    if (std::ranges::all_of(unnamed, [&](std::size_t i) { return table.columns[i][row].empty(); })) continue;
    if (rows++ == 0) first_line = table.lines[static_cast<std::size_t>(row)];
  }
  const std::string which =
      unnamed.size() == 1
          ? fmt::format("column {} has no name in the first line and is called '{}'", unnamed[0] + 1,
                        table.names[unnamed[0]])
          : fmt::format("{} columns have no name in the first line and are called '{}' to '{}'",
                        unnamed.size(), table.names[unnamed.front()], table.names[unnamed.back()]);
  table.notes.push_back(
      rows == 0 ? fmt::format("{}: nothing is written there", which)
      : rows < table.rows() && unnamed.back() + 1 == header.size()
          ? fmt::format("{}: {} of {} rows have a text there, the first on line {}; perhaps texts that hold "
                        "the separator without quotation marks around them",
                        which, rows, table.rows(), first_line)
          : which);
}

}  // namespace saem::detail
