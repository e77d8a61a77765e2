#include "saem/core/simd.h"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace saem {
namespace {

SimdLevel detect() noexcept {
#if SAEM_HAS_TARGETS
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512cd")) {
    return SimdLevel::avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return SimdLevel::avx2;
#endif
  return SimdLevel::baseline;
}

SimdLevel asked_for() noexcept {
  const char* text = std::getenv("SAEM_SIMD");
  const std::string_view level = text ? text : "";
  if (level == "baseline") return SimdLevel::baseline;
  if (level == "avx2") return SimdLevel::avx2;
  return SimdLevel::avx512;
}

}  // namespace

SimdLevel simd_level() noexcept {
  static const SimdLevel level = std::min(detect(), asked_for());
  return level;
}

bool has_bfloat16() noexcept {
#if SAEM_HAS_TARGETS
  return simd_level() == SimdLevel::avx512 && __builtin_cpu_supports("avx512bf16");
#else
  return false;
#endif
}

}  // namespace saem
