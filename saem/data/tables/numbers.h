#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "saem/data/text_column.h"

namespace saem {

/// True for what people write where a value is missing: nothing or blanks only, "?", "-", ".", and in upper
/// or lower case "NA", "N/A", "#N/A", "<NA>", "nan", "null", "none", "nil". Blanks around do not matter.
[[nodiscard]] bool is_missing_text(std::string_view text) noexcept;

/// How the numbers of a column are written.
struct NumberFormat {
  char decimal = '.';
  char thousands = '\0';   ///< between groups of three digits; '\0' if there is none
  bool ambiguous = false;  ///< all signs have three digits behind them: "1,234" may be 1234, or 1.234
};

/// The number that a text says, in all of the text: an optional sign, digits, fraction and exponent, or
/// inf / infinity / nan in any case; blanks around do not matter. Groups of digits must be complete: the
/// first of one to three, the others of three. Too large a number is infinite, too small a one 0. Nothing for
/// any other text: "12 %", "0x1F", "1_000", "12abc".
[[nodiscard]] std::optional<double> parse_number(std::string_view text, NumberFormat format = {}) noexcept;

/// The format that most of the column's texts are numbers in: decimal point or decimal comma, then with
/// groups. What can be read both as a decimal comma and as groups ("1,234" throughout) is called ambiguous.
/// It counts as groups if the column says so (group_sign), or if there are numbers without a comma, all
/// below 1000 ("950"); else as a decimal comma. With points ("1.234" throughout) it is a decimal point,
/// unless the column says otherwise. The decimal point if there are no numbers.
[[nodiscard]] NumberFormat find_number_format(const TextColumn& column);

namespace detail {
/// All formats that are looked for, in the order of preference.
[[nodiscard]] std::span<const NumberFormat> number_formats() noexcept;
}  // namespace detail

}  // namespace saem
