#include "saem/backend/cpu/fused/tile_convert.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "saem/backend/cpu/dispatch.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace saem::cpu {
namespace {

template <class T>
SAEM_ALWAYS_INLINE float as_float(T x) {
  return static_cast<float>(x);
}
template <>
SAEM_ALWAYS_INLINE float as_float(BFloat16 x) {
  return std::bit_cast<float>(std::uint32_t{x.bits} << 16);
}
template <>
SAEM_ALWAYS_INLINE float as_float(Float16 x) {
  return to_float(x);
}

// Runs of 16, a vector of channels, have a loop of their own: the compiler knows their length.
template <class T>
struct ReadRuns {
  SAEM_ALWAYS_INLINE static void run(const T* from, std::int64_t runs, std::int64_t step, std::int64_t length,
                                     float* out) {
    constexpr std::int64_t usual = 16;
    if (length == usual) {
      for (std::int64_t r = 0; r < runs; ++r, from += step, out += usual) {
        for (std::int64_t i = 0; i < usual; ++i) out[i] = as_float(from[i]);
      }
      return;
    }
    for (std::int64_t r = 0; r < runs; ++r, from += step, out += length) {
      if (length == 1) {
        out[0] = as_float(from[0]);
      } else {
        for (std::int64_t i = 0; i < length; ++i) out[i] = as_float(from[i]);
      }
    }
  }
};

template <class T>
void read_runs(const void* base, std::int64_t offset, std::int64_t runs, std::int64_t step,
               std::int64_t length, float* out) {
  static const auto loop =
      Versions<ReadRuns<T>, const T*, std::int64_t, std::int64_t, std::int64_t, float*>::best();
  loop(static_cast<const T*>(base) + offset, runs, step, length, out);
}

// As to_bfloat16 of saem/core/dtype.h: the upper half, rounded to nearest even; a NaN is made quiet instead.
SAEM_ALWAYS_INLINE std::uint32_t rounded_upper_half(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t rounded = bits + 0x7FFFU + ((bits >> 16) & 1U);
  const std::uint32_t quiet = bits | 0x00400000U;
  return ((bits & 0x7FFFFFFFU) > 0x7F800000U ? quiet : rounded) >> 16;
}

struct WriteBFloat16 {
  SAEM_ALWAYS_INLINE static void run(const float* in, std::int64_t n, std::uint16_t* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = static_cast<std::uint16_t>(rounded_upper_half(in[i]));
  }
};

struct RoundToBFloat16 {
  SAEM_ALWAYS_INLINE static void run(float* x, std::int64_t n) {
    for (std::int64_t i = 0; i < n; ++i) x[i] = std::bit_cast<float>(rounded_upper_half(x[i]) << 16);
  }
};

struct WriteBoolean {
  SAEM_ALWAYS_INLINE static void run(const float* in, std::int64_t n, std::uint8_t* out) {
    for (std::int64_t i = 0; i < n; ++i) out[i] = in[i] != 0.0F ? 1 : 0;
  }
};

}  // namespace

void runs_to_float32(DType dtype, const void* base, std::int64_t offset, std::int64_t runs, std::int64_t step,
                     std::int64_t length, float* out) {
  switch (dtype) {
    case DType::f32:
      return read_runs<float>(base, offset, runs, step, length, out);
    case DType::boolean:  // a byte that is 0 or 1
    case DType::u8:
      return read_runs<std::uint8_t>(base, offset, runs, step, length, out);
    case DType::i32:
      return read_runs<std::int32_t>(base, offset, runs, step, length, out);
    case DType::i64:
      return read_runs<std::int64_t>(base, offset, runs, step, length, out);
    case DType::f64:
      return read_runs<double>(base, offset, runs, step, length, out);
    case DType::bf16:
      return read_runs<BFloat16>(base, offset, runs, step, length, out);
    case DType::f16:
      return read_runs<Float16>(base, offset, runs, step, length, out);
  }
}

void to_float32(DType dtype, const void* base, std::int64_t offset, std::int64_t n, float* out) {
  runs_to_float32(dtype, base, offset, 1, 0, n, out);
}

bool is_stored_from_float32(DType dtype) noexcept {
  return dtype == DType::f32 || dtype == DType::bf16 || dtype == DType::boolean;
}

void from_float32(const float* in, std::int64_t n, DType dtype, void* base, std::int64_t offset) {
  if (dtype == DType::f32) {
    std::memcpy(static_cast<float*>(base) + offset, in, static_cast<std::size_t>(n) * sizeof(float));
  } else if (dtype == DType::bf16) {
    static const auto loop = Versions<WriteBFloat16, const float*, std::int64_t, std::uint16_t*>::best();
    loop(in, n, &static_cast<BFloat16*>(base)[offset].bits);
  } else {
    static const auto loop = Versions<WriteBoolean, const float*, std::int64_t, std::uint8_t*>::best();
    loop(in, n, static_cast<std::uint8_t*>(base) + offset);
  }
}

void round_to_bfloat16(float* x, std::int64_t n) {
  static const auto loop = Versions<RoundToBFloat16, float*, std::int64_t>::best();
  loop(x, n);
}

#if defined(__SSE2__)

// Four stores of 16 bytes fill a line of 64, which then goes to memory whole, without being read first.
void stream_float32(const float* in, std::int64_t n, float* out) {
  constexpr std::int64_t line = 16;
  const auto address = reinterpret_cast<std::uintptr_t>(out) / sizeof(float);
  const std::int64_t head =
      std::min<std::int64_t>(n, static_cast<std::int64_t>((line - address % line) % line));
  std::int64_t i = 0;
  for (; i < head; ++i) out[i] = in[i];
  for (; i + line <= n; i += line) {
    for (std::int64_t j = 0; j < line; j += 4) _mm_stream_ps(out + i + j, _mm_loadu_ps(in + i + j));
  }
  for (; i < n; ++i) out[i] = in[i];
}
void finish_streaming() { _mm_sfence(); }

#else

void stream_float32(const float* in, std::int64_t n, float* out) {
  std::memcpy(out, in, static_cast<std::size_t>(n) * sizeof(float));
}
void finish_streaming() {}

#endif

}  // namespace saem::cpu
