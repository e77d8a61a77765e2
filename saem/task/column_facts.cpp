#include "saem/task/column_facts.h"

#include <cmath>
#include <string_view>
#include <unordered_set>

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
    if (!number) facts.dates += parse_date(text, order).has_value();
    facts.counts_the_rows = facts.counts_the_rows && whole && (row == 0 || *number == last + 1);
    last = number.value_or(0);
  }
  facts.distinct = static_cast<std::int64_t>(distinct.size());
  return facts;
}

}  // namespace saem::detail
