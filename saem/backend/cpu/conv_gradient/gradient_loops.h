#pragma once

#include <cstdint>

#include "saem/backend/cpu/matmul/tile.h"
#include "saem/core/dtype.h"

namespace saem::cpu {

/// The loops of a product whose factors are pixels of pictures, 16 channels at a time, in the registers of
/// AVX-512. Packed memory holds one word of 32 bits per channel and step: a float32 pixel is a step, and so
/// are two pixels of bfloat16, the first one in the lower half of the word.
struct GradientLoops {
  static constexpr std::int64_t lanes = 16;
  static constexpr int most_vectors = 3;

  std::int64_t pixels_per_step;
  /// Packs `count` pixels, whose offsets from `pixels` are given (negative: zeros): steps of `to` are
  /// `to_step` words apart.
  void (*pack)(const void* pixels, const std::int64_t* offsets, std::int64_t count, float* to,
               std::int64_t to_step);
  /// By vectors - 1: result (8, vectors · 16) = Σ over steps of a (8 words) times b (vectors · 16 words).
  /// Reads of the tile a, a_stride, b, b_row, k, result, result_row and add.
  void (*tiles[most_vectors])(const Tile& tile);
};
inline constexpr std::int64_t gradient_tile_rows = 8;

/// For pictures of float32 or bfloat16; null where the processor has no instructions for them.
[[nodiscard]] const GradientLoops* gradient_loops(DType dtype) noexcept;

}  // namespace saem::cpu
