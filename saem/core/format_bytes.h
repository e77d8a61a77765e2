#pragma once

#include <cstdint>
#include <string>

namespace saem {

/// An amount of memory in words, for messages and tables: "1 byte", "64 bytes", "1.5 kB", "12.0 GB". Powers
/// of 1000.
[[nodiscard]] std::string format_bytes(std::uint64_t bytes);

}  // namespace saem
