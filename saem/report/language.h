#pragma once

#include <cstdint>
#include <string_view>

namespace saem {

/// What language the page of a run is written in. Names that come from the data stay as they are.
enum class Language : std::uint8_t { english, korean };

/// "en", "ko": as in HTML's `lang`.
[[nodiscard]] std::string_view name(Language language) noexcept;
/// Throws ValueError for another text.
[[nodiscard]] Language language(std::string_view name);

}  // namespace saem
