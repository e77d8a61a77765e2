#include "saem/backend/cpu/winograd/kernel_gradient_products.h"

#include "saem/backend/cpu/matmul/vectors.h"

namespace saem::cpu::winograd {
namespace {

/// `rows` channels by up to `widest` vectors of filters at a time are held in registers. A panel of that many
/// vectors of all rows of dy is used for all channels before the next.
template <int lanes, int rows, int widest>
struct Products {
  using V = typename Lanes<lanes>::Vector;

  SAEM_ALWAYS_INLINE static void run(const TileProduct& p) {
    const std::int64_t vectors = p.filters / lanes;
    const std::int64_t panels = (vectors + widest - 1) / widest;
    std::int64_t first = 0;
    for (std::int64_t panel = 0; panel < panels; ++panel) {
      const std::int64_t end = vectors * (panel + 1) / panels;
      panel_of<widest>(p, first * lanes, end - first);
      first = end;
    }
  }

  template <int width>
  SAEM_ALWAYS_INLINE static void panel_of(const TileProduct& p, std::int64_t column, std::int64_t wanted) {
    if constexpr (width > 1) {
      if (wanted < width) return panel_of<width - 1>(p, column, wanted);
    }
    for (std::int64_t row = 0; row < p.channels; row += rows) block<width>(p, row, column);
  }

  template <int width>
  SAEM_ALWAYS_INLINE static void block(const TileProduct& p, std::int64_t row, std::int64_t column) {
    V sum[rows][width] = {};
    float* const sums = p.sums + row * p.filters + column;
    if (p.add) {
#pragma GCC unroll 8
      for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
        for (int j = 0; j < width; ++j) Lanes<lanes>::load(sum[i][j], sums + i * p.filters + j * lanes);
      }
    }
    const float* x = p.x + row;
    const float* dy = p.dy + column;
    for (std::int64_t t = 0; t < p.tiles; ++t) {
      V right[width];
#pragma GCC unroll 8
      for (int j = 0; j < width; ++j) Lanes<lanes>::load(right[j], dy + j * lanes);
#pragma GCC unroll 8
      for (int i = 0; i < rows; ++i) {
        const float left = x[i];
#pragma GCC unroll 8
        for (int j = 0; j < width; ++j) sum[i][j] += left * right[j];
      }
      x += p.x_row;
      dy += p.filters;
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
      for (int j = 0; j < width; ++j) Lanes<lanes>::store(sums + i * p.filters + j * lanes, sum[i][j]);
    }
  }
};

}  // namespace

TileProductLoop tile_product_loop() noexcept {
  return for_this_processor([]<class Target, int lanes>() -> TileProductLoop {
    constexpr int rows = lanes < 16 ? 4 : 8;
    return &Target::template run<Products<lanes, rows, 3>, const TileProduct&>;
  });
}

}  // namespace saem::cpu::winograd
