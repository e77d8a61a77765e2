#include "saem/data/tables/table_facts.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "saem/core/parallel.h"
#include "saem/data/tables/numbers.h"
#include "saem/data/tables/text_counts.h"

namespace saem {
namespace {

using detail::TextNumbers;

/// The texts that come most often, of those with these counts.
std::vector<std::pair<std::string, std::int64_t>> most_frequent_of(const TextNumbers& texts,
                                                                   const std::vector<std::int64_t>& counts,
                                                                   int most) {
  std::vector<std::size_t> order(counts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const std::size_t size = std::min(order.size(), static_cast<std::size_t>(std::max(most, 0)));
  std::ranges::partial_sort(
      order, order.begin() + static_cast<std::ptrdiff_t>(size),
      [&](std::size_t a, std::size_t b) { return counts[a] != counts[b] ? counts[a] > counts[b] : a < b; });
  std::vector<std::pair<std::string, std::int64_t>> frequent;
  for (std::size_t i = 0; i < size; ++i) frequent.emplace_back(texts.texts()[order[i]], counts[order[i]]);
  return frequent;
}

void count_texts(const TextColumn& column, const TableFactsOptions& options, TableColumnFacts& facts) {
  TextNumbers texts(options.most_distinct);
  std::vector<std::int64_t> counts;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    if (is_missing_text(column[row])) {
      ++facts.missing;
      continue;
    }
    if (facts.more_distinct) continue;
    const std::int64_t number = texts.number(column[row]);
    facts.more_distinct = number < 0;
    if (number < 0) continue;
    if (static_cast<std::size_t>(number) == counts.size()) counts.push_back(0);
    ++counts[static_cast<std::size_t>(number)];
  }
  facts.distinct = texts.size();
  facts.constant = column.size() > 0 && !facts.more_distinct &&
                   ((facts.distinct == 1 && facts.missing == 0) || facts.distinct == 0);
  if (!facts.more_distinct) facts.most_frequent = most_frequent_of(texts, counts, options.most_frequent);
}

/// What is asked of the numbers of a column, if all cells that are not missing are numbers in this format.
bool measure_numbers(const TextColumn& column, NumberFormat format, TableColumnFacts& facts) {
  double sum = 0, first = 0;
  std::int64_t finite = 0, infinite = 0;
  double min = std::numeric_limits<double>::infinity(), max = -min;
  bool index = column.size() > 1 && facts.missing == 0;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    const std::optional<double> number = parse_number(column[row], format);
    if (!number || std::isnan(*number)) {
      if (!is_missing_text(column[row])) return false;
      continue;
    }
    if (row == 0) first = *number;
    index = index && (first == 0 || first == 1) && *number == first + static_cast<double>(row);
    if (std::isfinite(*number)) {
      ++finite;
      sum += *number;
      min = std::min(min, *number);
      max = std::max(max, *number);
    } else {
      ++infinite;
    }
  }
  facts.numbers = true;
  facts.index = index;
  facts.not_finite = infinite;
  if (finite > 0) {
    facts.min = min;
    facts.max = max;
    facts.mean = sum / static_cast<double>(finite);
  }
  return true;
}

void measure_numbers(const TextColumn& column, TableColumnFacts& facts) {
  if (facts.missing == column.size()) return;
  for (const NumberFormat& format : detail::number_formats()) {
    if (!measure_numbers(column, format, facts)) continue;
    const NumberFormat best = find_number_format(column);  // of several that fit
    if (best.decimal != format.decimal || best.thousands != format.thousands)
      static_cast<void>(measure_numbers(column, best, facts));
    return;
  }
}

using Columns = std::vector<const TextColumn*>;

std::vector<std::uint64_t> row_hashes(const Columns& columns, std::int64_t rows) {
  std::vector<std::uint64_t> hashes(static_cast<std::size_t>(rows), 0);
  constexpr std::int64_t block = 4096;
  parallel_for(rows, block, [&](std::int64_t begin, std::int64_t end) {
    for (const TextColumn* column : columns)
      for (std::int64_t row = begin; row < end; ++row) {
        std::uint64_t& hash = hashes[static_cast<std::size_t>(row)];
        hash = detail::joined_hash(hash, detail::hash_of((*column)[row]));
      }
  });
  return hashes;
}

bool same_row(const Columns& a, std::int64_t row_a, const Columns& b, std::int64_t row_b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((*a[i])[row_a] != (*b[i])[row_b]) return false;
  return true;
}

RepeatedRows duplicates_of(const Table& table, const Columns& columns) {
  RepeatedRows repeated;
  if (columns.empty()) return repeated;
  const std::vector<std::uint64_t> hashes = row_hashes(columns, table.rows());
  std::unordered_map<std::uint64_t, std::int64_t> first_rows;
  first_rows.reserve(hashes.size());
  for (std::int64_t row = 0; row < table.rows(); ++row) {
    const auto [found, fresh] = first_rows.emplace(hashes[static_cast<std::size_t>(row)], row);
    if (fresh || !same_row(columns, found->second, columns, row)) continue;
    if (repeated.count++ == 0) {
      repeated.first = {table.lines[static_cast<std::size_t>(found->second)],
                        table.lines[static_cast<std::size_t>(row)]};
    }
  }
  return repeated;
}

}  // namespace

TableFacts table_facts(const Table& table, const TableFactsOptions& options) {
  TableFacts facts{.rows = table.rows(), .columns = {}, .duplicates = {}};
  facts.columns.resize(table.columns.size());
  parallel_for(static_cast<std::int64_t>(table.columns.size()), 1, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      facts.columns[i].name = table.names[i];
      count_texts(table.columns[i], options, facts.columns[i]);
      measure_numbers(table.columns[i], facts.columns[i]);
    }
  });
  Columns compared;
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (!facts.columns[i].index) compared.push_back(&table.columns[i]);
  facts.duplicates = duplicates_of(table, compared);
  return facts;
}

RepeatedRows shared_rows(const Table& first, const Table& second, std::span<const std::string> ignored) {
  Columns of_first, of_second;
  for (std::size_t i = 0; i < first.names.size(); ++i) {
    const int other = second.find(first.names[i]);
    if (other < 0 || std::ranges::find(ignored, first.names[i]) != ignored.end()) continue;
    of_first.push_back(&first.columns[i]);
    of_second.push_back(&second.columns[static_cast<std::size_t>(other)]);
  }
  RepeatedRows shared;
  if (of_first.empty()) return shared;
  const std::vector<std::uint64_t> hashes = row_hashes(of_first, first.rows());
  std::unordered_map<std::uint64_t, std::int64_t> rows;
  rows.reserve(hashes.size());
  for (std::size_t row = 0; row < hashes.size(); ++row)
    rows.emplace(hashes[row], static_cast<std::int64_t>(row));
  const std::vector<std::uint64_t> others = row_hashes(of_second, second.rows());
  for (std::size_t row = 0; row < others.size(); ++row) {
    const auto found = rows.find(others[row]);
    if (found == rows.end() || !same_row(of_first, found->second, of_second, static_cast<std::int64_t>(row)))
      continue;
    if (shared.count++ == 0)
      shared.first = {first.lines[static_cast<std::size_t>(found->second)], second.lines[row]};
  }
  return shared;
}

}  // namespace saem
