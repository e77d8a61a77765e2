#pragma once

#include <array>
#include <cstdint>

// The innermost loop of a matrix product: a tile of the result, held in registers, gathers a (rows, k) times
// b (k, columns), one product of a column of a with a row of b per step. The scheme is that of K. Goto and
// R. van de Geijn, "Anatomy of High-Performance Matrix Multiplication", ACM TOMS 34(3), 2008.
namespace saem::cpu {

/// What a tile reads and writes; distances in elements.
struct Tile {
  const float* a;
  std::int64_t a_stride;  ///< of rows, or of columns: the loop says which
  const float* b;         ///< its rows are contiguous
  std::int64_t b_row;
  float* packed;  ///< Source::matrix_to_pack leaves b here, rows packed_row apart
  std::int64_t packed_row;
  std::int64_t k;
  float* result;  ///< its rows are contiguous
  std::int64_t result_row;
  bool add;           ///< to what is in `result`
  const float* bias;  ///< one number per column, or null
  bool relu;
};

/// Where b is.
enum class Source : std::uint8_t {
  packed,          ///< in the cache
  matrix,          ///< further away: asked for in advance
  matrix_to_pack,  ///< the same, and left packed
};

/// The loops for one instruction set.
struct TileLoops {
  static constexpr int most_heights = 4;
  static constexpr int most_widths = 3;
  using Loop = void (*)(const Tile&);

  std::int64_t lanes;                              ///< elements per vector
  std::array<std::int64_t, most_heights> heights;  ///< falling, down to 1
  std::int64_t widths;                             ///< a tile is 1 to this many vectors wide
  /// [rows of a, not its columns, are contiguous][source][height][width - 1]
  Loop loops[2][3][most_heights][most_widths];
  /// to (columns, rows) = the transpose of from (rows, columns).
  void (*transpose)(const float* from, std::int64_t from_row, std::int64_t rows, std::int64_t columns,
                    float* to, std::int64_t to_row);
  /// Brings sums (rows, columns) to t.result, as t says.
  void (*store)(const float* sums, std::int64_t sums_row, std::int64_t rows, std::int64_t columns,
                const Tile& t);

  [[nodiscard]] std::int64_t widest() const { return lanes * widths; }
};

/// The loops for this processor.
[[nodiscard]] const TileLoops& tile_loops() noexcept;

}  // namespace saem::cpu
