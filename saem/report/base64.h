#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace saem {

/// Base64 with padding and without line breaks (RFC 4648, section 4).
[[nodiscard]] std::string base64_encode(std::span<const std::uint8_t> bytes);

}  // namespace saem
