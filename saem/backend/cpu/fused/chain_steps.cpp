#include "saem/backend/cpu/fused/chain_steps.h"

#include <cstring>

#if SAEM_HAS_TARGETS
#include <immintrin.h>
#endif

namespace saem::cpu {
namespace {

#if SAEM_HAS_TARGETS

template <class V>
SAEM_ALWAYS_INLINE void go_on(const TileStep* step, std::int64_t i, const V& a, const V& b, const V& c,
                              const V& d, const V& e, const V& f, const V& g, const V& h) {
  reinterpret_cast<StepFunction<V>>(step[1].run)(step + 1, i, a, b, c, d, e, f, g, h);
}

template <class V>
SAEM_ALWAYS_INLINE void load_all(const TileStep* step, std::int64_t i) {
  const float* in = step->in[0] + (i & step->mask[0]);
  V a, b, c, d, e, f, g, h;
  for (V* v : {&a, &b, &c, &d, &e, &f, &g, &h}) {
    std::memcpy(v, in, sizeof(V));
    in += sizeof(V) / sizeof(float);
  }
  go_on<V>(step, i, a, b, c, d, e, f, g, h);
}

// Three steps ahead: a chain computes so long between two reads that the processor looks ahead too late, and
// where a page ends not at all.
template <class V>
SAEM_ALWAYS_INLINE void fetch_all(const TileStep* step, std::int64_t i) {
  constexpr std::int64_t line = 16;
  constexpr std::int64_t width = step_vectors * sizeof(V) / sizeof(float);
  const float* ahead = step->in[0] + i + 3 * width;
  for (std::int64_t j = 0; j < width; j += line) __builtin_prefetch(ahead + j);
}

template <class V>
SAEM_ALWAYS_INLINE void store_all(const TileStep* step, std::int64_t i, const V& a, const V& b, const V& c,
                                  const V& d, const V& e, const V& f, const V& g, const V& h) {
  float* out = step->out + i;
  for (const V* v : {&a, &b, &c, &d, &e, &f, &g, &h}) {
    std::memcpy(out, v, sizeof(V));
    out += sizeof(V) / sizeof(float);
  }
}

template <class V>
SAEM_ALWAYS_INLINE void run_all(const TileStep* first, std::int64_t n) {
  constexpr std::int64_t width = step_vectors * sizeof(V) / sizeof(float);
  const V zero{};
  for (std::int64_t i = 0; i < n; i += width)
    reinterpret_cast<StepFunction<V>>(first->run)(first, i, zero, zero, zero, zero, zero, zero, zero, zero);
}

struct Avx512 {
  using V = FloatVector<64>::Type;
  SAEM_TARGET_AVX512 static void load(const TileStep* step, std::int64_t i, V, V, V, V, V, V, V, V) {
    load_all<V>(step, i);
  }
  SAEM_TARGET_AVX512 static void fetch(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f,
                                       V g, V h) {
    fetch_all<V>(step, i);
    go_on<V>(step, i, a, b, c, d, e, f, g, h);
  }
  SAEM_TARGET_AVX512 static void store(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f,
                                       V g, V h) {
    store_all<V>(step, i, a, b, c, d, e, f, g, h);
    go_on<V>(step, i, a, b, c, d, e, f, g, h);
  }
  SAEM_TARGET_AVX512 static void stream(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f,
                                        V g, V h) {
    float* out = step->out + i;
    constexpr int lanes = 16;
    _mm512_stream_ps(out, a);
    _mm512_stream_ps(out + lanes, b);
    _mm512_stream_ps(out + 2 * lanes, c);
    _mm512_stream_ps(out + 3 * lanes, d);
    _mm512_stream_ps(out + 4 * lanes, e);
    _mm512_stream_ps(out + 5 * lanes, f);
    _mm512_stream_ps(out + 6 * lanes, g);
    _mm512_stream_ps(out + 7 * lanes, h);
    go_on<V>(step, i, a, b, c, d, e, f, g, h);
  }
  SAEM_TARGET_AVX512 static void end(const TileStep*, std::int64_t, V, V, V, V, V, V, V, V) {}
  SAEM_TARGET_AVX512 static void run(const TileStep* first, std::int64_t n) {
    run_all<V>(first, n);
    _mm256_zeroupper();
  }
};

struct Avx2 {
  using V = FloatVector<32>::Type;
  SAEM_TARGET_AVX2 static void load(const TileStep* step, std::int64_t i, V, V, V, V, V, V, V, V) {
    load_all<V>(step, i);
  }
  SAEM_TARGET_AVX2 static void fetch(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f, V g,
                                     V h) {
    fetch_all<V>(step, i);
    go_on<V>(step, i, a, b, c, d, e, f, g, h);
  }
  SAEM_TARGET_AVX2 static void store(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f, V g,
                                     V h) {
    store_all<V>(step, i, a, b, c, d, e, f, g, h);
    go_on<V>(step, i, a, b, c, d, e, f, g, h);
  }
  SAEM_TARGET_AVX2 static void stream(const TileStep* step, std::int64_t i, V a, V b, V c, V d, V e, V f, V g,
                                      V h) {
    float* out = step->out + i;
    constexpr int lanes = 8;
    _mm256_stream_ps(out, a);
    _mm256_stream_ps(out + lanes, b);
    _mm256_stream_ps(out + 2 * lanes, c);
    _mm256_stream_ps(out + 3 * lanes, d);
    _mm256_stream_ps(out + 4 * lanes, e);
    _mm256_stream_ps(out + 5 * lanes, f);
    _mm256_stream_ps(out + 6 * lanes, g);
    _mm256_stream_ps(out + 7 * lanes, h);
    go_on<V>(step, i, a, b, c, d, e, f, g, h);
  }
  SAEM_TARGET_AVX2 static void end(const TileStep*, std::int64_t, V, V, V, V, V, V, V, V) {}
  SAEM_TARGET_AVX2 static void run(const TileStep* first, std::int64_t n) {
    run_all<V>(first, n);
    _mm256_zeroupper();
  }
};

template <class Target>
ChainSteps steps_of() {
  constexpr std::int64_t width = step_vectors * sizeof(typename Target::V) / sizeof(float);
  return {.width = width,
          .load = reinterpret_cast<AnyStep>(&Target::load),
          .fetch = reinterpret_cast<AnyStep>(&Target::fetch),
          .store = reinterpret_cast<AnyStep>(&Target::store),
          .stream = reinterpret_cast<AnyStep>(&Target::stream),
          .end = reinterpret_cast<AnyStep>(&Target::end),
          .run = &Target::run};
}

ChainSteps best() {
  switch (simd_level()) {
    case SimdLevel::avx512:
      return steps_of<Avx512>();
    case SimdLevel::avx2:
      return steps_of<Avx2>();
    case SimdLevel::baseline:
      break;
  }
  return {};
}

#else

ChainSteps best() { return {}; }

#endif

}  // namespace

const ChainSteps& chain_steps() noexcept {
  static const ChainSteps steps = best();
  return steps;
}

}  // namespace saem::cpu
