#include "saem/core/format_bytes.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace saem {

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return fmt::format("{} byte{}", bytes, bytes == 1 ? "" : "s");
  static constexpr std::array<std::string_view, 6> units = {"kB", "MB", "GB", "TB", "PB", "EB"};
  double amount = static_cast<double>(bytes) / 1000.0;
  std::size_t unit = 0;
  // 999.95 would print as "1000.0".
  while (amount >= 999.95 && unit + 1 < units.size()) {
    amount /= 1000.0;
    ++unit;
  }
  return fmt::format("{:.1f} {}", amount, units[unit]);
}

}  // namespace saem
