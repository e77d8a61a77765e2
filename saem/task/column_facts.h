#pragma once

#include <cstdint>

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
  std::int64_t words = 0;        ///< in all texts together
  bool counts_the_rows = false;  ///< n, n + 1, n + 2, …
  [[nodiscard]] std::int64_t present() const { return rows - missing; }
};
[[nodiscard]] ColumnFacts column_facts(const TextColumn& column);

}  // namespace saem::detail
