#pragma once

#include <cstdint>
#include <cstring>

#include "saem/core/simd.h"

// Vectors of a given number of floats, and functions made for the instruction sets that have them. (Compilers
// take a longer vector apart where the instruction set has none.)
namespace saem::cpu {

template <int lanes>
struct Lanes {
  typedef float Vector __attribute__((vector_size(lanes * sizeof(float))));

  SAEM_ALWAYS_INLINE static void load(Vector& to, const float* from) { std::memcpy(&to, from, sizeof to); }
  SAEM_ALWAYS_INLINE static void store(float* to, const Vector& from) { std::memcpy(to, &from, sizeof from); }
};

/// Target::run<Body, Args…> is Body::run, a static SAEM_ALWAYS_INLINE function, compiled for the target.
struct Avx512 {
  template <class Body, class... Args>
  SAEM_TARGET_AVX512 static void run(Args... args) {
    Body::run(args...);
  }
};
struct Avx2 {
  template <class Body, class... Args>
  SAEM_TARGET_AVX2 static void run(Args... args) {
    Body::run(args...);
  }
};
struct Baseline {
  template <class Body, class... Args>
  static void run(Args... args) {
    Body::run(args...);
  }
};

/// Of the three results of make.operator()<Target, lanes>() the one for this processor. Target is one of the
/// above, and lanes is how many floats its registers hold.
template <class Make>
[[nodiscard]] auto for_this_processor(const Make& make) {
  switch (simd_level()) {
    case SimdLevel::avx512:
      return make.template operator()<Avx512, 16>();
    case SimdLevel::avx2:
      return make.template operator()<Avx2, 8>();
    case SimdLevel::baseline:
      break;
  }
  return make.template operator()<Baseline, 4>();
}

}  // namespace saem::cpu
