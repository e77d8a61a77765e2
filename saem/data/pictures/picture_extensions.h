#pragma once

#include <array>
#include <string_view>

namespace saem {

/// The endings of the names of pictures that can be read, in small letters.
inline constexpr std::array<std::string_view, 9> picture_extensions{".jpg",  ".jpeg", ".png", ".bmp", ".gif",
                                                                    ".webp", ".pgm",  ".ppm", ".pnm"};

}  // namespace saem
