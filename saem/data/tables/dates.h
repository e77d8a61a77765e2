#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "saem/data/text_column.h"

namespace saem {

/// A moment, counted from 1970-01-01 00:00 UTC.
using Date = std::chrono::sys_time<std::chrono::microseconds>;

/// Seconds since 1970, with fractions.
[[nodiscard]] constexpr double seconds_since_1970(Date date) noexcept {
  return std::chrono::duration<double>(date.time_since_epoch()).count();
}

/// What the first two numbers of a date without a leading year are.
enum class DateOrder : std::uint8_t {
  year_first,   ///< there are no such dates
  day_first,    ///< 31.12.2024, 31/12/2024
  month_first,  ///< 12/31/2024
};

/// The date, or date and time, that a text says, in all of the text; blanks around do not matter.
///
/// Year first, in any order: 2024-12-31, 2024/12/31, 2024.12.31; 2024. 12. 31. With an order also the two
/// others. Then, optionally, behind a 'T' or a blank, HH:MM, HH:MM:SS or HH:MM:SS.ffffff, AM or PM, and an
/// offset from UTC: Z, +09:00, +0900, +09. A time without an offset counts as UTC. Years are of four digits;
/// behind day and month with slashes or dots also of two: 69 to 99 are 1969 to 1999, 00 to 68 are 2000 to
/// 2068. Nothing for any other text, and for days that the calendar does not have.
[[nodiscard]] std::optional<Date> parse_date(std::string_view text,
                                             DateOrder order = DateOrder::year_first) noexcept;

/// True for a date with day and month first whose year has two digits: 12/31/99, 31.12.99.
[[nodiscard]] bool has_short_year(std::string_view text) noexcept;

/// In which order a column's dates are written: the one that more of its texts are dates in. Where both do
/// equally, dots mean the day first, and with slashes nothing can be said: year_first, so that no guess is
/// made.
[[nodiscard]] DateOrder find_date_order(const TextColumn& column);

}  // namespace saem
