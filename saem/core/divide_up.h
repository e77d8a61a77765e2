#pragma once

#include <cstdint>

namespace saem {

/// a / b for b > 0 and a >= 0, rounded up: how many pieces of b cover a.
[[nodiscard]] constexpr std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

}  // namespace saem
