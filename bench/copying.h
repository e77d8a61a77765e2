#pragma once

#include <span>

namespace bench {

enum class Stores {
  through_cache,  ///< ordinary ones: the line that is written is read first
  streaming,      ///< past the cache, where the processor has them (x86-64)
};

/// Copies with all threads: the bandwidth that elementwise work is measured against. Both of one size.
void copy(std::span<const float> from, std::span<float> to, Stores stores);

}  // namespace bench
