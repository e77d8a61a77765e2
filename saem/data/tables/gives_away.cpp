#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "saem/core/parallel.h"
#include "saem/data/tables/numbers.h"
#include "saem/data/tables/table_facts.h"
#include "saem/data/tables/text_counts.h"

namespace saem {
namespace {

using detail::TextNumbers;

constexpr double log_chance = 13.8;                      // of 10⁻⁶
constexpr double near_one = 0.999, far_from_one = 0.98;  // of 5000 rows, 0.999 is never as low as 0.98
constexpr std::size_t fewest_ranked_rows = 20;

/// The answers, in the rows that have one.
struct KnownTarget {
  const TextColumn* texts;
  std::vector<std::int64_t> rows;
  std::vector<std::int64_t> numbers;  // of the text, in each of the rows
  std::int64_t distinct = 0;
  double most_frequent_share = 0;
  std::vector<double> values;  // if all are finite numbers; else empty

  explicit KnownTarget(const TextColumn& column);
};

std::vector<double> numbers_in(const TextColumn& column, const std::vector<std::int64_t>& rows,
                               NumberFormat format) {
  std::vector<double> numbers;
  for (const std::int64_t row : rows) {
    const std::optional<double> number = parse_number(column[row], format);
    if (!number || !std::isfinite(*number)) return {};
    numbers.push_back(*number);
  }
  return numbers;
}

/// The finite numbers that these rows of a column have, or nothing if one has none.
std::vector<double> numbers_in(const TextColumn& column, const std::vector<std::int64_t>& rows) {
  const auto fits = [&](NumberFormat format) { return !numbers_in(column, rows, format).empty(); };
  if (std::ranges::none_of(detail::number_formats(), fits)) return {};  // texts, mostly: known at the first
  return numbers_in(column, rows, find_number_format(column));
}

/// Spearman's rank correlation.
double rank_correlation(const std::vector<double>& x, const std::vector<double>& y) {
  return detail::correlation(detail::ranks_of(x), detail::ranks_of(y));
}

/// At most so many of the elements, evenly spaced.
template <class T>
std::vector<T> some_of(const std::vector<T>& all, std::size_t most) {
  const std::size_t step = std::max<std::size_t>(1, (all.size() + most - 1) / most);
  std::vector<T> some;
  for (std::size_t i = 0; i < all.size(); i += step) some.push_back(all[i]);
  return some;
}

/// The rank correlation of two columns of numbers, or 0 if a sample shows that it is far from 1.
double high_rank_correlation(const TextColumn& column, const KnownTarget& target) {
  constexpr std::size_t sampled_rows = 5000;
  const std::vector<double> sample = numbers_in(column, some_of(target.rows, sampled_rows));
  if (sample.empty() ||
      std::abs(rank_correlation(sample, some_of(target.values, sampled_rows))) < far_from_one)
    return 0;
  const std::vector<double> values = numbers_in(column, target.rows);
  return values.empty() ? 0 : rank_correlation(values, target.values);
}

KnownTarget::KnownTarget(const TextColumn& column) : texts(&column) {
  TextNumbers different(column.size() + 1);
  std::vector<std::int64_t> counts;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    if (is_missing_text(column[row])) continue;
    rows.push_back(row);
    numbers.push_back(different.number(column[row]));
    counts.resize(static_cast<std::size_t>(different.size()));
    ++counts[static_cast<std::size_t>(numbers.back())];
  }
  distinct = different.size();
  if (!rows.empty())
    most_frequent_share =
        static_cast<double>(*std::ranges::max_element(counts)) / static_cast<double>(rows.size());
  values = numbers_in(column, rows);
}

/// The number of different texts if each comes with one answer only, and not by chance; else 0.
std::int64_t texts_that_determine(const TextColumn& column, const KnownTarget& target) {
  TextNumbers different(column.size() + 1);
  std::vector<std::int64_t> answers, counts;
  for (std::size_t i = 0; i < target.rows.size(); ++i) {
    const auto number = static_cast<std::size_t>(different.number(column[target.rows[i]]));
    if (number == answers.size()) {
      answers.push_back(target.numbers[i]);
      counts.push_back(0);
    }
    if (answers[number] != target.numbers[i]) return 0;
    ++counts[number];
  }
  double repetitions = 0, repeating_rows = 0;
  for (const std::int64_t count : counts) {
    repetitions += static_cast<double>(count - 1);
    if (count > 1) repeating_rows += static_cast<double>(count);
  }
  const bool often = 2 * repeating_rows >= static_cast<double>(target.rows.size());
  return often && repetitions * -std::log(target.most_frequent_share) > log_chance ? different.size() : 0;
}

std::string reason_of(const TextColumn& column, const KnownTarget& target, std::string_view name) {
  if (std::ranges::all_of(target.rows,
                          [&](std::int64_t row) { return column[row] == (*target.texts)[row]; })) {
    return fmt::format("it is the same as '{}' in every row", name);
  }
  if (const std::int64_t texts = texts_that_determine(column, target); texts > 0)
    return fmt::format("each of its {} values comes with one value of '{}' only", texts, name);
  if (target.values.size() < fewest_ranked_rows) return {};
  const double found = high_rank_correlation(column, target);
  if (std::abs(found) < near_one) return {};
  return fmt::format("its numbers have the {} order as those of '{}' (rank correlation {:.4f})",
                     found > 0 ? "same" : "opposite", name, found);
}

}  // namespace

std::vector<GivesAway> gives_away(const Table& table, std::string_view target) {
  const KnownTarget answers(table.column(target));
  if (answers.distinct < 2) return {};
  std::vector<std::string> reasons(table.columns.size());
  parallel_for(static_cast<std::int64_t>(table.columns.size()), 1, [&](std::int64_t begin, std::int64_t end) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i)
      if (table.names[i] != target) reasons[i] = reason_of(table.columns[i], answers, target);
  });
  std::vector<GivesAway> found;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    if (!reasons[i].empty()) found.push_back({table.names[i], std::move(reasons[i])});
  return found;
}

}  // namespace saem
