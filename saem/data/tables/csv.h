#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "saem/data/on_bad_sample.h"
#include "saem/data/table.h"

namespace saem {

/// Something about a file that is found out, unless it is said.
enum class Found : std::uint8_t { find, yes, no };

/// How a table is written: what is not said is found out.
struct CsvOptions {
  /// Between cells; '\0': found out among , ; TAB | and blanks. ' ': any number of blanks and TABs, as in
  /// columns of a fixed width; those at the ends of a line divide nothing.
  char separator = '\0';
  Found header = Found::find;  ///< whether the first line has the names of the columns
  Found quotes = Found::find;  ///< whether '"' encloses cells; found out in tables with TABs, else yes
  std::string encoding = {};   ///< as `iconv -l` names it; else see read_text_file
  OnBadSample on_bad_sample = OnBadSample::stop;  ///< for rows with other numbers of cells, or wrong quotes
};

/// Reads a table from text with a separator, plain or gzip; "-" is the standard input. Whole into memory.
///
/// RFC 4180: a cell in quotation marks may hold separators, line ends and doubled quotation marks. Lines end
/// with LF, CRLF or, in files without any LF, CR. Encodings: see read_text_file. Blank lines are left out,
/// and noted.
///
/// Where nearly all cells have blanks between them, as in "40, Private, <=50K", these are left out, and that
/// is noted; else cells stay as they are written, blanks and "NA" too. Columns without a name are "column 3";
/// of repeated names, the second becomes "name (2)". Both are noted, as is everything that was found out.
///
/// What is found out, and how:
///  - the separator: the one by which most of the first 200 rows have the same number of cells, and most
///    cells are numbers; none if no one fits. Blanks are one only where all these rows have the same number
///    of cells, and columns of numbers show that they are no texts.
///  - the header: the first line is one if it is text above a column of numbers or dates; it is none if it
///    has numbers or dates, or a text that the column has again; else it is one.
///    A first line "sep=;", as Excel writes it, says the separator. Lines behind a # before the table are
///    left out, but for one with the names of the columns, as numpy.savetxt writes it.
///  - row names: if the first line has one text less than all rows have cells, the first column is "row", as
///    R's write.table leaves it without a name.
///  - quotation marks in a table with TABs: text like any other, if every line has the same number of TABs
///    and with quotation marks it would not have as many rows.
///  - scikit-learn's form, where the first line has the numbers of rows and columns and the names of classes:
///    the last column then is "target", with those names.
///
/// Throws FileError, with the line, for a file that is empty, that read_text_file refuses, or that does not
/// fit into memory; and, unless such rows are to be skipped (Table::skipped lists them then), for rows with
/// more or fewer cells than the first, a quotation mark that is never closed, and text behind a closing one.
/// Source: Y. Shafranovich, RFC 4180, 2005.
[[nodiscard]] Table read_csv(const std::filesystem::path& path, const CsvOptions& options = {});

/// The same for the bytes of such a file. @param place  for messages.
[[nodiscard]] Table parse_csv(std::string bytes, const std::string& place, const CsvOptions& options = {});

}  // namespace saem
