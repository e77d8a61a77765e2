#pragma once

#include <string_view>

namespace saem::cli {

/// "0.1.0".
[[nodiscard]] std::string_view version_number() noexcept;

}  // namespace saem::cli
