#pragma once

#include <cstdint>

#include "saem/backend/cpu/winograd/tiles.h"

// The inner loops of the kernel gradient by F(3×3, 4×4). A tile is 4×4 places of dy and the 6×6 places of x
// that they were computed from.
namespace saem::cpu::winograd {

/// Where patches are read from. The first patch of a picture begins `padding` places outside.
struct PatchSource {
  const void* data;
  TilePicture picture;
  TileGrid grid;  ///< of dy
  std::int64_t padding_top, padding_left;
};

/// Which part of the source, and where to: 36 matrices (tiles, channels), `matrix` floats apart.
struct PatchRange {
  std::int64_t first_tile, tiles, first_channel, channels;
  float* to;
  std::int64_t matrix;
};

/// The sums of the products, 36 matrices (channels, filters) in rows of `row` floats, `matrix` floats apart;
/// to (9, channels, filters) with the distances of the whole kernel.
struct SumsToKernel {
  const float* sums;
  std::int64_t row, matrix, channels, filters;
  float* to;
  std::int64_t to_row, to_matrix;
};

/// The loops for one instruction set.
struct KernelGradientLoops {
  std::int64_t lanes;  ///< channels per vector: all channels and blocks are multiples of it
  void (*transform_x)(const PatchSource&, const PatchRange&);
  void (*transform_dy)(const PatchSource&, const PatchRange&);
  void (*transform_sums)(const SumsToKernel&);
};

/// The loops for this processor.
[[nodiscard]] const KernelGradientLoops& kernel_gradient_loops() noexcept;

}  // namespace saem::cpu::winograd
