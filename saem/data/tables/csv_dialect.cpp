#include "saem/data/tables/csv_dialect.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "saem/data/tables/blank_table.h"
#include "saem/data/tables/blanks.h"
#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"

namespace saem::detail {
namespace {

constexpr std::size_t sampled_rows = 200;

/// True for digits in groups of three, as "12 345".
bool has_groups_of_digits(std::string_view text) {
  text = without_blanks(text);
  if (text.find(' ') == std::string_view::npos) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_gap = (text.size() - i) % 4 == 0;
    if (is_gap ? text[i] != ' ' : !is_digit(text[i])) return false;
  }
  return true;
}

/// How well a separator divides the first rows.
struct Division {
  double alike = 0;         ///< share of rows with the most frequent number of cells
  double numbers = 0;       ///< share of cells that are numbers, or missing
  double divided = 0;       ///< share of rows with several cells
  std::size_t columns = 1;  ///< the most frequent number of cells
  bool divides_first = false;

  [[nodiscard]] bool fits() const {
    return divides_first && ((columns > 1 && alike >= 0.5) || divided >= 0.8);
  }
  [[nodiscard]] double score() const { return alike + numbers; }
};

Division division(const std::string& text, CsvDialect dialect) {
  Division result;
  const std::vector<CsvRecord> rows = first_rows(text, dialect, sampled_rows);
  if (rows.empty()) return result;
  std::map<std::size_t, std::size_t> rows_of_size;
  double numbers = 0, cells = 0, divided = 0;
  for (const CsvRecord& row : rows) {
    ++rows_of_size[row.cells.size()];
    divided += row.cells.size() > 1;
    for (std::size_t i = 0; i < std::min(row.cells.size(), sampled_columns); ++i) {
      const auto cell = std::string_view(text).substr(row.cells[i].begin, row.cells[i].size);
      numbers += is_number_text(cell) || is_missing_text(cell) || has_groups_of_digits(cell);
      ++cells;
    }
  }
  const auto most = std::max_element(rows_of_size.rbegin(), rows_of_size.rend(),  // of two, the larger
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  result.columns = most->first;
  result.alike = static_cast<double>(most->second) / static_cast<double>(rows.size());
  result.numbers = numbers / cells;
  result.divided = divided / static_cast<double>(rows.size());
  result.divides_first = rows.front().cells.size() > 1;
  return result;
}

char find_separator(const std::string& text, CsvDialect dialect) {
  char best = '\0';
  double best_score = 0;
  bool tabs_divide = false;
  for (const char separator : {'\t', ',', ';', '|'}) {
    dialect.separator = separator;
    Division found = division(text, dialect);
    if (separator == '\t' && !found.fits()) {  // perhaps for its quotation marks, which TABs do not need
      dialect.quotes = false;
      found = division(text, dialect);
      dialect.quotes = true;
    }
    if (!found.fits() || found.score() <= best_score) continue;
    best = separator;
    best_score = found.score();
    tabs_divide = separator == '\t' && found.alike == 1 && found.numbers > 0;
  }
  if (tabs_divide) return best;  // blanks beside them are part of texts, or signs of thousands
  const std::optional<double> blanks = division_by_blanks(text, dialect, sampled_rows);
  return blanks.value_or(0) > best_score ? ' ' : best;
}

/// The number of rows if all have as many cells, else 0.
std::size_t rows_alike(const std::string& text, CsvDialect dialect) {
  CsvScanner scanner(text, dialect);
  CsvRecord row;
  std::size_t count = 0, cells = 0;
  while (scanner.next(row)) {
    if (!row.problem.empty()) return 0;
    if (row.blank(text, 2)) continue;
    if (count++ == 0) cells = row.cells.size();
    if (row.cells.size() != cells) return 0;
  }
  return count;
}

/// Whether quotation marks enclose cells in a table with TABs: many such tables have texts with single ones.
bool has_quotes(const std::string& text, CsvDialect dialect) {
  if (text.find('"') == std::string::npos) return true;
  const std::size_t rows = rows_alike(text, dialect);
  dialect.quotes = false;
  const std::size_t plain_rows = rows_alike(text, dialect);
  return plain_rows == 0 || rows == plain_rows;
}

/// True if nearly all cells have a blank to the one before or behind, as in "40, Private, <=50K" and in
/// columns of a width: then it is part of how the table is written, and not of the texts.
bool has_blanks_around_cells(const std::string& text, const CsvDialect& dialect) {
  std::size_t before = 0, after = 0, with_left = 0, with_right = 0;
  for (const CsvRecord& row : first_rows(text, dialect, sampled_rows)) {
    for (std::size_t i = 0; i + 1 < row.cells.size(); ++i) {
      const CsvCell &left = row.cells[i], &right = row.cells[i + 1];
      if (!right.quoted && right.size > 0) {
        ++with_left;
        before += text[right.begin] == ' ';
      }
      if (!left.quoted && left.size > 0) {
        ++with_right;
        after += text[left.begin + left.size - 1] == ' ';
      }
    }
  }
  return (before > 0 && 10 * before >= 9 * with_left) || (after > 0 && 10 * after >= 9 * with_right);
}

/// True if all rows but the first have one cell more than that, which are all different and stand before the
/// others: as R writes them.
bool has_row_names(const std::string& text, const CsvDialect& dialect) {
  const std::vector<CsvRecord> rows = first_rows(text, dialect, sampled_rows);
  if (rows.size() < 3) return false;
  const auto cell = [&](const CsvCell& c) { return std::string_view(text).substr(c.begin, c.size); };
  for (const CsvCell& name : rows[0].cells)
    if (cell(name).empty() || is_value_text(cell(name))) return false;
  std::set<std::string_view> names;
  bool any_last = false;  // else each line ends with a separator
  for (const CsvRecord& row : std::span(rows).subspan(1)) {
    if (row.cells.size() != rows[0].cells.size() + 1 || !names.insert(cell(row.cells[0])).second)
      return false;
    any_last = any_last || !cell(row.cells.back()).empty();
  }
  return any_last;
}

}  // namespace

std::string separator_name(char separator) {
  if (separator == ' ') return "blanks";
  return separator == '\t' ? "TAB" : fmt::format("'{}'", separator);
}

bool is_number_text(std::string_view text) {
  return parse_number(text) || parse_number(text, {',', '\0'}) || parse_number(text, {'.', ','}) ||
         parse_number(text, {',', '.'});
}

bool is_value_text(std::string_view text) {
  return is_number_text(text) || parse_date(text) || parse_date(text, DateOrder::day_first) ||
         parse_date(text, DateOrder::month_first);
}

std::vector<CsvRecord> first_rows(const std::string& text, CsvDialect dialect, std::size_t most) {
  std::vector<CsvRecord> rows;
  CsvScanner scanner(text, dialect);
  CsvRecord row;
  while (rows.size() < most && scanner.next(row))
    if (row.problem.empty() && !row.blank(text, 2)) rows.push_back(row);
  return rows;
}

CsvDialect find_dialect(const std::string& text, const CsvOptions& options) {
  CsvDialect dialect{.quotes = options.quotes != Found::no};
  if (text.find('\n') == std::string::npos && text.find('\r') != std::string::npos) dialect.line_end = '\r';
  dialect.separator = options.separator != '\0' ? options.separator : find_separator(text, dialect);
  if (dialect.separator == '\t' && options.quotes == Found::find) dialect.quotes = has_quotes(text, dialect);
  dialect.trims = dialect.separator != ' ' && has_blanks_around_cells(text, dialect);
  dialect.row_names = options.header != Found::no && has_row_names(text, dialect);
  return dialect;
}

std::vector<std::string> dialect_notes(const CsvDialect& dialect, const CsvOptions& options) {
  std::vector<std::string> notes;
  if (options.separator == '\0') {
    notes.push_back(dialect.separator == '\0' ? "one column: no separator divides all lines alike"
                                              : "separator " + separator_name(dialect.separator));
  }
  if (dialect.trims) notes.emplace_back("blanks around cells are left out");
  if (!dialect.quotes && options.quotes == Found::find)
    notes.emplace_back("quotation marks are read as text: they do not enclose cells in this table");
  return notes;
}

}  // namespace saem::detail
