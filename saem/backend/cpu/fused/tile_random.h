#pragma once

#include <cstdint>

#include "saem/core/shape.h"
#include "saem/passes/layout.h"

namespace saem::cpu {

/// random_uniform as a source of a fused group: numbers are made tile by tile, and never stand in memory. An
/// element's number depends on its place in the row-major order, whatever the group's layout is.
class TileRandom {
 public:
  TileRandom(const Shape& shape, const Layout& layout);
  /// Writes elements [begin, begin + n), counted in the order of the layout, to `out`; `key` is (seed,
  /// counter). In a blocked layout both are multiples of the block.
  void fill(const std::int64_t* key, std::int64_t begin, std::int64_t n, float* out) const;

 private:
  bool plain_;
  std::int64_t block_ = 1, blocks_ = 1, positions_ = 1;
};

}  // namespace saem::cpu
