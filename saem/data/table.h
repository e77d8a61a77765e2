#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saem/data/text_column.h"

namespace saem {

/// A table as it was written: named columns of texts, of as many rows each. What they mean is decided later.
struct Table {
  std::vector<std::string> names;   ///< of the columns; unique
  std::vector<TextColumn> columns;  ///< an empty text is a missing value
  std::vector<std::int64_t> lines;  ///< where each row begins in its file, from 1: for messages
  std::string place;                ///< the file, for messages
  std::string target = {};          ///< the column with the answer, where the file says so; else empty
  /// What was found out about the file, for people: "separator ';'", "text read as CP949".
  std::vector<std::string> notes = {};
  /// Rows that were left out as bad, where that was asked for: "data.csv, line 12: expected 5 cells, …".
  std::vector<std::string> skipped = {};

  [[nodiscard]] std::int64_t rows() const noexcept { return static_cast<std::int64_t>(lines.size()); }
  /// The number of a column, or -1.
  [[nodiscard]] int find(std::string_view name) const;
  /// Throws ValueError, with the nearest name, if there is none.
  [[nodiscard]] const TextColumn& column(std::string_view name) const;
  /// The rows with these indices. Throws ValueError for one outside.
  [[nodiscard]] Table take(std::span<const std::int64_t> indices) const;
};

}  // namespace saem
