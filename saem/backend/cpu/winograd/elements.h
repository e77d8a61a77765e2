#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#include "saem/backend/cpu/matmul/vectors.h"
#include "saem/core/dtype.h"

namespace saem::cpu::winograd {

template <int lanes>
struct Integers {
  typedef std::uint32_t Words __attribute__((vector_size(lanes * sizeof(std::uint32_t))));
  typedef std::uint16_t Halves __attribute__((vector_size(lanes * sizeof(std::uint16_t))));
};

/// Vectors of `lanes` floats from and to memory that has them as float32 or bfloat16.
template <int lanes, class T>
struct Elements {
  using V = typename Lanes<lanes>::Vector;
  using Words = typename Integers<lanes>::Words;
  using Halves = typename Integers<lanes>::Halves;

  SAEM_ALWAYS_INLINE static void load(V& to, const T* from) {
    if constexpr (std::is_same_v<T, float>) {
      Lanes<lanes>::load(to, from);
    } else {
      Halves halves;
      std::memcpy(&halves, from, sizeof halves);
      to = (V)(__builtin_convertvector(halves, Words) << 16);
    }
  }

  /// Rounded to nearest even; a NaN stays one and becomes quiet.
  SAEM_ALWAYS_INLINE static void store(T* to, const V& from) {
    if constexpr (std::is_same_v<T, float>) {
      Lanes<lanes>::store(to, from);
    } else {
      const Words bits = (Words)from;
      const Words rounded = bits + 0x7FFFU + ((bits >> 16) & 1U);
      const Words chosen =
          from == from ? rounded : (bits | 0x400000U);  // the lower half alone may make the NaN
      const Halves halves = __builtin_convertvector(chosen >> 16, Halves);
      std::memcpy(static_cast<void*>(to), &halves, sizeof halves);
    }
  }
};

}  // namespace saem::cpu::winograd
