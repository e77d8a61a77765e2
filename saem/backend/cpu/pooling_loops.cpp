#include "saem/backend/cpu/pooling_loops.h"

#include <algorithm>

#include "saem/backend/cpu/dispatch.h"

namespace saem::cpu {
namespace {

constexpr std::int64_t chunk = 64;  // channels whose maxima and places are kept in registers or on the stack

// A NaN counts as the largest element, and the first of equal ones wins.
SAEM_ALWAYS_INLINE bool overtakes(float x, float best) { return !(x <= best) && best == best; }

SAEM_ALWAYS_INLINE void find_winners(const PoolWindow& w, const float* x, std::int64_t n, float* best,
                                     std::int32_t* winner) {
  for (std::int64_t c = 0; c < n; ++c) {
    best[c] = x[w.places[0] + c];
    winner[c] = 0;
  }
  for (std::int64_t i = 1; i < w.count; ++i) {
    const float* here = x + w.places[i];
    for (std::int64_t c = 0; c < n; ++c) {
      const bool wins = overtakes(here[c], best[c]);
      best[c] = wins ? here[c] : best[c];
      winner[c] = wins ? static_cast<std::int32_t>(i) : winner[c];
    }
  }
}

struct Max {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, float* y) {
    for (std::int64_t first = 0; first < w.channels; first += chunk) {
      const std::int64_t n = std::min(chunk, w.channels - first);
      float best[chunk];
      for (std::int64_t c = 0; c < n; ++c) best[c] = x[w.places[0] + first + c];
      for (std::int64_t i = 1; i < w.count; ++i) {
        const float* here = x + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) best[c] = overtakes(here[c], best[c]) ? here[c] : best[c];
      }
      for (std::int64_t c = 0; c < n; ++c) y[first + c] = best[c];
    }
  }
};

struct MaxGradient {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, const float* dy, float* dx) {
    for (std::int64_t first = 0; first < w.channels; first += chunk) {
      const std::int64_t n = std::min(chunk, w.channels - first);
      float best[chunk];
      std::int32_t winner[chunk];
      find_winners(w, x + first, n, best, winner);
      for (std::int64_t i = 0; i < w.count; ++i) {
        float* here = dx + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) here[c] += winner[c] == i ? dy[first + c] : 0.0F;
      }
    }
  }
};

struct MaxGather {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, const float* v, float* y) {
    for (std::int64_t first = 0; first < w.channels; first += chunk) {
      const std::int64_t n = std::min(chunk, w.channels - first);
      float best[chunk];
      std::int32_t winner[chunk];
      find_winners(w, x + first, n, best, winner);
      for (std::int64_t i = 0; i < w.count; ++i) {
        const float* here = v + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) best[c] = winner[c] == i ? here[c] : best[c];
      }
      for (std::int64_t c = 0; c < n; ++c) y[first + c] = best[c];
    }
  }
};

struct Average {
  SAEM_ALWAYS_INLINE static void run(const PoolWindow& w, const float* x, float* y) {
    for (std::int64_t first = 0; first < w.channels; first += chunk) {
      const std::int64_t n = std::min(chunk, w.channels - first);
      float total[chunk] = {};
      for (std::int64_t i = 0; i < w.count; ++i) {
        const float* here = x + w.places[i] + first;
        for (std::int64_t c = 0; c < n; ++c) total[c] += here[c];
      }
      for (std::int64_t c = 0; c < n; ++c) y[first + c] = total[c] / static_cast<float>(w.count);
    }
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
          Versions<MaxGradient, Window, const float*, const float*, float*>::best(),
          Versions<MaxGather, Window, const float*, const float*, float*>::best(),
          Versions<Average, Window, const float*, float*>::best(),
          Versions<AverageGradient, Window, const float*, float*>::best()};
}

}  // namespace saem::cpu
