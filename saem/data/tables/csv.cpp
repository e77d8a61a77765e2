#include "saem/data/tables/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "saem/core/error.h"
#include "saem/data/tables/blanks.h"
#include "saem/data/tables/csv_dialect.h"
#include "saem/data/tables/csv_first_lines.h"
#include "saem/data/tables/csv_header.h"
#include "saem/data/tables/csv_scanner.h"
#include "saem/data/tables/group_signs.h"
#include "saem/data/tables/text_file.h"

namespace saem {
namespace {

using detail::CsvCell;
using detail::CsvRecord;
using detail::CsvScanner;

constexpr std::size_t rows_for_header = 101;

/// The rows of a table, while they are read.
struct CsvRows {
  std::vector<std::vector<TextColumn::Place>> columns;
  std::vector<std::int64_t> lines;
  std::vector<std::pair<std::size_t, std::size_t>> doubled;  // column and row of cells with doubled quotes

  CsvRows(std::size_t column_count, std::size_t expected_rows) : columns(column_count) {
    for (auto& column : columns) column.reserve(expected_rows);
    lines.reserve(expected_rows);
  }
  void add(const CsvRecord& row) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const CsvCell& cell = row.cells[i];
      columns[i].push_back({cell.begin, cell.size});
      if (cell.doubled) doubled.emplace_back(i, lines.size());
    }
    lines.push_back(row.line);
  }
};

/// Blank lines, which are no rows.
struct BlankLines {
  std::int64_t count = 0, first = 0;
  std::int64_t told = 0;  ///< of those up to this one, something else was said
  void add(std::int64_t line) {
    if (line > told && count++ == 0) first = line;
  }
};

class CsvReader {
 public:
  /// @param told  lines at the front that were made blanks, and told of
  CsvReader(TextFile file, const CsvOptions& options, std::int64_t told)
      : file_(std::move(file)),
        options_(options),
        dialect_(detail::find_dialect(file_.text, options)),
        scanner_(file_.text, dialect_),
        skipped_(options.on_bad_sample) {
    blank_.told = told;
  }

  Table read() {
    const std::vector<CsvRecord> sample = detail::first_rows(file_.text, dialect_, rows_for_header);
    if (options_.header == Found::find) {
      const std::optional<detail::ScikitLine> line = detail::scikit_line(file_.text, sample);
      if (line && read_scikit(*line)) return std::move(table_);
    }
    read_plain(sample);
    return std::move(table_);
  }

 private:
  /// False, and nothing has happened, if the table is not what its first line says.
  bool read_scikit(const detail::ScikitLine& line) {
    std::vector<std::string> names;
    next_row();
    if (line.names_follow) names = texts(*next_row());
    CsvRows rows(line.columns, static_cast<std::size_t>(
                                   std::min<std::uint64_t>(line.rows, scanner_.left() / line.columns + 1)));
    SkippedSamples others(OnBadSample::skip);
    read_rows(rows, others);
    if (!others.list().empty() || std::cmp_not_equal(rows.lines.size(), line.rows)) {
      scanner_ = CsvScanner(file_.text, dialect_);
      blank_ = {.told = blank_.told};
      return false;
    }
    names.resize(line.columns);
    names.back() = "target";
    finish(std::move(rows), names);
    table_.target = table_.names.back();
    table_.notes.push_back(fmt::format(
        "the first line has the numbers of rows and columns, as scikit-learn's tables have: the last column "
        "is the target{}",
        line.names_follow ? "; the second line has the names" : ""));
    if (!line.classes.empty()) detail::name_classes(table_, line.classes);
    return true;
  }

  void read_plain(const std::vector<CsvRecord>& sample) {
    const CsvRecord* first = next_row();
    while (first != nullptr && !first->problem.empty()) {
      refuse(*first, skipped_);
      first = next_row();
    }
    if (first == nullptr) {
      fail<FileError>({file_.place, "expected a table, received no row", "the file is empty but for blanks",
                       "Check that it was written, or copied, to its end."});
    }
    const bool header = options_.header == Found::find
                            ? dialect_.row_names || detail::is_header(file_.text, sample)
                            : options_.header == Found::yes;
    const std::size_t columns = first->cells.size() + (dialect_.row_names ? 1 : 0);
    const std::size_t lines = static_cast<std::size_t>(std::ranges::count(file_.text, dialect_.line_end)) + 1;
    CsvRows rows(columns, std::min(lines, scanner_.left() / columns + 2));
    std::vector<std::string> names(columns);
    if (header)
      names = texts(*first);
    else
      rows.add(*first);
    if (dialect_.row_names) names.insert(names.begin(), "row");
    read_rows(rows, skipped_);
    finish(std::move(rows), names);
    if (header) detail::note_unnamed_columns(table_, names);
    if (dialect_.row_names)
      table_.notes.emplace_back(
          "the first line has the names of all columns but the first, which has the names of the rows, as R "
          "writes them: it is called 'row'");
    else if (options_.header == Found::find)
      table_.notes.emplace_back(header ? "the first line has the names of the columns"
                                       : "no names of columns: the first line is a row");
  }

  /// The next row that is not blank, or null. It may have a problem.
  const CsvRecord* next_row() {
    while (scanner_.next(row_)) {
      if (!row_.blank(file_.text, 2)) return &row_;
      blank_.add(row_.line);
    }
    return nullptr;
  }

  void read_rows(CsvRows& rows, SkippedSamples& skipped) {
    while (scanner_.next(row_)) {
      if (row_.problem.empty() && row_.cells.size() == rows.columns.size() &&
          (row_.cells.size() > 1 || !row_.blank(file_.text, 1))) {
        rows.add(row_);
      } else if (row_.blank(file_.text, rows.columns.size())) {
        blank_.add(row_.line);
      } else {
        refuse(row_, skipped, rows.columns.size());
      }
    }
  }

  void refuse(const CsvRecord& row, SkippedSamples& skipped, std::size_t columns = 0) const {
    Message message{.place = fmt::format("{}, line {}", file_.place, row.line),
                    .problem = row.problem,
                    .context = "",
                    .advice = row.advice};
    if (row.problem.empty()) {
      message.problem = fmt::format("expected {} cells, received {}", columns, row.cells.size());
      message.context = fmt::format("as many as the first row has; the separator is {}",
                                    detail::separator_name(dialect_.separator));
      message.advice = "Correct the line: a text that holds the separator needs quotation marks around it.";
    }
    message.advice += " Or have such rows left out: --on-bad-sample=skip.";
    skipped.add(message);
  }

  std::vector<std::string> texts(const CsvRecord& row) const {
    std::vector<std::string> out;
    for (const CsvCell& cell : row.cells)
      out.emplace_back(detail::without_blanks(detail::cell_text(file_.text, cell)));
    return out;
  }

  void finish(CsvRows rows, const std::vector<std::string>& names) {
    for (const auto& [column, row] : rows.doubled) {
      TextColumn::Place& place = rows.columns[column][row];
      place.size = detail::undouble(file_.text.data() + place.begin, place.size);
    }
    table_.place = file_.place;
    table_.notes = std::move(file_.notes);
    for (std::string& note : detail::dialect_notes(dialect_, options_))
      table_.notes.push_back(std::move(note));
    const auto block = std::make_shared<const std::string>(std::move(file_.text));
    for (std::size_t i = 0; i < names.size(); ++i) {
      table_.names.push_back(names[i].empty() ? fmt::format("column {}", i + 1) : names[i]);
      table_.columns.emplace_back(block, std::move(rows.columns[i]));
    }
    detail::find_group_signs(table_, dialect_.separator);
    table_.lines = std::move(rows.lines);
    table_.skipped = skipped_.take();
    detail::make_names_unique(table_);
    if (blank_.count > 0) {
      table_.notes.push_back(fmt::format("{} blank line{} left out, the first on line {}", blank_.count,
                                         blank_.count == 1 ? "" : "s", blank_.first));
    }
  }

  TextFile file_;
  CsvOptions options_;
  detail::CsvDialect dialect_;
  CsvScanner scanner_;
  CsvRecord row_;
  BlankLines blank_;
  SkippedSamples skipped_;
  Table table_;
};

Table read_csv_text(TextFile file, CsvOptions options) {
  const std::string place = file.place;
  if (file.text.empty()) {
    fail<FileError>({place, "expected a table, received an empty file", "",
                     "Check that it was written, or copied, to its end."});
  }
  const std::int64_t separator_line = detail::take_separator_line(file, options);
  const std::int64_t told = std::max(separator_line, detail::take_comment_lines(file));
  try {
    return CsvReader(std::move(file), options, told).read();
  } catch (const std::bad_alloc&) {
    fail<FileError>({place, "no memory for its cells", "a table is read whole into memory",
                     "Divide the file, close other programs, or use a machine with more memory."});
  }
}

}  // namespace

Table parse_csv(std::string bytes, const std::string& place, const CsvOptions& options) {
  return read_csv_text(decode_text(std::move(bytes), place, options.encoding), options);
}

Table read_csv(const std::filesystem::path& path, const CsvOptions& options) {
  return read_csv_text(read_text_file(path, options.encoding), options);
}

}  // namespace saem
