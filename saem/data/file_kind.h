#pragma once

#include <string_view>

namespace saem {

/// What a file is, judged by its first bytes (64 are enough) and never by its name: "a PNG picture", "a gzip
/// archive", "text". "no format that saem knows" if nothing fits; "an empty file" for no bytes.
[[nodiscard]] std::string_view describe_content(std::string_view first_bytes) noexcept;

}  // namespace saem
