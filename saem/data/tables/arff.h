#pragma once

#include <filesystem>
#include <string>

#include "saem/data/tables/csv.h"

namespace saem {

struct ArffOptions {
  std::string encoding = {};                      ///< as `iconv -l` names it; else see read_text_file
  OnBadSample on_bad_sample = OnBadSample::stop;  ///< for rows that do not fit the attributes
};

/// Reads a table in Weka's format, plain or gzip: @relation, an @attribute for each column (numeric, real,
/// integer, string, date with a format, or {names of classes}), @data, then a row on each line. Names and
/// values may be in single or double quotation marks, with backslashes before what they hold of those;
/// "%" begins a comment line. "?" becomes an empty cell, as missing values are in a Table. Cells lose the
/// blanks around them. Notes tell the classes, in their order, and the format of dates.
///
/// A file without header, as the UCR archive's copies are, is read as comma-separated values by read_csv,
/// with a note.
///
/// Throws FileError, with the line, for what read_text_file refuses; a header that is not as above; sparse
/// rows ({1 5, 3 x}), relational attributes and weights of rows, which are not read; no rows' end within
/// quotation marks; and, unless such rows are to be skipped, rows with more or fewer cells than attributes,
/// numbers that are none, and classes that the header does not name.
/// Source: Weka, "ARFF (stable version)", 2008.
[[nodiscard]] Table read_arff(const std::filesystem::path& path, const ArffOptions& options = {});

/// The same for the bytes of such a file. @param place  for messages.
[[nodiscard]] Table parse_arff(std::string bytes, const std::string& place, const ArffOptions& options = {});

}  // namespace saem
