#include "saem/cli/parse_bytes.h"

#include <array>
#include <charconv>
#include <limits>
#include <string>
#include <utility>

#include "saem/core/lower_case.h"

namespace saem::cli {
namespace {

struct Unit {
  std::string_view name;
  double bytes;
};
constexpr std::array<Unit, 9> units{{{"b", 1},
                                     {"kb", 1e3},
                                     {"mb", 1e6},
                                     {"gb", 1e9},
                                     {"tb", 1e12},
                                     {"kib", 0x1p10},
                                     {"mib", 0x1p20},
                                     {"gib", 0x1p30},
                                     {"tib", 0x1p40}}};

}  // namespace

std::optional<std::size_t> parse_bytes(std::string_view text) {
  double amount = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), amount, std::chars_format::fixed);
  if (error != std::errc{}) return std::nullopt;
  std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::string name = detail::lower_case(rest);
  for (const Unit& unit : units) {
    if (unit.name != name) continue;
    const double bytes = amount * unit.bytes;
    // Written so that NaN fails.
    if (!(bytes >= 1 && bytes < static_cast<double>(std::numeric_limits<std::size_t>::max())))
      return std::nullopt;
    return static_cast<std::size_t>(bytes);
  }
  return std::nullopt;
}

std::string bytes_text(std::size_t bytes) {
  constexpr std::array<std::pair<std::string_view, std::size_t>, 8> names{{{"TB", 1'000'000'000'000},
                                                                           {"TiB", std::size_t{1} << 40},
                                                                           {"GB", 1'000'000'000},
                                                                           {"GiB", std::size_t{1} << 30},
                                                                           {"MB", 1'000'000},
                                                                           {"MiB", std::size_t{1} << 20},
                                                                           {"kB", 1'000},
                                                                           {"KiB", std::size_t{1} << 10}}};
  for (const auto& [name, unit] : names) {
    if (bytes > 0 && bytes % unit == 0) return std::to_string(bytes / unit) + std::string(name);
  }
  return std::to_string(bytes) + "B";
}

}  // namespace saem::cli
