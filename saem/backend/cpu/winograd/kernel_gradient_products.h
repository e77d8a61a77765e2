#pragma once

#include <cstdint>

namespace saem::cpu::winograd {

/// sums (channels, filters) = or += x (tiles, channels)ᵀ · dy (tiles, filters), all row-major; rows of dy and
/// of the sums without gaps. Channels are a multiple of 8, filters of a vector. A row of x, dy or the sums is
/// short: those of all tiles stay in the first-level cache.
struct TileProduct {
  const float* x;
  std::int64_t x_row;
  const float* dy;
  float* sums;
  std::int64_t tiles, channels, filters;
  bool add;
};

/// The loop for this processor.
using TileProductLoop = void (*)(const TileProduct&);
[[nodiscard]] TileProductLoop tile_product_loop() noexcept;

}  // namespace saem::cpu::winograd
