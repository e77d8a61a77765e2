#include "saem/backend/cpu/matmul/multiply.h"

#include <algorithm>
#include <utility>

#include "saem/backend/cpu/matmul/dot.h"
#include "saem/backend/cpu/matmul/tile.h"
#include "saem/core/divide_up.h"

namespace saem::cpu {
namespace {

// A panel of b, that many rows of the width of a tile, stays in the second-level cache while the tiles below
// each other use it.
constexpr std::int64_t panel_steps = 512;
// Of a, so much is left there by one panel for the next.
constexpr std::int64_t most_of_a = std::int64_t{1} << 16;
constexpr std::int64_t tile_elements = 8 * 48;

/// Whether to compute (a · b)ᵀ = bᵀ · aᵀ: if columns of b are contiguous, then tiles need b or aᵀ transposed;
/// in the second case they leave their sums transposed, which costs about as much as two elements each.
bool is_better_turned(const Product& p) {
  return p.b.column != 1 && p.k * p.m + 2 * p.m * p.n * divide_up(p.k, panel_steps) < p.k * p.n;
}

/// One product, perhaps turned round: (a · b)ᵀ = bᵀ · aᵀ. Tiles want rows of b contiguous; where columns are,
/// bᵀ becomes the left factor, of which single elements are read, and tiles are written transposed.
class Multiplication {
 public:
  Multiplication(const Product& product, float* scratch)
      : loops_(tile_loops()),
        p_(product),
        turned_(is_better_turned(product)),
        panel_(scratch),
        tile_(panel_ + panel_steps * loops_.widest()),
        turned_tile_(tile_ + tile_elements) {
    if (!turned_) return;
    std::swap(p_.m, p_.n);
    std::swap(p_.a, p_.b);
    std::swap(p_.a.row, p_.a.column);
    std::swap(p_.b.row, p_.b.column);
  }

  void run() {
    const std::int64_t blocks = divide_up(p_.k, panel_steps);
    const std::int64_t steps = divide_up(p_.k, blocks);
    const std::int64_t rows = divide_up(p_.m, divide_up(p_.m * steps, most_of_a));
    const std::int64_t height = divide_up(rows, loops_.heights[0]) * loops_.heights[0];
    for (std::int64_t row = 0; row < p_.m; row += height) {
      for (std::int64_t k = 0; k < p_.k; k += steps) {
        run_steps(row, std::min(height, p_.m - row), k, std::min(steps, p_.k - k));
      }
    }
  }

 private:
  // Panels are equally wide as far as whole vectors allow.
  void run_steps(std::int64_t row, std::int64_t rows, std::int64_t k, std::int64_t steps) {
    std::int64_t vectors = divide_up(p_.n, loops_.lanes);
    std::int64_t panels = divide_up(vectors, loops_.widths);
    for (std::int64_t column = 0; column < p_.n; --panels) {
      const std::int64_t width = divide_up(vectors, panels);
      run_panel(row, rows, k, steps, column, width);
      column += width * loops_.lanes;
      vectors -= width;
    }
  }

  void run_panel(std::int64_t first_row, std::int64_t rows, std::int64_t k, std::int64_t steps,
                 std::int64_t column, std::int64_t width) {
    const std::int64_t columns = std::min(width * loops_.lanes, p_.n - column);
    const bool whole = columns == width * loops_.lanes;
    const float* b = p_.b.data + k * p_.b.row + column * p_.b.column;
    const bool direct = whole && p_.b.column == 1;
    if (!direct) pack(b, steps, columns, width * loops_.lanes);
    const bool last = k + steps == p_.k;
    const bool by_rows = p_.a.column == 1;
    const Tile in_place{.a = nullptr,
                        .a_stride = by_rows ? p_.a.row : p_.a.column,
                        .b = direct ? b : panel_,
                        .b_row = direct ? p_.b.row : loops_.widest(),
                        .packed = panel_,
                        .packed_row = loops_.widest(),
                        .k = steps,
                        .result = nullptr,
                        .result_row = p_.result_row,
                        .add = k > 0,
                        .bias = last ? p_.bias : nullptr,
                        .relu = last && p_.relu};
    const bool aside = turned_ || !whole;
    Tile t = in_place;
    if (aside) {
      t.result = tile_;
      t.result_row = loops_.widest();
      t.add = t.relu = false;
      t.bias = nullptr;
    } else if (t.bias != nullptr) {
      t.bias += column;
    }

    int height = 0;
    for (std::int64_t row = first_row; row < first_row + rows; row += loops_.heights[height]) {
      while (loops_.heights[height] > first_row + rows - row) ++height;
      t.a = p_.a.data + row * p_.a.row + k * p_.a.column;
      if (!aside) t.result = p_.result + row * p_.result_row + column;
      // The first tile leaves the panel packed for the others.
      const bool first = direct && row == first_row;
      const Source source = !first                     ? Source::packed
                            : rows > loops_.heights[0] ? Source::matrix_to_pack
                                                       : Source::matrix;
      loops_.loops[by_rows][static_cast<std::size_t>(source)][height][width - 1](t);
      if (source == Source::matrix_to_pack) {
        t.b = panel_;
        t.b_row = loops_.widest();
      }
      if (aside) store(row, loops_.heights[height], column, columns, in_place);
    }
  }

  // Rows of the width of the tile, zeros to the right of the matrix.
  void pack(const float* b, std::int64_t steps, std::int64_t columns, std::int64_t width) {
    if (p_.b.column != 1) loops_.transpose(b, p_.b.column, columns, steps, panel_, loops_.widest());
    for (std::int64_t i = 0; i < steps; ++i) {
      float* row = panel_ + i * loops_.widest();
      if (p_.b.column == 1) std::copy_n(b + i * p_.b.row, columns, row);
      std::fill(row + columns, row + width, 0.0F);
    }
  }

  // Brings a tile that was made aside to its place in the result.
  void store(std::int64_t row, std::int64_t rows, std::int64_t column, std::int64_t columns, Tile to) {
    const float* sums = tile_;
    std::int64_t sums_row = loops_.widest();
    if (turned_) {
      loops_.transpose(tile_, loops_.widest(), rows, columns, turned_tile_, loops_.heights[0]);
      sums = turned_tile_;
      sums_row = loops_.heights[0];
      std::swap(row, column);
      std::swap(rows, columns);
    }
    to.result = p_.result + row * p_.result_row + column;
    if (to.bias != nullptr) to.bias += column;
    loops_.store(sums, sums_row, rows, columns, to);
  }

  const TileLoops& loops_;
  Product p_;
  bool turned_;
  float *panel_, *tile_, *turned_tile_;
};

bool is_thin(const Product& p) {
  return p.a.column == 1 && p.b.row == 1 && std::min(p.m, p.n) <= Dots::most_thin;
}

/// Sums for so many elements of the longer side at a time, then to their place.
void multiply_thin(const Product& p, float* sums) {
  const bool few_rows = p.m < p.n;
  const std::int64_t length = std::max(p.m, p.n);
  const std::int64_t thin = std::min(p.m, p.n);
  constexpr std::int64_t most = tile_elements / Dots::most_thin;
  Dots d{.long_rows = few_rows ? p.b.data : p.a.data,
         .long_row = few_rows ? p.b.column : p.a.row,
         .rows = 0,
         .thin_rows = few_rows ? p.a.data : p.b.data,
         .thin_row = few_rows ? p.a.row : p.b.column,
         .thin = thin,
         .k = p.k,
         .sums = sums,
         .long_step = few_rows ? 1 : thin,
         .thin_step = few_rows ? most : 1};
  Tile to{};
  to.result = p.result;
  to.result_row = p.result_row;
  to.bias = p.bias;
  to.relu = p.relu;
  for (std::int64_t i = 0; i < length; i += most) {
    d.rows = std::min(most, length - i);
    dot_products(d);
    if (few_rows) {
      tile_loops().store(sums, most, thin, d.rows, to);
      to.result += most;
      if (to.bias != nullptr) to.bias += most;
    } else {
      tile_loops().store(sums, thin, d.rows, thin, to);
      to.result += most * p.result_row;
    }
    d.long_rows += most * d.long_row;
  }
}

}  // namespace

void multiply(const Product& product, float* scratch) {
  if (is_thin(product)) {
    multiply_thin(product, scratch);
  } else {
    Multiplication(product, scratch).run();
  }
}

std::size_t multiply_scratch_bytes() {
  return static_cast<std::size_t>(panel_steps * tile_loops().widest() + 2 * tile_elements) * sizeof(float);
}

}  // namespace saem::cpu
