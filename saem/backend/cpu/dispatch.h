#pragma once

#include "saem/core/simd.h"

namespace saem::cpu {

/// A loop compiled once per instruction set: `Body::run(args…)` must be a static SAEM_ALWAYS_INLINE function.
template <class Body, class... Args>
struct Versions {
  SAEM_TARGET_AVX512 static void avx512(Args... args) { Body::run(args...); }
  SAEM_TARGET_AVX2 static void avx2(Args... args) { Body::run(args...); }
  static void baseline(Args... args) { Body::run(args...); }

  using Function = void (*)(Args...);
  /// The version for this processor.
  [[nodiscard]] static Function best() noexcept {
    switch (simd_level()) {
      case SimdLevel::avx512:
        return avx512;
      case SimdLevel::avx2:
        return avx2;
      case SimdLevel::baseline:
        break;
    }
    return baseline;
  }
};

}  // namespace saem::cpu
