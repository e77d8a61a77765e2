#include "saem/task/column_facts.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>
#include <unordered_set>

#include "saem/data/line_reader.h"
#include "saem/data/tables/dates.h"
#include "saem/data/tables/numbers.h"

namespace saem::detail {
namespace {

std::int64_t words_in(std::string_view text) {
  std::int64_t words = 0;
  bool inside = false;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    words += !blank && !inside;
    inside = !blank;
  }
  return words;
}

}  // namespace

ColumnFacts column_facts(const TextColumn& column) {
  ColumnFacts facts;
  facts.rows = column.size();
  const NumberFormat format = find_number_format(column);
  const DateOrder order = find_date_order(column);
  std::unordered_set<std::string_view> distinct;
  double last = 0;
  facts.counts_the_rows = column.size() > 1;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    const std::string_view text = column[row];
    if (is_missing_text(text)) {
      ++facts.missing;
      facts.counts_the_rows = false;
      continue;
    }
    distinct.insert(text);
    facts.words += words_in(text);
    const std::optional<double> number = parse_number(text, format);
    facts.numbers += number.has_value();
    const bool whole = number && std::isfinite(*number) && std::floor(*number) == *number;
    facts.whole_numbers += whole;
    if (!number) {
      if (facts.no_number.empty()) facts.no_number = text;
      const bool is_date = parse_date(text, order).has_value();
      facts.dates += is_date;
      facts.short_years += is_date && has_short_year(text);
      if (!is_date && facts.no_date.empty()) facts.no_date = text;
      facts.unclear_dates +=
          !is_date && parse_date(text, DateOrder::day_first) && parse_date(text, DateOrder::month_first);
    }
    facts.counts_the_rows = facts.counts_the_rows && whole && (row == 0 || *number == last + 1);
    if (row == 0) facts.counts_from = number.value_or(0);
    last = number.value_or(0);
  }
  facts.distinct = static_cast<std::int64_t>(distinct.size());
  return facts;
}

std::string spoilt_values(const ColumnFacts& f) {
  if (f.numbers * 10 > f.present() * 9) {
    return fmt::format(", {} of them no numbers: {}{}", f.present() - f.numbers, in_quotes(f.no_number),
                       f.present() - f.numbers > 1 ? ", …" : "");
  }
  if (f.dates * 10 > f.present() * 9) {
    return fmt::format(", {} of them no dates: {}{}", f.present() - f.dates, in_quotes(f.no_date),
                       f.present() - f.dates > 1 ? ", …" : "");
  }
  if (f.unclear_dates == f.present())
    return ", dates whose day and month cannot be told apart: write them as 2024-12-31";
  return "";
}

}  // namespace saem::detail
