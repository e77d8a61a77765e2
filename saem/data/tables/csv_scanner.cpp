#include "saem/data/tables/csv_scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "saem/data/tables/blanks.h"

namespace saem::detail {
namespace {

constexpr std::uint64_t most_bytes = std::numeric_limits<std::uint32_t>::max();  // in a cell

const char* past_blanks(const char* at) noexcept {
  while (*at == ' ') ++at;
  return at;
}

/// Of what begins with a quotation mark behind `at`: where that closes it, or null.
const char* closing_quote(const char* at, const char* end, bool& doubled) noexcept {
  for (;;) {
    at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
    if (at == nullptr || at + 1 == end || at[1] != '"') return at;
    doubled = true;
    at += 2;
  }
}

}  // namespace

bool CsvRecord::blank(std::string_view text, std::size_t columns) const {
  if (cells.size() != 1 || cells[0].quoted || !problem.empty()) return false;
  const std::string_view cell = text.substr(cells[0].begin, cells[0].size);
  return cell.empty() || (columns > 1 && without_blanks(cell).empty());
}

CsvScanner::CsvScanner(const std::string& text, CsvDialect dialect)
    : begin_(text.data()),
      end_(text.data() + text.size()),
      at_(begin_),
      dialect_(dialect),
      blanks_divide_(dialect.separator == ' ') {
  stops_[static_cast<unsigned char>(dialect.separator)] = true;
  if (blanks_divide_) stops_[static_cast<unsigned char>('\t')] = true;
  stops_[static_cast<unsigned char>(dialect.line_end)] = true;
  stops_[0] = true;  // std::string ends with one
}

bool CsvScanner::next(CsvRecord& record) {
  record.cells.clear();
  record.problem.clear();
  record.line = line_;
  if (at_ == end_) return false;
  const char* const begin = at_;
  skip_blanks();
  for (;;) {
    if (dialect_.quotes && *at_ == ' ') {
      if (const char* const first = past_blanks(at_); *first == '"' && opens_cell(first)) at_ = first;
    }
    if (dialect_.quotes && *at_ == '"') {
      if (!take_quoted(record)) {
        skip_line(begin, record);
        return true;
      }
    } else {
      take_plain(record);
    }
    if (!record.problem.empty()) {
      skip_line(begin, record);
      return true;
    }
    skip_blanks();
    if (at_ == end_ || is_line_end(at_)) break;
    if (!blanks_divide_) ++at_;
  }
  take_line_end();
  return true;
}

bool CsvScanner::is_line_end(const char* at) const noexcept {
  return *at == dialect_.line_end ||
         (dialect_.line_end == '\n' && *at == '\r' && at + 1 < end_ && at[1] == '\n');
}

void CsvScanner::take_line_end() noexcept {
  if (at_ == end_) return;
  at_ += *at_ == dialect_.line_end ? 1 : 2;
  ++line_;
}

/// Where they divide cells: there are none at the ends of a line then.
void CsvScanner::skip_blanks() noexcept {
  if (!blanks_divide_) return;
  while (*at_ == ' ' || *at_ == '\t') ++at_;
}

bool CsvScanner::is_end_of_cell(const char* at) const noexcept {
  return stops_[static_cast<unsigned char>(*at)] || is_line_end(at);
}

bool CsvScanner::opens_cell(const char* quote) const noexcept {
  bool doubled = false;
  const char* const close = closing_quote(quote + 1, end_, doubled);
  return close != nullptr && is_end_of_cell(past_blanks(close + 1));
}

void CsvScanner::take_plain(CsvRecord& record) {
  const char* begin = at_;
  while (!stops_[static_cast<unsigned char>(*at_)]) ++at_;
  const char* end = at_;
  // "\r\n" ends a line: the cell goes to before it.
  if (at_ != end_ && *at_ == '\n' && dialect_.line_end == '\n' && end > begin && end[-1] == '\r') --end;
  if (dialect_.trims) {
    while (begin != end && *begin == ' ') ++begin;
    while (begin != end && end[-1] == ' ') --end;
  }
  if (const auto size = static_cast<std::uint64_t>(end - begin); size <= most_bytes) [[likely]]
    record.cells.push_back(
        {static_cast<std::uint64_t>(begin - begin_), static_cast<std::uint32_t>(size), false, false});
  else
    add(record, begin, end, false, false);
}

bool CsvScanner::take_quoted(CsvRecord& record) {
  const char* const begin = at_ + 1;
  const std::int64_t line = line_;
  bool doubled = false;
  const char* const close = closing_quote(begin, end_, doubled);
  if (close == nullptr) {
    record.problem = fmt::format("the quotation mark that opens on line {} is never closed", line);
    record.advice = "Close it; within a quoted cell, write \"\" for each quotation mark.";
    return false;
  }
  line_ += std::count(begin, close, dialect_.line_end);
  at_ = close + 1;
  if (const char* const after = past_blanks(at_); is_end_of_cell(after)) at_ = after;
  if (!is_end_of_cell(at_)) {
    record.problem = fmt::format(
        "expected the end of the cell behind the closing quotation mark on line {}, received '{}'", line_,
        std::string_view(at_, static_cast<std::size_t>(std::min<std::ptrdiff_t>(end_ - at_, 1))));
    record.advice =
        "Within a quoted cell, write \"\" for each quotation mark; or say that the table has no quotes.";
    return false;
  }
  return add(record, begin, close, true, doubled);
}

bool CsvScanner::add(CsvRecord& record, const char* begin, const char* end, bool quoted, bool doubled) const {
  if (static_cast<std::uint64_t>(end - begin) > most_bytes) {
    record.problem = fmt::format("a cell has {} bytes, expected fewer than 2^32", end - begin);
    record.advice = "Check its quotation marks and its separator.";
    return false;
  }
  record.cells.push_back(
      {static_cast<std::uint64_t>(begin - begin_), static_cast<std::uint32_t>(end - begin), quoted, doubled});
  return true;
}

void CsvScanner::skip_line(const char* begin, CsvRecord& record) {
  line_ = record.line;
  const void* found = std::memchr(begin, dialect_.line_end, static_cast<std::size_t>(end_ - begin));
  at_ = found == nullptr ? end_ : static_cast<const char*>(found) + 1;
  line_ += found != nullptr;
}

std::string cell_text(std::string_view text, const CsvCell& cell) {
  std::string out(text.substr(cell.begin, cell.size));
  if (cell.doubled) out.resize(undouble(out.data(), cell.size));
  return out;
}

std::uint32_t undouble(char* cell, std::uint32_t size) noexcept {
  std::uint32_t used = 0;
  for (std::uint32_t i = 0; i < size; ++i) {
    cell[used++] = cell[i];
    i += cell[i] == '"';  // the second of two
  }
  return used;
}

}  // namespace saem::detail
