#pragma once

#include <cstdint>

namespace saem {

/// How many bytes one byte of deflate (gzip, PNG, ZIP) can become at most. Source: zlib, "Maximum
/// Compression Factor", zlib.net/zlib_tech.html.
inline constexpr std::uint64_t deflate_ratio = 1032;

}  // namespace saem
