#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace saem::cli {

/// "1h30m" → 5400: whole or decimal numbers, each with its unit (s, m, h), from the largest to the smallest.
/// Nothing for any other text, and for 0.
[[nodiscard]] std::optional<double> parse_duration(std::string_view text);
/// What parse_duration gives this for: "1h30m", "0.5s".
[[nodiscard]] std::string duration_text(double seconds);

}  // namespace saem::cli
