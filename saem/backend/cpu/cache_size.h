#pragma once

#include <cstdint>

namespace saem::cpu {

/// The largest cache that a core reaches, in bytes. What is larger is gone from it before anybody reads it
/// again.
[[nodiscard]] std::int64_t last_level_cache_bytes() noexcept;

}  // namespace saem::cpu
