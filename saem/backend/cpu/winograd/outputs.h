#pragma once

#include <cstdint>

#include "saem/backend/cpu/winograd/tiles.h"

namespace saem::cpu::winograd {

/// What becomes of a transformed tile before it is written.
struct Finish {
  enum class Other : std::uint8_t { none, residual, mask };

  bool relu = false;                           ///< max(·, 0) after the residual; NaN stays NaN
  Other other = Other::none;                   ///< adds a residual, or sets to 0 where a mask is ≤ 0 or NaN
  const TilePicture* other_picture = nullptr;  ///< of the result's shape
};

/// Some tiles of 4×4 outputs of some channels. What a tile has over the edge is not written.
struct OutputTiles {
  const TilePicture* picture;
  const TileGrid* grid;
  std::int64_t first_tile, tiles;
  std::int64_t first_channel, channels;  ///< multiples of the vectors' length
};

/// Addresses of whole tensors; bias (float32) and other may be null.
struct OutputAddresses {
  const float* bias;
  const void* other;
  void* y;
};

/// Writes the outputs, from products m[xi · xi_stride + (tile - first_tile) · channels + (channel -
/// first_channel)], xi < 36. On the calling thread.
void transform_output(const OutputTiles& tiles, const Finish& finish, const float* m, std::int64_t xi_stride,
                      const OutputAddresses& to);

}  // namespace saem::cpu::winograd
