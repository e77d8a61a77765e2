#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace saem::detail {

/// How a table is written.
struct CsvDialect {
  char separator = ',';  ///< '\0': there is one column; ' ': any number of blanks and TABs
  bool quotes = true;    ///< a cell that begins with '"' goes on to the next single one
  char line_end = '\n';  ///< '\r' in files of old Macs; "\r\n" counts as '\n'
  bool trims = false;    ///< blanks around a cell do not belong to it, unless within its quotation marks
  /// The first line names all columns but the first, which has the names of the rows.
  bool row_names = false;
};

struct CsvCell {
  std::uint64_t begin = 0;
  std::uint32_t size = 0;
  bool quoted = false;
  bool doubled = false;  ///< has doubled quotes
};

/// A row of a table, or what is wrong with it.
struct CsvRecord {
  std::vector<CsvCell> cells;
  std::int64_t line = 1;     ///< where it begins
  std::string problem = {};  ///< if it cannot be read
  std::string advice = {};

  /// True for a line with nothing in it, or with blanks where a table of `columns` cannot have them.
  [[nodiscard]] bool blank(std::string_view text, std::size_t columns) const;
};

/// Cuts a text into records, from front to back (RFC 4180). The text has no NUL characters. Quotation marks
/// may have blanks around them.
class CsvScanner {
 public:
  CsvScanner(const std::string& text, CsvDialect dialect);

  /// The next record. False at the end. Behind one with a problem it goes on with the next line.
  bool next(CsvRecord& record);
  /// Bytes that are not read yet.
  [[nodiscard]] std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - at_); }

 private:
  /// Each moves `at_` behind what it reads.
  bool take_quoted(CsvRecord& record);
  void take_plain(CsvRecord& record);
  void take_line_end() noexcept;
  void skip_blanks() noexcept;
  [[nodiscard]] bool is_end_of_cell(const char* at) const noexcept;
  /// True if the quotation mark there opens a cell, and does not stand in a text as any other sign.
  [[nodiscard]] bool opens_cell(const char* quote) const noexcept;
  [[nodiscard]] bool is_line_end(const char* at) const noexcept;
  void skip_line(const char* begin, CsvRecord& record);
  bool add(CsvRecord& record, const char* begin, const char* end, bool quoted, bool doubled) const;

  const char* begin_;
  const char* end_;
  const char* at_;
  CsvDialect dialect_;
  bool blanks_divide_;
  std::int64_t line_ = 1;
  std::array<bool, 256> stops_{};  // the characters that end a cell
};

/// The text of a cell.
[[nodiscard]] std::string cell_text(std::string_view text, const CsvCell& cell);
/// Makes '"' of '""', in place. Returns the new size.
[[nodiscard]] std::uint32_t undouble(char* cell, std::uint32_t size) noexcept;

}  // namespace saem::detail
