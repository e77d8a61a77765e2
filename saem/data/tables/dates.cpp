#include "saem/data/tables/dates.h"

#include "saem/data/tables/blanks.h"

namespace saem {
namespace {

using detail::is_digit;
using std::chrono::microseconds;

/// Takes a text apart from its front.
class DateScanner {
 public:
  explicit DateScanner(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return text_.empty(); }
  [[nodiscard]] std::size_t digits() const {
    std::size_t count = 0;
    while (count < text_.size() && is_digit(text_[count])) ++count;
    return count;
  }
  /// The next character if it is one of these, else '\0'.
  char take_one_of(std::string_view wanted) {
    if (text_.empty() || wanted.find(text_.front()) == std::string_view::npos) return '\0';
    const char c = text_.front();
    text_.remove_prefix(1);
    return c;
  }
  /// A number of so many digits, or -1.
  int take_number(std::size_t fewest, std::size_t most) {
    const std::size_t count = digits();
    if (count < fewest || count > most) return -1;
    int number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number * 10 + (text_[i] - '0');
    text_.remove_prefix(count);
    return number;
  }

 private:
  std::string_view text_;
};

using Days = std::chrono::sys_days;

/// Source: POSIX.1-2017, strptime, %y.
int year_of_two_digits(int year) {
  constexpr int first_of_last_century = 69;
  return year + (year >= first_of_last_century ? 1900 : 2000);
}

std::optional<Days> take_day(DateScanner& scanner, DateOrder order) {
  const bool year_first = scanner.digits() == 4;
  if (!year_first && order == DateOrder::year_first) return {};
  const int first = scanner.take_number(1, 4);
  const char separator = scanner.take_one_of("-/.");
  if (separator == '\0') return {};
  if (separator == '.') scanner.take_one_of(" ");
  const int second = scanner.take_number(1, 2);
  if (scanner.take_one_of({&separator, 1}) == '\0') return {};
  if (separator == '.') scanner.take_one_of(" ");
  // Behind a '-' two digits may as well be the day: 24-12-31.
  const bool short_year = !year_first && separator != '-' && scanner.digits() == 2;
  const int third = year_first || short_year ? scanner.take_number(1, 2) : scanner.take_number(4, 4);
  if (first < 0 || second < 0 || third < 0) return {};
  const int year = year_first ? first : short_year ? year_of_two_digits(third) : third;
  const int month = year_first || order == DateOrder::day_first ? second : first;
  const int day = year_first ? third : (order == DateOrder::day_first ? first : second);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  return Days(date);
}

/// Hours from 0 to 23 of what a clock of twelve says, if AM or PM follows; -1 for no such hour.
int take_half_of_day(DateScanner& scanner, int hour) {
  scanner.take_one_of(" ");
  const char half = scanner.take_one_of("AaPp");
  if (half == '\0') return hour;
  const bool is_word = scanner.take_one_of("Mm") != '\0';
  if (!is_word || hour < 1 || hour > 12) return -1;
  return hour % 12 + (half == 'P' || half == 'p' ? 12 : 0);
}

std::optional<microseconds> take_time(DateScanner& scanner) {
  int hour = scanner.take_number(1, 2);
  if (scanner.take_one_of(":") == '\0') return {};
  const int minute = scanner.take_number(2, 2);
  int second = 0;
  std::int64_t micros = 0;
  if (scanner.take_one_of(":") != '\0') {
    second = scanner.take_number(2, 2);
    if (scanner.take_one_of(".,") != '\0') {
      std::int64_t scale = 100'000;
      const std::size_t digits = scanner.digits();
      if (digits == 0) return {};
      for (std::size_t i = 0; i < digits; ++i, scale /= 10)
        micros += scale * (scanner.take_one_of("0123456789") - '0');
    }
  }
  hour = take_half_of_day(scanner, hour);
  // 60 is a leap second: it counts as the second behind it, as in POSIX time.
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return {};
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) +
         microseconds(micros);
}

/// What is added to a local time to get UTC.
std::optional<std::chrono::minutes> take_offset(DateScanner& scanner) {
  using std::chrono::minutes;
  scanner.take_one_of(" ");
  if (scanner.take_one_of("Zz") != '\0') return minutes(0);
  const char sign = scanner.take_one_of("+-");
  if (sign == '\0') return {};
  const bool joined = scanner.digits() == 4;
  int hour = scanner.take_number(joined ? 4 : 2, joined ? 4 : 2), minute = 0;
  if (joined) {
    minute = hour % 100;
    hour /= 100;
  } else if (scanner.take_one_of(":") != '\0') {
    minute = scanner.take_number(2, 2);
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return {};
  const minutes offset(60 * hour + minute);
  return sign == '+' ? -offset : offset;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text, DateOrder order) noexcept {
  DateScanner scanner(detail::without_blanks(text));
  if (scanner.digits() == 0) return {};
  const std::optional<Days> day = take_day(scanner, order);
  if (!day) return {};
  Date date = *day;
  if (scanner.at_end()) return date;
  scanner.take_one_of(".");  // 2024. 12. 31.
  if (scanner.at_end()) return date;
  if (scanner.take_one_of("Tt ") == '\0') return {};
  const std::optional<microseconds> time = take_time(scanner);
  if (!time) return {};
  date += *time;
  if (scanner.at_end()) return date;
  const std::optional<std::chrono::minutes> offset = take_offset(scanner);
  if (!offset || !scanner.at_end()) return {};
  return date + *offset;
}

bool has_short_year(std::string_view text) noexcept {
  DateScanner scanner(detail::without_blanks(text));
  if (scanner.take_number(1, 2) < 0 || scanner.take_one_of("/.") == '\0') return false;
  scanner.take_one_of(" ");
  if (scanner.take_number(1, 2) < 0 || scanner.take_one_of("/.") == '\0') return false;
  scanner.take_one_of(" ");
  return scanner.digits() == 2;
}

DateOrder find_date_order(const TextColumn& column) {
  std::int64_t day_first = 0, month_first = 0;
  bool dots = false;
  for (std::int64_t row = 0; row < column.size(); ++row) {
    const std::string_view text = column[row];
    if (parse_date(text)) continue;  // says nothing about the order
    const bool day = parse_date(text, DateOrder::day_first).has_value();
    day_first += day;
    month_first += parse_date(text, DateOrder::month_first).has_value();
    dots = dots || (day && text.find('.') < 4);
  }
  if (day_first > month_first || (day_first == month_first && dots && day_first > 0))
    return DateOrder::day_first;
  return month_first > day_first ? DateOrder::month_first : DateOrder::year_first;
}

}  // namespace saem
