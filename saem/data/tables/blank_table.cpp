#include "saem/data/tables/blank_table.h"

#include <algorithm>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "saem/data/tables/csv_dialect.h"
#include "saem/data/tables/numbers.h"

namespace saem::detail {
namespace {

constexpr std::size_t rows_for_texts = 5;  // fewer lines of prose may well have as many words each

/// What the cells of a column are.
struct Column {
  std::size_t numbers = 0, missing = 0, quoted = 0;
  std::set<std::string_view> texts;

  void add(const CsvCell& cell, std::string_view text) {
    quoted += cell.quoted;
    if (is_number_text(text))
      ++numbers;
    else if (is_missing_text(text))
      ++missing;
    else
      texts.insert(text);
  }
  [[nodiscard]] bool is_numeric(std::size_t rows) const { return numbers > 0 && numbers + missing == rows; }
  [[nodiscard]] bool recurs(std::size_t rows) const { return texts.size() * 2 <= rows; }
};

}  // namespace

std::optional<double> division_by_blanks(const std::string& text, CsvDialect dialect, std::size_t most_rows) {
  dialect.separator = ' ';
  const std::vector<CsvRecord> all = first_rows(text, dialect, most_rows);
  if (all.size() < 2 || all[1].cells.size() < 2) return {};
  const std::span<const CsvRecord> rows = std::span(all).subspan(1);
  const std::size_t width = rows[0].cells.size();
  if (all[0].cells.size() != width && (all[0].cells.size() + 1 != width || rows.size() < 2)) return {};
  if (std::ranges::any_of(rows, [&](const CsvRecord& row) { return row.cells.size() != width; })) return {};
  std::vector<Column> columns(std::min(width, sampled_columns));
  const auto cell_in = [&](const CsvCell& cell) {
    return std::string_view(text).substr(cell.begin, cell.size);
  };
  for (const CsvRecord& row : rows)
    for (std::size_t i = 0; i < columns.size(); ++i) columns[i].add(row.cells[i], cell_in(row.cells[i]));
  std::size_t values = 0, numeric = 0, plain_texts = 0;
  for (const CsvCell& cell :
       std::span(all[0].cells).first(std::min(all[0].cells.size(), columns.size())))  // perhaps names
    values += is_number_text(cell_in(cell)) || is_missing_text(cell_in(cell));
  bool all_recur = true;
  for (const Column& column : columns) {
    values += column.numbers + column.missing;
    if (column.is_numeric(rows.size())) {
      ++numeric;
    } else if (!column.texts.empty() && column.quoted < rows.size()) {
      ++plain_texts;
      all_recur = all_recur && column.recurs(rows.size());
    }
  }
  if (numeric == 0) return {};
  if (plain_texts > 0 && (rows.size() < rows_for_texts || !(2 * numeric >= columns.size() || all_recur)))
    return {};
  return 1 + static_cast<double>(values) / static_cast<double>(all.size() * columns.size());
}

}  // namespace saem::detail
