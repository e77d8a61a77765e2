#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "saem/data/table.h"

namespace saem {

/// What is in a column of a table.
struct TableColumnFacts {
  std::string name;
  std::int64_t missing = 0;    ///< cells that is_missing_text says are missing
  std::int64_t distinct = 0;   ///< different texts besides; if there are more than the limit, the limit
  bool more_distinct = false;  ///< there are more than `distinct`
  bool constant = false;       ///< all cells are the same, and none is missing; or all are missing
  bool index = false;          ///< counts the rows: 0, 1, 2, … or 1, 2, 3, …
  /// The most frequent texts and how often each comes, most frequent first, then in the order of the rows;
  /// none if there are more different texts than the limit.
  std::vector<std::pair<std::string, std::int64_t>> most_frequent = {};
  bool numbers = false;               ///< all cells that are not missing are numbers, in the column's format
  double min = 0, mean = 0, max = 0;  ///< of those that are finite, if all are numbers
  std::int64_t not_finite = 0;        ///< infinite ones
};

/// Two rows, by the lines they are on.
struct RowPair {
  std::int64_t first_line = 0, second_line = 0;
};

struct RepeatedRows {
  std::int64_t count = 0;             ///< rows that were there before
  std::optional<RowPair> first = {};  ///< the first such row and where it was before
};

struct TableFacts {
  std::int64_t rows = 0;
  std::vector<TableColumnFacts> columns;
  RepeatedRows duplicates;  ///< rows that are the same but for columns that count the rows
};

struct TableFactsOptions {
  std::int64_t most_distinct = 200'000;  ///< different texts of a column are counted up to here
  int most_frequent = 5;                 ///< texts that are listed
};

/// Counts what is in a table: for people, to see what they have before anything is learned from it. A table
/// of 1 M rows takes seconds.
[[nodiscard]] TableFacts table_facts(const Table& table, const TableFactsOptions& options = {});

/// The rows of `second` that `first` has too, compared by the columns of the same name in both, but for
/// `ignored`: what is learned on one would be known on the other. `first_line` is that of `first`. None if no
/// column is in both.
[[nodiscard]] RepeatedRows shared_rows(const Table& first, const Table& second,
                                       std::span<const std::string> ignored = {});

/// A column that gives the answer away.
struct GivesAway {
  std::string column;
  std::string reason;  ///< for people: "each of its 12 values comes with one value of 'price' only"
};

/// Columns from which the target can be read off: probably they were made from it, or after it.
///
///  - The same text as the target in all rows.
///  - Each text of the column comes with one text of the target only, in rows enough that it is not by
///    chance: if the target did not depend on the column, and each row had its most frequent text with
///    that text's share p, all rows of the same text would agree with a chance of p^(repetitions). That has
///    to be below 10⁻⁶, for rows at least half of which have a text that comes again.
///  - Numbers in the same order as the target's, or in the opposite one: Spearman's rank correlation of 0.999
///    or more, of 20 rows at least.
/// Missing cells of the target are left out. Throws ValueError if there is no such column.
[[nodiscard]] std::vector<GivesAway> gives_away(const Table& table, std::string_view target);

}  // namespace saem
