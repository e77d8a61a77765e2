#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "saem/backend/cpu/epilogue.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/winograd/kernels.h"
#include "saem/backend/cpu/winograd/outputs.h"
#include "saem/backend/cpu/winograd/products.h"
#include "saem/backend/cpu/winograd/tiles.h"
#include "saem/core/array.h"

namespace saem::cpu::winograd {

/// y (n, h', w', k) = x (n, h, w, c) convolved with a kernel of 3×3, stride 1. The gradient with respect to
/// the input is one too: of dy with the turned kernel.
struct Convolution {
  TilePicture x, y;
  std::optional<TilePicture> other;  ///< of y's shape: a residual or a mask
  TileGrid grid;                     ///< of y
  KernelView kernel;                 ///< rows: channels of x; columns: channels of y
  std::int64_t padding_top, padding_left;
  Epilogue epilogue;
};

/// What can be done with tiles or with channels of y, in pieces that depend on shapes only.
struct ForwardPlan {
  /// Where there are more tiles than channels of y, the kernel is transformed first, for all; a piece of work
  /// is a group of tiles and all channels of y. Otherwise the input is, and a piece of work is a group of
  /// tiles and one panel of channels, whose part of the kernel is transformed when it is needed.
  bool by_tiles;
  std::int64_t group, groups;  ///< tiles per group; groups
  std::int64_t panel, panels;  ///< channels of y per panel; panels
  std::int64_t rows;           ///< channels of x that are transformed together, of the kernel
};
[[nodiscard]] ForwardPlan plan_forward(const Convolution& convolution);

/// The convolution, ready to run. A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural Networks",
/// CVPR 2016: the transformed tiles and the transformed kernel meet in 36 matrix products, whose results are
/// transformed back.
class Forward {
 public:
  /// `keeps_kernel`: `keep` is called before `run`, and again when the kernel changes.
  Forward(const Convolution& convolution, bool keeps_kernel);

  struct Addresses {
    const void *x, *kernel;
    OutputAddresses y;
  };
  void keep(const void* kernel);
  void run(const Addresses& all, void* scratch);
  [[nodiscard]] std::size_t scratch_bytes() const noexcept { return scratch_.bytes(); }
  [[nodiscard]] std::string describe() const;

 private:
  struct Piece {
    std::int64_t first_tile, tiles, first_column, columns;
  };
  [[nodiscard]] std::int64_t tiles_in(std::int64_t group) const;
  [[nodiscard]] std::int64_t columns_in(std::int64_t panel) const;
  void transform_whole_kernel(const void* kernel, float* to) const;
  void transform_whole_input(const void* x, float* to) const;
  void input_of(std::int64_t group, std::int64_t first_channel, std::int64_t channels, const void* x,
                float* to) const;
  void group_of_tiles(std::int64_t group, const Addresses& all, const float* kernel, float* lane) const;
  void panel_of_channels(std::int64_t piece, const Addresses& all, const float* input, const float* kept,
                         float* lane) const;
  void multiply(const float* v, const float* u, std::int64_t channels, const Piece& piece, bool add,
                float* m) const;
  void write(const Piece& piece, const float* m, const Addresses& all) const;

  Convolution c_;
  ForwardPlan plan_;
  const ProductLoops& products_;
  std::int64_t v_stride_, u_stride_, part_stride_, m_stride_;  // from one of the 36 to the next, in floats
  std::int64_t lanes_;                                         // threads that work at the same time
  Scratch scratch_;
  std::size_t shared_ = 0, lane_ = 0, lane_bytes_ = 0;  // places in the scratch memory
  Array kept_;                                          // the transformed kernel, if it is steady
};

}  // namespace saem::cpu::winograd
