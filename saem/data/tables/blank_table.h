#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "saem/data/tables/csv_scanner.h"

namespace saem::detail {

/// How well blanks divide the first rows of a text: 1 and the share of cells that are numbers or missing.
/// Nothing if they do not, because rows have other numbers of cells than the second (the first may have one
/// less, as R leaves it), no column is of numbers, or so many are of texts, neither in quotation marks nor
/// the same ones again, that it may be prose.
[[nodiscard]] std::optional<double> division_by_blanks(const std::string& text, CsvDialect dialect,
                                                       std::size_t most_rows);

}  // namespace saem::detail
