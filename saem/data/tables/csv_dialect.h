#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "saem/data/tables/csv.h"
#include "saem/data/tables/csv_scanner.h"

namespace saem::detail {

/// Of the first rows, cells that are looked at to find out how they are divided.
inline constexpr std::size_t sampled_columns = 1000;

/// How a text is written: what the options do not say is found out in its first rows.
[[nodiscard]] CsvDialect find_dialect(const std::string& text, const CsvOptions& options);

/// What was found out, for people.
[[nodiscard]] std::vector<std::string> dialect_notes(const CsvDialect& dialect, const CsvOptions& options);

/// For messages: "';'", "TAB" or "blanks".
[[nodiscard]] std::string separator_name(char separator);

/// True for a number, in whatever format.
[[nodiscard]] bool is_number_text(std::string_view text);
/// True for a number or a date, in whatever format.
[[nodiscard]] bool is_value_text(std::string_view text);

/// The first rows that are not blank and have no problem, at most so many.
[[nodiscard]] std::vector<CsvRecord> first_rows(const std::string& text, CsvDialect dialect,
                                                std::size_t most);

}  // namespace saem::detail
