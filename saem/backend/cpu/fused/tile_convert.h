#pragma once

#include <cstdint>

#include "saem/core/dtype.h"

namespace saem::cpu {

/// out[i] = the element number offset + i of `base` as float32 (bool as 0 and 1), for i < n.
void to_float32(DType dtype, const void* base, std::int64_t offset, std::int64_t n, float* out);

/// The same for `runs` runs of `length` neighbouring elements, which begin `step` elements apart.
void runs_to_float32(DType dtype, const void* base, std::int64_t offset, std::int64_t runs, std::int64_t step,
                     std::int64_t length, float* out);

/// True for the dtypes that `from_float32` writes: float32, bfloat16 and bool.
[[nodiscard]] bool is_stored_from_float32(DType dtype) noexcept;

/// Writes n floats as elements offset … of `base`: bfloat16 rounded to nearest even, NaN quiet; bool as x ≠
/// 0.
void from_float32(const float* in, std::int64_t n, DType dtype, void* base, std::int64_t offset);

/// Copies n floats past the caches, which is faster where the whole is larger than they are.
/// finish_streaming() must follow before another thread reads it.
void stream_float32(const float* in, std::int64_t n, float* out);
void finish_streaming();

/// x[i] rounded to the nearest bfloat16, in place.
void round_to_bfloat16(float* x, std::int64_t n);

}  // namespace saem::cpu
