#pragma once

#include <cstdint>
#include <string>

#include "saem/data/text_column.h"

namespace saem::detail {

/// What is counted to find out what the texts of a column are.
struct ColumnFacts {
  std::int64_t rows = 0;
  std::int64_t missing = 0;
  std::int64_t distinct = 0;  ///< of those that are not missing
  std::int64_t numbers = 0;
  std::int64_t whole_numbers = 0;
  std::int64_t dates = 0;
  std::int64_t short_years = 0;    ///< dates whose year has two digits
  std::int64_t unclear_dates = 0;  ///< whose day and month cannot be told apart
  std::string no_number = {};      ///< the first text that is none
  std::string no_date = {};        ///< the first text that is none
  std::int64_t words = 0;          ///< in all texts together
  bool counts_the_rows = false;    ///< n, n + 1, n + 2, …
  double counts_from = 0;          ///< n
  [[nodiscard]] std::int64_t present() const { return rows - missing; }
};
[[nodiscard]] ColumnFacts column_facts(const TextColumn& column);

/// What keeps a column from being one of numbers or dates, where few cells do: a mistake in the data more
/// often than a name. ", 1 of them no numbers: 'oops'"; empty where nothing does.
[[nodiscard]] std::string spoilt_values(const ColumnFacts& facts);

}  // namespace saem::detail
