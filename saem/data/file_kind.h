#pragma once

#include <string_view>

namespace saem {

/// What `describe_content` says if nothing fits.
inline constexpr std::string_view unknown_content = "no format that saem knows";

/// What a file is, judged by its first bytes (64, or 262 to know tar,) and never by its name: "a PNG
/// picture", "a gzip archive", "text". `unknown_content` if nothing fits; "an empty file" for no bytes.
[[nodiscard]] std::string_view describe_content(std::string_view first_bytes) noexcept;

}  // namespace saem
