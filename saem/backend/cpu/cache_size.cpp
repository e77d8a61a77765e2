#include "saem/backend/cpu/cache_size.h"

#include <unistd.h>

#include <algorithm>

namespace saem::cpu {

// The system may know of a larger cache: all those of a machine together, of which a core reaches one.
std::int64_t last_level_cache_bytes() noexcept {
  constexpr std::int64_t most = 32 << 20;
#ifdef _SC_LEVEL3_CACHE_SIZE
  static const std::int64_t known = sysconf(_SC_LEVEL3_CACHE_SIZE);
  return known > 0 ? std::min(known, most) : most;
#else
  return most;
#endif
}

}  // namespace saem::cpu
