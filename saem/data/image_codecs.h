#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "saem/core/array.h"

/// One function per picture format, each in a file of its own, for read_image alone.
namespace saem::detail {

inline constexpr std::int64_t max_pixels = std::int64_t{1} << 28;

/// Throws FileError unless 0 < height · width ≤ max_pixels.
void check_picture_size(std::uint64_t height, std::uint64_t width, const std::string& place);
/// Throws the FileError of a picture whose content is damaged.
[[noreturn]] void fail_damaged_picture(const std::string& place, const std::string& problem);

/// u8, (height, width, channels), with the 1 to 4 channels that the format has: grey, grey and alpha, RGB,
/// RGBA.
[[nodiscard]] Array decode_png(std::span<const std::byte> bytes, const std::string& place);
/// u8, (height, width, 1 or 3).
[[nodiscard]] Array decode_jpeg(std::span<const std::byte> bytes, const std::string& place);
[[nodiscard]] Array decode_pnm(std::span<const std::byte> bytes, const std::string& place);

}  // namespace saem::detail
