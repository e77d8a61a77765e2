#pragma once

#include <cstdint>

#include "saem/data/tables/csv.h"
#include "saem/data/tables/text_file.h"

namespace saem::detail {

// What stands before a table becomes blanks, so that lines keep their numbers. Both return how many lines
// that took.

/// "sep=;" in the first line, as Excel writes it. What the options say goes before it.
std::int64_t take_separator_line(TextFile& file, CsvOptions& options);

/// Lines behind a #. The last one has names if it is divided as the first row is: "#id,x", or "# x y" before
/// numbers with blanks between them, as numpy.savetxt writes it.
std::int64_t take_comment_lines(TextFile& file);

}  // namespace saem::detail
