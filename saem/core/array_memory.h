#pragma once

#include <cstddef>

#include "saem/core/block_cache.h"

namespace saem {

/// The memory of arrays. Small arrays have it from the C++ heap, those of 64 KiB and more from a BlockCache
/// of the process, which keeps up to 256 MiB of freed blocks: a program that makes a large array again and
/// again does not pay for fresh memory each time. The environment variable SAEM_ARRAY_CACHE sets another
/// limit, in MiB; 0 keeps nothing. Under the address sanitizer all memory is from the heap, so that it sees
/// what is used too late.
///
/// At least `bytes` > 0, aligned to 64 bytes; null memory where there is not enough.
[[nodiscard]] Block allocate_array(std::size_t bytes) noexcept;
void free_array(Block block) noexcept;

/// How many bytes of freed arrays may be kept, from now on; 0 gives back to the system what is kept.
void set_array_cache_limit(std::size_t bytes) noexcept;
[[nodiscard]] std::size_t array_cache_limit() noexcept;
/// How many are kept at present.
[[nodiscard]] std::size_t cached_array_bytes() noexcept;

}  // namespace saem
