#include "saem/cli/parse_duration.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

namespace saem::cli {
namespace {

double seconds_in(char unit) { return unit == 'h' ? 3600 : unit == 'm' ? 60 : unit == 's' ? 1 : 0; }

}  // namespace

std::optional<double> parse_duration(std::string_view text) {
  double total = 0, last = 1e9;
  while (!text.empty()) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || end == text.data() + text.size() || !(number >= 0) || !std::isfinite(number))
      return {};
    const double unit = seconds_in(*end);
    if (unit == 0 || unit >= last) return {};
    total += number * unit;
    last = unit;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  }
  return total > 0 && std::isfinite(total) ? std::optional(total) : std::nullopt;
}

std::string duration_text(double seconds) {
  constexpr double most_whole = 1e9;
  if (seconds != std::floor(seconds) || seconds > most_whole) {
    std::array<char, 400> digits{};  // of any double without exponent
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), seconds, std::chars_format::fixed).ptr;
    return std::string(digits.data(), end) + "s";
  }
  const auto whole = static_cast<std::int64_t>(seconds);
  const std::int64_t hours = whole / 3600, minutes = whole / 60 % 60, rest = whole % 60;
  std::string text;
  if (hours > 0) text += std::to_string(hours) + "h";
  if (minutes > 0) text += std::to_string(minutes) + "m";
  if (rest > 0 || text.empty()) text += std::to_string(rest) + "s";
  return text;
}

}  // namespace saem::cli
