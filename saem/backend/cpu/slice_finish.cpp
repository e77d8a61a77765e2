#include "saem/backend/cpu/slice_finish.h"

#include <algorithm>

#include "saem/backend/cpu/bfloat16.h"
#include "saem/backend/cpu/dispatch.h"

namespace saem::cpu {
namespace {

using Kind = SliceFinish::Kind;

template <Kind kind, class Other, class Result>
struct Finish {
  SAEM_ALWAYS_INLINE static void run(const void* other_memory, void* memory, std::int64_t n) {
    const auto* other = static_cast<const Other*>(other_memory);
    auto* result = static_cast<Result*>(memory);
    for (std::int64_t i = 0; i < n; ++i) {
      const float x = widen(result[i]);
      const float y = widen(other[i]);
      float z = 0;
      if constexpr (kind == Kind::mask) {
        z = y > 0 ? x : 0.0F;
      } else {
        z = x + y;
        if constexpr (kind == Kind::add_relu) z = z < 0 ? 0.0F : z;
      }
      result[i] = narrow<Result>(z);
    }
  }
};

using Loop = void (*)(const void*, void*, std::int64_t);

template <Kind kind>
Loop loop_of(DType other, DType result) {
  const bool low_other = other == DType::bf16;
  const bool low_result = result == DType::bf16;
  if (low_other && low_result)
    return Versions<Finish<kind, BFloat16, BFloat16>, const void*, void*, std::int64_t>::best();
  if (low_other) return Versions<Finish<kind, BFloat16, float>, const void*, void*, std::int64_t>::best();
  if (low_result) return Versions<Finish<kind, float, BFloat16>, const void*, void*, std::int64_t>::best();
  return Versions<Finish<kind, float, float>, const void*, void*, std::int64_t>::best();
}

Loop loop_of(Kind kind, DType other, DType result) {
  switch (kind) {
    case Kind::mask:
      return loop_of<Kind::mask>(other, result);
    case Kind::add:
      return loop_of<Kind::add>(other, result);
    case Kind::add_relu:
      break;
  }
  return loop_of<Kind::add_relu>(other, result);
}

}  // namespace

SliceFinish::SliceFinish(Kind kind, const Shape& shape, const Operand& other, const Operand& result)
    : loop_(loop_of(kind, other.dtype, result.dtype)),
      image_(shape.slice(1, shape.rank()).count()),
      channels_(shape[-1]),
      block_(std::max(other.layout.channel_block, result.layout.channel_block)),
      other_item_(static_cast<std::int64_t>(item_size(other.dtype))),
      result_item_(static_cast<std::int64_t>(item_size(result.dtype))),
      is_alike_(other.layout == result.layout),
      is_other_blocked_(!other.layout.is_plain()) {}

void SliceFinish::run(const void* other, void* result, std::int64_t first, std::int64_t images,
                      std::int64_t part, std::int64_t parts) const {
  const auto* from = static_cast<const std::byte*>(other);
  auto* to = static_cast<std::byte*>(result);
  if (is_alike_) {
    const std::int64_t count = image_ / parts;
    const std::int64_t begin = first * image_ + part * count;
    loop_(from + begin * other_item_, to + begin * result_item_, images * count);
    return;
  }
  // One of the two is in channel blocks, the other row-major: a run of one block at a time.
  const std::int64_t places = image_ / channels_;
  const std::int64_t blocks = channels_ / block_ / parts;
  for (std::int64_t n = first; n < first + images; ++n) {
    for (std::int64_t c = part * blocks; c < (part + 1) * blocks; ++c) {
      for (std::int64_t p = 0; p < places; ++p) {
        const std::int64_t in_blocks = n * image_ + (c * places + p) * block_;
        const std::int64_t in_rows = n * image_ + p * channels_ + c * block_;
        loop_(from + (is_other_blocked_ ? in_blocks : in_rows) * other_item_,
              to + (is_other_blocked_ ? in_rows : in_blocks) * result_item_, block_);
      }
    }
  }
}

}  // namespace saem::cpu
