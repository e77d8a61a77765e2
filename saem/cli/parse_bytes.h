#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace saem::cli {

/// The bytes of "200MB", "1.5 GiB", "64 kB": kB, MB, GB, TB are powers of 1000; KiB, MiB, GiB, TiB of 1024;
/// upper or lower case. None for anything else: no unit, nothing at all of it, more than fits into memory's
/// addresses.
[[nodiscard]] std::optional<std::size_t> parse_bytes(std::string_view text);
/// What parse_bytes gives this for (up to 2⁵³): "200MB", in the largest unit that needs no fraction.
[[nodiscard]] std::string bytes_text(std::size_t bytes);

}  // namespace saem::cli
