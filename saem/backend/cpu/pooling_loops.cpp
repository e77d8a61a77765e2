#include "saem/backend/cpu/pooling_loops.h"

#include <type_traits>

#include "saem/backend/cpu/dispatch.h"

namespace saem::cpu {
namespace {

// Channels whose maxima and winners are kept in registers or on the stack.
constexpr std::int64_t chunk = 64;

// The larger one; a NaN counts as the largest, and the first of equal ones stays. Two nested choices without
// branches: what compilers turn into vector instructions.
SAEM_ALWAYS_INLINE float larger(float best, float x) {
  const float ordered = x <= best ? best : x;
  return best != best ? best : ordered;
}
SAEM_ALWAYS_INLINE std::int32_t winner_of(float best, float x, std::int32_t winner, std::int32_t challenger) {
  const std::int32_t ordered = x <= best ? winner : challenger;
  return best != best ? winner : ordered;
}

// Calls f(first channel, number of channels) for all channels. Full chunks get a number that the compiler
// knows.
template <class F>
SAEM_ALWAYS_INLINE void for_each_chunk(std::int64_t channels, F f) {
  std::int64_t first = 0;
  for (; first + chunk <= channels; first += chunk) f(first, std::integral_constant<std::int64_t, chunk>());
  if (first < channels) f(first, channels - first);
}

template <class N>
SAEM_ALWAYS_INLINE void find_winners(const PoolWindow& w, const float* x, N n, float* best,
                                     std::int32_t* winner) {
  for (std::int64_t c = 0; c < n; ++c) best[c] = x[w.places[0] + c];
  for (std::int64_t c = 0; c < n; ++c) winner[c] = 0;
  for (std::int64_t i = 1; i < w.count; ++i) {
    const float* here = x + w.places[i];
    const auto challenger = static_cast<std::int32_t>(i);
    for (std::int64_t c = 0; c < n; ++c) winner[c] = winner_of(best[c], here[c], winner[c], challenger);
    for (std::int64_t c = 0; c < n; ++c) best[c] = larger(best[c], here[c]);
  }
}

struct Max {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, float* y) {
    for_each_chunk(w.channels, [&](std::int64_t first, auto n) SAEM_ALWAYS_INLINE_LAMBDA {
      float best[chunk];
      for (std::int64_t c = 0; c < n; ++c) best[c] = x[w.places[0] + first + c];
      for (std::int64_t i = 1; i < w.count; ++i) {
        const float* here = x + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) best[c] = larger(best[c], here[c]);
      }
      for (std::int64_t c = 0; c < n; ++c) y[first + c] = best[c];
    });
  }
};

template <bool masked>
struct MaxGradient {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, const float* dy, float* dx) {
    for_each_chunk(w.channels, [&](std::int64_t first, auto n) SAEM_ALWAYS_INLINE_LAMBDA {
      float best[chunk];
      std::int32_t winner[chunk];
      find_winners(w, x + first, n, best, winner);
      float gradient[chunk];
      for (std::int64_t c = 0; c < n; ++c) gradient[c] = !masked || best[c] > 0 ? dy[first + c] : 0.0F;
      for (std::int64_t i = 0; i < w.count; ++i) {
        float* here = dx + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) here[c] += winner[c] == i ? gradient[c] : 0.0F;
      }
    });
  }
};

struct MaxGather {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, const float* v, float* y) {
    for_each_chunk(w.channels, [&](std::int64_t first, auto n) SAEM_ALWAYS_INLINE_LAMBDA {
      float best[chunk];
      std::int32_t winner[chunk];
      find_winners(w, x + first, n, best, winner);
      for (std::int64_t i = 0; i < w.count; ++i) {
        const float* here = v + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) best[c] = winner[c] == i ? here[c] : best[c];
      }
      for (std::int64_t c = 0; c < n; ++c) y[first + c] = best[c];
    });
  }
};

struct Average {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, float* y) {
    for_each_chunk(w.channels, [&](std::int64_t first, auto n) SAEM_ALWAYS_INLINE_LAMBDA {
      float total[chunk] = {};
      for (std::int64_t i = 0; i < w.count; ++i) {
        const float* here = x + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) total[c] += here[c];
      }
      for (std::int64_t c = 0; c < n; ++c) y[first + c] = total[c] / static_cast<float>(w.count);
    });
  }
};

struct AverageGradient {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* dy, float* dx) {
    for (std::int64_t i = 0; i < w.count; ++i) {
      float* here = dx + w.places[i];
      for (std::int64_t c = 0; c < w.channels; ++c) here[c] += dy[c] / static_cast<float>(w.count);
    }
  }
};

}  // namespace

PoolLoops pool_loops() noexcept {
  using Window = const PoolWindow&;
  return {Versions<Max, Window, const float*, float*>::best(),
          Versions<MaxGradient<false>, Window, const float*, const float*, float*>::best(),
          Versions<MaxGradient<true>, Window, const float*, const float*, float*>::best(),
          Versions<MaxGather, Window, const float*, const float*, float*>::best(),
          Versions<Average, Window, const float*, float*>::best(),
          Versions<AverageGradient, Window, const float*, float*>::best()};
}

}  // namespace saem::cpu
