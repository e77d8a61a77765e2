#include "saem/cli/parse_duration.h"

#include <charconv>
#include <cmath>

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

}  // namespace saem::cli
