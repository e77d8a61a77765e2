#pragma once

#include <cstdint>

// Loops that are compiled once per instruction set and chosen at run time. This is the only place that names
// compiler attributes; on other compilers and processors the baseline loop is all there is.
#if defined(__GNUC__) && defined(__x86_64__)
#define SAEM_TARGET_AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx2,fma")))
#define SAEM_TARGET_AVX512_BF16 \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd,avx512bf16,avx2,fma")))
#define SAEM_TARGET_AVX2 __attribute__((target("avx2,fma")))
#define SAEM_HAS_TARGETS 1
#else
#define SAEM_TARGET_AVX512
#define SAEM_TARGET_AVX512_BF16
#define SAEM_TARGET_AVX2
#define SAEM_HAS_TARGETS 0
#endif
#if defined(__GNUC__)
#define SAEM_ALWAYS_INLINE [[gnu::always_inline]] inline
#define SAEM_ALWAYS_INLINE_LAMBDA __attribute__((always_inline))  // between a lambda's ) and {
#else
#define SAEM_ALWAYS_INLINE inline
#define SAEM_ALWAYS_INLINE_LAMBDA
#endif

namespace saem {

#if SAEM_HAS_TARGETS
/// Floats in one register of so many bytes. To be passed only between functions that are compiled for a level
/// that has such registers.
template <int bytes>
struct FloatVector {
  typedef float Type __attribute__((vector_size(bytes)));
};
#endif

enum class SimdLevel : std::uint8_t { baseline, avx2, avx512 };

/// The widest level that this processor has; SAEM_SIMD=baseline|avx2|avx512 lowers it.
[[nodiscard]] SimdLevel simd_level() noexcept;

/// True if the processor multiplies bfloat16 numbers itself (AVX-512 BF16); never with SAEM_SIMD below
/// avx512.
[[nodiscard]] bool has_bfloat16() noexcept;

}  // namespace saem
