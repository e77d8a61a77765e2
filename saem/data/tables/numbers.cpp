#include "saem/data/tables/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>

#include "saem/data/tables/blanks.h"

namespace saem {
namespace {

using detail::equals_in_any_case;
using detail::is_digit;
using detail::without_blanks;

constexpr std::array<std::string_view, 11> missing_texts = {"",     "?",    "-",    ".",    "na", "n/a",
                                                            "#n/a", "<na>", "null", "none", "nil"};

/// True if a text that is outside the range of doubles is too large, false if it is too small for it.
bool is_huge(std::string_view text) noexcept {
  const std::size_t e = text.find_first_of("eE");
  const std::string_view digits = text.substr(0, e);
  const auto point = static_cast<std::int64_t>(std::min(digits.find('.'), digits.size()));
  const auto first = static_cast<std::int64_t>(digits.find_first_of("123456789"));
  std::int64_t exponent = 0;
  if (e != std::string_view::npos) {
    std::string_view written = text.substr(e + 1);
    if (written.front() == '+') written.remove_prefix(1);
    const auto result = std::from_chars(written.data(), written.data() + written.size(), exponent);
    if (result.ec != std::errc()) return written.front() != '-';
  }
  return exponent > first - point;
}

/// The number in a text of digits, point and exponent, which begins with a digit or a point.
std::optional<double> plain_number(std::string_view text) noexcept {
  if (text.empty() || !(is_digit(text[0]) || (text[0] == '.' && text.size() > 1 && is_digit(text[1]))))
    return {};
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size()) return {};
  if (error == std::errc::result_out_of_range)
    return is_huge(text) ? std::numeric_limits<double>::infinity() : 0.0;
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

std::optional<double> word_number(std::string_view text) noexcept {
  if (equals_in_any_case(text, "inf") || equals_in_any_case(text, "infinity"))
    return std::numeric_limits<double>::infinity();
  if (equals_in_any_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  return {};
}

constexpr std::array<NumberFormat, 8> formats = {
    {{'.', '\0'}, {',', '\0'}, {'.', ','}, {',', '.'}, {'.', ' '}, {',', ' '}, {'.', '\''}, {',', '\''}}};

/// The text with a decimal point and without groups; empty if its groups are not complete.
std::string in_plain_format(std::string_view text, NumberFormat format) {
  std::string plain;
  std::size_t digits = 0;  // of the group that is being read
  bool grouped = false, whole = true;
  for (const char c : text) {
    if (whole && format.thousands != '\0' && c == format.thousands) {
      if (digits == 0 || digits > 3 || (grouped && digits != 3)) return {};
      grouped = true;
      digits = 0;
      continue;
    }
    if (whole && !is_digit(c)) {
      if (grouped && digits != 3) return {};
      whole = false;
    }
    if (c == '.' && format.decimal != '.') return {};
    digits += is_digit(c);
    plain += c == format.decimal ? '.' : c;
  }
  if (whole && grouped && digits != 3) return {};
  return plain;
}

/// How many of the texts are there, how many are numbers in this format, and whether one of them could not be
/// in groups.
struct FormatCount {
  std::int64_t numbers = 0, present = 0;
  bool only_decimal = false;
  bool any_small = false, any_large = false;  ///< whole numbers without a comma, of up to three digits, more
};

FormatCount count_in(const TextColumn& column, NumberFormat format) {
  constexpr NumberFormat english_groups{'.', ','};
  FormatCount count;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    const std::string_view text = column[row];
    const bool number = parse_number(text, format).has_value();
    count.present += number || !is_missing_text(text);
    if (!number) continue;
    ++count.numbers;
    if (format.decimal != ',' || count.only_decimal) continue;
    if (text.find(',') == std::string_view::npos) {
      const auto digits = std::ranges::count_if(text, is_digit);
      (digits > 3 ? count.any_large : count.any_small) |= digits > 0;
      continue;
    }
    const std::string_view digits =
        without_blanks(text).substr(without_blanks(text).find_first_of("0123456789,"));
    count.only_decimal = digits.front() == '0' || !parse_number(text, english_groups);
  }
  return count;
}

/// "12.345" is 12345 if all numbers of the column can be read so.
NumberFormat with_groups_of_points(const TextColumn& column, NumberFormat plain) {
  const NumberFormat grouped{.decimal = ',', .thousands = '.', .ambiguous = true};
  bool any = false;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    if (!parse_number(column[row], plain)) continue;
    if (!parse_number(column[row], grouped)) return plain;
    any = any || column[row].find('.') != std::string_view::npos;
  }
  return any ? grouped : plain;
}

}  // namespace

std::span<const NumberFormat> detail::number_formats() noexcept { return formats; }

bool is_missing_text(std::string_view text) noexcept {
  text = without_blanks(text);
  if (text.size() > 4) return false;
  return equals_in_any_case(text, "nan") ||
         std::ranges::any_of(missing_texts, [&](auto each) { return equals_in_any_case(text, each); });
}

std::optional<double> parse_number(std::string_view text, NumberFormat format) noexcept {
  text = without_blanks(text);
  if (text.empty()) return {};
  const bool negative = text.front() == '-';
  if (negative || text.front() == '+') text.remove_prefix(1);
  if (text.empty()) return {};
  std::optional<double> number;
  if (const char first = text.front(); !is_digit(first) && first != '.' && first != ',') {
    number = word_number(text);
  } else if (format.decimal == '.' && format.thousands == '\0') {
    number = plain_number(text);
  } else if (text.size() <= 400) {  // the longest double, written out, and its groups
    number = plain_number(in_plain_format(text, format));
  }
  if (number && negative) *number = -*number;
  return number;
}

NumberFormat find_number_format(const TextColumn& column) {
  NumberFormat best;
  FormatCount most;
  for (const NumberFormat& format : detail::number_formats()) {
    const FormatCount count = count_in(column, format);
    if (count.numbers > most.numbers) {
      most = count;
      best = format;
      best.ambiguous = format.decimal == ',' && format.thousands == '\0' && !count.only_decimal;
    }
    if (most.numbers == count.present) break;
  }
  const bool small_only = most.any_small && !most.any_large;
  if (best.ambiguous && (column.group_sign() == ',' || small_only))
    return {.decimal = '.', .thousands = ',', .ambiguous = true};
  const bool is_plain = best.decimal == '.' && best.thousands == '\0';
  return is_plain && column.group_sign() == '.' ? with_groups_of_points(column, best) : best;
}

}  // namespace saem
