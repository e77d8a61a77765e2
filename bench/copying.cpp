#include "copying.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "saem/core/parallel.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace bench {
namespace {

// Small enough that the C library copies a block with ordinary stores.
constexpr std::int64_t block = 64 * 1024;

void stream(const float* from, float* to, std::int64_t n) {
  std::int64_t i = 0;
#if defined(__x86_64__)
  for (; i < n && reinterpret_cast<std::uintptr_t>(to + i) % 16 != 0; ++i) to[i] = from[i];
  for (; i + 4 <= n; i += 4) _mm_stream_ps(to + i, _mm_loadu_ps(from + i));
  _mm_sfence();
#endif
  std::copy(from + i, from + n, to + i);
}

}  // namespace

void copy(std::span<const float> from, std::span<float> to, Stores stores) {
  saem::parallel_for(static_cast<std::int64_t>(from.size()), block,
                     [&](std::int64_t begin, std::int64_t end) {
                       if (stores == Stores::streaming) {
                         stream(from.data() + begin, to.data() + begin, end - begin);
                       } else {
                         std::memcpy(to.data() + begin, from.data() + begin,
                                     static_cast<std::size_t>(end - begin) * sizeof(float));
                       }
                     });
}

}  // namespace bench
