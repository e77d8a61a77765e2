#pragma once

#include <cstdint>

#include "saem/backend/cpu/winograd/matrices.h"
#include "saem/core/dtype.h"
#include "saem/core/shape.h"
#include "saem/passes/layout.h"

namespace saem::cpu::winograd {

/// The tiles of 4×4 outputs that cover pictures (n, h, w), counted image by image, row by row. The tiles of
/// the last row and column may reach over the edge.
struct TileGrid {
  std::int64_t images, rows, columns;

  /// (n, h, w, …)
  explicit TileGrid(const Shape& outputs)
      : images(outputs[0]), rows(tiles_along(outputs[1])), columns(tiles_along(outputs[2])) {}
  [[nodiscard]] std::int64_t count() const noexcept { return images * rows * columns; }

  struct Place {
    std::int64_t image, row, column;  ///< row and column of the first output
  };
  [[nodiscard]] Place place(std::int64_t tile) const noexcept {
    const std::int64_t in_image = tile % (rows * columns);
    return {tile / (rows * columns), in_image / columns * output_size, in_image % columns * output_size};
  }

 private:
  static std::int64_t tiles_along(std::int64_t extent) { return (extent + output_size - 1) / output_size; }
};

/// Where the elements of pictures (n, h, w, c) lie, in either layout. All distances are counted in elements.
/// Outside of [0, h) × [0, w) are zeros.
struct TilePicture {
  DType dtype;  ///< float32 or bfloat16
  std::int64_t images, height, width, channels;
  std::int64_t image, row, column;  ///< from one to the next
  std::int64_t block, next_block;   ///< channels that lie together, and from one such block to the next

  TilePicture(const Shape& shape, const Layout& layout, DType type);
  /// The first place of a channel.
  [[nodiscard]] std::int64_t channel(std::int64_t c) const noexcept {
    return c / block * next_block + c % block;
  }
  /// The first place of a tile, for a channel.
  [[nodiscard]] std::int64_t at(const TileGrid::Place& place, std::int64_t c) const noexcept {
    return place.image * image + place.row * row + place.column * column + channel(c);
  }
  [[nodiscard]] bool is_blocked() const noexcept { return block < channels; }
};

/// What `transform_input` reads and writes.
struct InputTiles {
  const TilePicture* picture;
  const TileGrid* grid;                    ///< of the outputs
  std::int64_t padding_top, padding_left;  ///< output (i, j) reads rows i - top …, columns j - left …
  std::int64_t first_tile, tiles;
  std::int64_t first_channel, channels;  ///< multiples of the channel block
};

/// Where the transformed patches go, in elements: xi · product + (tile - first_tile) · tile + v · vector for
/// the vth vector of channels.
struct TransformedTiles {
  std::int64_t product, tile, vector;
};

/// The transformed 6×6 patches of the tiles, for the products xi < 36. On the calling thread.
void transform_input(const InputTiles& tiles, const void* x, float* to, const TransformedTiles& places);

}  // namespace saem::cpu::winograd
