#include "saem/backend/cpu/conv_gradient/gradient_loops.h"

#include <cstring>

#include "saem/backend/cpu/matmul/vectors.h"

#if SAEM_HAS_TARGETS
#include <immintrin.h>
#endif

namespace saem::cpu {
namespace {

#if SAEM_HAS_TARGETS

constexpr int lanes = GradientLoops::lanes;

struct PackSingles {
  SAEM_ALWAYS_INLINE static void run(const void* pixels, const std::int64_t* offsets, std::int64_t count,
                                     float* to, std::int64_t to_step) {
    const auto* const from = static_cast<const float*>(pixels);
    for (std::int64_t i = 0; i < count; ++i) {
      typename Lanes<lanes>::Vector pixel{};
      if (offsets[i] >= 0) Lanes<lanes>::load(pixel, from + offsets[i]);
      Lanes<lanes>::store(to + i * to_step, pixel);
    }
  }
};

struct PackPairs {
  typedef std::uint16_t Halves __attribute__((vector_size(lanes * sizeof(std::uint16_t))));
  typedef std::uint32_t Words __attribute__((vector_size(lanes * sizeof(std::uint32_t))));

  SAEM_ALWAYS_INLINE static void load(Words& to, const std::uint16_t* from, std::int64_t offset) {
    Halves halves{};
    if (offset >= 0) std::memcpy(&halves, from + offset, sizeof halves);
    to = __builtin_convertvector(halves, Words);
  }
  SAEM_ALWAYS_INLINE static void run(const void* pixels, const std::int64_t* offsets, std::int64_t count,
                                     float* to, std::int64_t to_step) {
    const auto* const from = static_cast<const std::uint16_t*>(pixels);
    for (std::int64_t i = 0; i < count; i += 2) {
      Words first, second;
      load(first, from, offsets[i]);
      load(second, from, i + 1 < count ? offsets[i + 1] : -1);
      first |= second << 16;
      std::memcpy(to + i / 2 * to_step, &first, sizeof first);
    }
  }
};

/// In a group of its own, since an intrinsic function wants its target on the function that it is used in.
template <int vectors>
SAEM_TARGET_AVX512_BF16 void multiply_pairs(const Tile& t) {
  constexpr int rows = gradient_tile_rows;
  __m512 sum[rows][vectors];
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
    for (int j = 0; j < vectors; ++j) {
      float* const result = t.result + i * t.result_row + j * lanes;
      sum[i][j] = t.add ? _mm512_loadu_ps(result) : _mm512_setzero_ps();
    }
  }
  const float* a = t.a;
  const float* b = t.b;
  for (std::int64_t p = 0; p < t.k; ++p) {
    __m512bh right[vectors];
#pragma GCC unroll 8
    for (int j = 0; j < vectors; ++j) right[j] = (__m512bh)_mm512_loadu_si512(b + j * lanes);
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
      std::int32_t pair;
      std::memcpy(&pair, a + i, sizeof pair);
      const auto left = (__m512bh)_mm512_set1_epi32(pair);
#pragma GCC unroll 8
      for (int j = 0; j < vectors; ++j) sum[i][j] = _mm512_dpbf16_ps(sum[i][j], left, right[j]);
    }
    a += t.a_stride;
    b += t.b_row;
  }
#pragma GCC unroll 8
  for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
    for (int j = 0; j < vectors; ++j) _mm512_storeu_ps(t.result + i * t.result_row + j * lanes, sum[i][j]);
  }
}

template <class Pack>
constexpr auto pack_for =
    &Avx512::run<Pack, const void*, const std::int64_t*, std::int64_t, float*, std::int64_t>;

#endif

}  // namespace

const GradientLoops* gradient_loops(DType dtype) noexcept {
#if SAEM_HAS_TARGETS
  if (simd_level() != SimdLevel::avx512) return nullptr;
  if (dtype == DType::bf16) {
    static const GradientLoops pairs{
        2, pack_for<PackPairs>, {multiply_pairs<1>, multiply_pairs<2>, multiply_pairs<3>}};
    return has_bfloat16() ? &pairs : nullptr;
  }
  const auto& own = tile_loops().loops[false][static_cast<std::size_t>(Source::packed)][0];
  static const GradientLoops singles{1, pack_for<PackSingles>, {own[0], own[1], own[2]}};
  return dtype == DType::f32 ? &singles : nullptr;
#else
  static_cast<void>(dtype);
  return nullptr;
#endif
}

}  // namespace saem::cpu
