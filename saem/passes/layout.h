#pragma once

#include <cstdint>

#include "saem/core/shape.h"

namespace saem {

/// How the elements of a tensor lie in memory: row-major, or, for pictures (n, d₁ …, c) with c divisible by
/// the block, as (n, c / block, d₁ …, block). A convolution's inner loop then reads one vector of channels at
/// a time, and a channel block of a whole picture lies together.
struct Layout {
  std::int64_t channel_block = 0;  ///< 0: row-major

  [[nodiscard]] bool is_plain() const noexcept { return channel_block == 0; }
  friend bool operator==(const Layout&, const Layout&) = default;
};

/// True if a tensor of this shape can be kept in the layout.
[[nodiscard]] bool fits(const Shape& shape, const Layout& layout);

/// The extents in the order in which they lie in memory: (n, c / block, d₁ …, block), or the shape itself.
[[nodiscard]] Shape memory_shape(const Shape& shape, const Layout& layout);

/// The axis of `memory_shape` along which each axis of the shape runs; for the channels, that of the blocks
/// (inside a block they run along the last axis).
[[nodiscard]] int memory_axis(int axis, int rank, const Layout& layout);

}  // namespace saem
