#pragma once

#include <cstdint>

namespace saem::cpu {

/// One window: its places in a picture, all of whose channels are handled side by side.
struct PoolWindow {
  const std::int64_t* places;  ///< offsets of the first channel, in row-major order
  std::int64_t count;          ///< at least 1
  std::int64_t channels;
};

/// Loops over one window's channels. `x`, `v` and `dx` are pictures, `y` and `dy` the window's element of the
/// result.
struct PoolLoops {
  void (*max)(const PoolWindow&, const float* x, float* y);
  /// Adds dy to the place of the first largest element of x.
  void (*max_gradient)(const PoolWindow&, const float* x, const float* dy, float* dx);
  /// The same, but nothing where that element is ≤ 0.
  void (*max_gradient_of_relu)(const PoolWindow&, const float* x, const float* dy, float* dx);
  /// The element of v at the place of the first largest element of x.
  void (*max_gather)(const PoolWindow&, const float* x, const float* v, float* y);
  void (*average)(const PoolWindow&, const float* x, float* y);
  /// Adds dy / count to each place.
  void (*average_gradient)(const PoolWindow&, const float* dy, float* dx);
};
/// Those for this processor.
[[nodiscard]] PoolLoops pool_loops() noexcept;

}  // namespace saem::cpu
