#pragma once

#include <cstddef>
#include <cstdint>

#include "saem/core/dtype.h"

namespace saem::cpu {

/// One window of a picture: the places inside the picture that it covers, in row-major order.
struct PoolWindow {
  std::int64_t first;           ///< place of its first element
  const std::int64_t* offsets;  ///< of its elements, in places from the first one
  std::int64_t count;           ///< at least 1
  /// Places that later windows will need, to be fetched into the cache along with this one.
  std::int64_t fetch_first = 0;
  std::int64_t fetch_count = 0;
};

/// What the gradients do at their places.
enum class PoolWrite : std::uint8_t {
  add,   ///< add to what is there: for windows that overlap
  store  ///< write every place of every window
};

/// Some windows of one picture, and the channels that are handled side by side.
struct PoolWork {
  const PoolWindow* windows;
  std::int64_t count;
  std::int64_t channels;
  PoolWrite write = PoolWrite::add;
  bool masked = false;  ///< pool_max_gradient only
};

/// Pictures of float32 or bfloat16: the first of the channels at place (or window) `first`, and the distance,
/// in elements, to the next place.
template <class Bytes>
struct PoolArray {
  Bytes* data = nullptr;
  std::int64_t step = 0;
  DType dtype = DType::f32;
  std::int64_t first = 0;
};

// Loops over windows, for this processor. x, v and dx have an element per place, y and dy one per window; all
// are of one dtype, but sums of bfloat16 (PoolWrite::add) are formed in a dx of float32. The largest element
// of a window is the first of equal ones; a NaN is larger than everything.
using PoolIn = PoolArray<const std::byte>;
using PoolOut = PoolArray<std::byte>;

void pool_max(const PoolWork& work, PoolIn x, PoolOut y) noexcept;
/// The element of v at the place of the largest element of x.
void pool_max_gather(const PoolWork& work, PoolIn x, PoolIn v, PoolOut y) noexcept;
void pool_average(const PoolWork& work, PoolIn x, PoolOut y) noexcept;
/// dy to the place of the largest element of x, 0 to the others; if masked, nothing where it is ≤ 0.
void pool_max_gradient(const PoolWork& work, PoolIn x, PoolIn dy, PoolOut dx) noexcept;
/// dy / count to each place.
void pool_average_gradient(const PoolWork& work, PoolIn dy, PoolOut dx) noexcept;

}  // namespace saem::cpu
