#include "saem/data/tables/number_signs.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "saem/data/tables/blanks.h"
#include "saem/data/tables/numbers.h"

namespace saem {
namespace {

using detail::without_blanks;

constexpr std::array<std::string_view, 7> number_signs = {"%", "$", "€", "£", "¥", "₩", "원"};

std::string_view sign_of(std::string_view text) {
  text = without_blanks(text);
  const bool minus = text.starts_with('-') || text.starts_with('+');
  const std::string_view unsigned_text = minus ? text.substr(1) : text;
  const auto found = std::ranges::find_if(number_signs, [&](std::string_view sign) {
    return unsigned_text.size() > sign.size() && (unsigned_text.starts_with(sign) || text.ends_with(sign));
  });
  return found == number_signs.end() ? std::string_view() : *found;
}

/// "-5" of "-$5", "5" of "5 %".
std::string without_sign(std::string_view text, std::string_view sign) {
  text = without_blanks(text);
  if (text.ends_with(sign)) return std::string(without_blanks(text.substr(0, text.size() - sign.size())));
  std::string number;
  if (text.starts_with('-') || text.starts_with('+')) {
    number = text.substr(0, 1);
    text.remove_prefix(1);
  }
  if (text.starts_with(sign)) text = without_blanks(text.substr(sign.size()));
  return number + std::string(text);
}

}  // namespace

std::optional<SignedColumn> without_number_signs(const TextColumn& column) {
  std::string_view sign;
  for (std::int64_t row = 0; row < column.size() && sign.empty(); ++row) {
    if (is_missing_text(column[row])) continue;
    sign = sign_of(column[row]);
    // Most columns are decided by their first cell: one that is neither signed nor a number.
    if (sign.empty() && column[row].find_first_of("0123456789") == std::string_view::npos) return {};
  }
  if (sign.empty()) return {};
  std::vector<std::string> texts;
  texts.reserve(static_cast<std::size_t>(column.size()));
  for (std::int64_t row = 0; row < column.size(); ++row)
    texts.push_back(is_missing_text(column[row]) ? std::string(column[row])
                                                 : without_sign(column[row], sign));
  SignedColumn result{TextColumn(texts), std::string(sign)};
  const bool is_money = sign != "%" && column.group_sign() == '\0';  // nobody pays thousandths
  result.numbers.set_group_sign(is_money ? ',' : column.group_sign());
  const NumberFormat format = find_number_format(result.numbers);
  for (const std::string& text : texts) {
    if (!is_missing_text(text) && !parse_number(text, format)) return {};
  }
  return result;
}

}  // namespace saem
