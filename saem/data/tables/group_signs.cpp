#include "saem/data/tables/group_signs.h"

#include <algorithm>

#include "saem/data/tables/numbers.h"

namespace saem::detail {
namespace {

/// A cell such as "1,5", but not "1,500", which may be a number with groups.
bool has_decimal_comma(const TextColumn& column) {
  constexpr NumberFormat decimal_comma{',', '\0'}, german{',', '.'}, english{'.', ','};
  for (std::int64_t row = 0; row < column.size(); ++row) {
    const std::string_view text = column[row];
    if (text.find(',') == std::string_view::npos || parse_number(text, english)) continue;
    if (parse_number(text, decimal_comma) || parse_number(text, german)) return true;
  }
  return false;
}

}  // namespace

void find_group_signs(Table& table, char separator) {
  char sign = separator == ',' ? ',' : '\0';
  if (separator != ',' && std::ranges::any_of(table.columns, has_decimal_comma)) sign = '.';
  for (TextColumn& column : table.columns) column.set_group_sign(sign);
}

}  // namespace saem::detail
