#include "saem/backend/cpu/matmul/tile.h"

#include <algorithm>
#include <utility>

#include "saem/backend/cpu/matmul/vectors.h"

namespace saem::cpu {
namespace {

/// `by_rows`: the rows of a are contiguous, otherwise its columns are.
template <int lanes, int rows, int vectors, bool by_rows, Source source>
struct TileLoop {
  using V = typename Lanes<lanes>::Vector;
  // Rows of b are far apart in memory, too far for the processor to foresee: asked for so many steps ahead.
  static constexpr std::int64_t prefetch_steps = 96 / rows;

  // The result is as far away as b; asked for at once, it is there when the sums are.
  SAEM_ALWAYS_INLINE static void run(const Tile& t) {
    V sum[rows][vectors] = {};
    const float* a[rows];
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) a[i] = t.a + i * (by_rows ? t.a_stride : 1);
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
      for (int j = 0; j < vectors; ++j) __builtin_prefetch(t.result + i * t.result_row + j * lanes, 1);
    }
    const std::int64_t a_step = by_rows ? 1 : t.a_stride;
    const float* b = t.b;
    float* packed = t.packed;
    for (std::int64_t p = 0; p < t.k; ++p) {
      V right[vectors];
#pragma GCC unroll 8
      for (int j = 0; j < vectors; ++j) {
        Lanes<lanes>::load(right[j], b + j * lanes);
        if constexpr (source != Source::packed) __builtin_prefetch(b + prefetch_steps * t.b_row + j * lanes);
        if constexpr (source == Source::matrix_to_pack) Lanes<lanes>::store(packed + j * lanes, right[j]);
      }
#pragma GCC unroll 8
      for (int i = 0; i < rows; ++i) {
        const float left = by_rows ? a[i][p] : a[0][p * a_step + i];
#pragma GCC unroll 8
        for (int j = 0; j < vectors; ++j) sum[i][j] += left * right[j];
      }
      b += t.b_row;
      if constexpr (source == Source::matrix_to_pack) packed += t.packed_row;
    }
    finish(t, sum);
  }

  SAEM_ALWAYS_INLINE static void finish(const Tile& t, V (&sum)[rows][vectors]) {
    V term;
    if (t.add) {
#pragma GCC unroll 8
      for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
        for (int j = 0; j < vectors; ++j) {
          Lanes<lanes>::load(term, t.result + i * t.result_row + j * lanes);
          sum[i][j] += term;
        }
      }
    }
    if (t.bias != nullptr) {
#pragma GCC unroll 8
      for (int j = 0; j < vectors; ++j) {
        Lanes<lanes>::load(term, t.bias + j * lanes);
#pragma GCC unroll 8
        for (int i = 0; i < rows; ++i) sum[i][j] += term;
      }
    }
    if (t.relu) {
#pragma GCC unroll 8
      for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
        for (int j = 0; j < vectors; ++j) sum[i][j] = sum[i][j] < 0 ? V{} : sum[i][j];  // NaN stays NaN
      }
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
      for (int j = 0; j < vectors; ++j)
        Lanes<lanes>::store(t.result + i * t.result_row + j * lanes, sum[i][j]);
    }
  }
};

/// Square blocks of eight vectors, or of four where vectors are that short. One round puts the first half of
/// the rows between the second half, element by element; log2(size) rounds transpose.
template <int size>
struct Square {
  using L = Lanes<size>;
  using V = typename L::Vector;

  SAEM_ALWAYS_INLINE static void transpose(V (&x)[size]) {
    V y[size];
#pragma GCC unroll 4
    for (int round = 1; round < size; round *= 2) {
#pragma GCC unroll 8
      for (int i = 0; i < size / 2; ++i)
        interleave(x[i], x[i + size / 2], y[2 * i], y[2 * i + 1], std::make_integer_sequence<int, size>());
#pragma GCC unroll 8
      for (int i = 0; i < size; ++i) x[i] = y[i];
    }
  }

  template <int... k>
  SAEM_ALWAYS_INLINE static void interleave(const V& a, const V& b, V& low, V& high,
                                            std::integer_sequence<int, k...>) {
    low = __builtin_shufflevector(a, b, (k / 2 + k % 2 * size)...);
    high = __builtin_shufflevector(a, b, (k / 2 + k % 2 * size + size / 2)...);
  }
};

template <int size>
struct Transpose {
  SAEM_ALWAYS_INLINE static void run(const float* from, std::int64_t from_row, std::int64_t rows,
                                     std::int64_t columns, float* to, std::int64_t to_row) {
    for (std::int64_t i = 0; i < rows; i += size) {
      for (std::int64_t j = 0; j < columns; j += size) {
        const float* block = from + i * from_row + j;
        float* place = to + j * to_row + i;
        if (i + size <= rows && j + size <= columns) {
          full(block, from_row, place, to_row);
        } else {
          edge(block, from_row, std::min<std::int64_t>(size, rows - i),
               std::min<std::int64_t>(size, columns - j), place, to_row);
        }
      }
    }
  }

  SAEM_ALWAYS_INLINE static void full(const float* from, std::int64_t from_row, float* to,
                                      std::int64_t to_row) {
    using S = Square<size>;
    typename S::V x[size];
#pragma GCC unroll 8
    for (int i = 0; i < size; ++i) {
      S::L::load(x[i], from + i * from_row);
      __builtin_prefetch(from + (i + 2 * size) * from_row);
    }
    S::transpose(x);
#pragma GCC unroll 8
    for (int i = 0; i < size; ++i) S::L::store(to + i * to_row, x[i]);
  }

  SAEM_ALWAYS_INLINE static void edge(const float* from, std::int64_t from_row, std::int64_t rows,
                                      std::int64_t columns, float* to, std::int64_t to_row) {
    for (std::int64_t j = 0; j < columns; ++j) {
      for (std::int64_t i = 0; i < rows; ++i) to[j * to_row + i] = from[i * from_row + j];
    }
  }
};

struct StoreRows {
  SAEM_ALWAYS_INLINE static void run(const float* sums, std::int64_t sums_row, std::int64_t rows,
                                     std::int64_t columns, const Tile& t) {
    const bool add = t.add, relu = t.relu;
    const float* bias = t.bias;
    for (std::int64_t i = 0; i < rows; ++i) {
      float* result = t.result + i * t.result_row;
      const float* from = sums + i * sums_row;
      for (std::int64_t j = 0; j < columns; ++j) {
        float sum = from[j];
        if (add) sum += result[j];
        if (bias != nullptr) sum += bias[j];
        result[j] = relu && sum < 0 ? 0 : sum;  // NaN stays NaN
      }
    }
  }
};

template <class Target, int lanes, int height, int width>
void add_loops(TileLoops& loops, int place) {
  const auto add = [&]<bool by_rows, Source source>() {
    loops.loops[by_rows][static_cast<std::size_t>(source)][place][width - 1] =
        &Target::template run<TileLoop<lanes, height, width, by_rows, source>, const Tile&>;
  };
  const auto add_all = [&]<bool by_rows>() {
    add.template operator()<by_rows, Source::packed>();
    add.template operator()<by_rows, Source::matrix>();
    add.template operator()<by_rows, Source::matrix_to_pack>();
  };
  add_all.template operator()<false>();
  add_all.template operator()<true>();
}

/// The sums of the largest tile, a row of b and one element of a fill the registers.
template <class Target, int lanes, int widths, int... heights>
TileLoops make_loops() {
  constexpr int square = lanes < 8 ? lanes : 8;
  TileLoops loops{.lanes = lanes,
                  .heights = {heights...},
                  .widths = widths,
                  .loops = {},
                  .transpose = &Target::template run<Transpose<square>, const float*, std::int64_t,
                                                     std::int64_t, std::int64_t, float*, std::int64_t>,
                  .store = &Target::template run<StoreRows, const float*, std::int64_t, std::int64_t,
                                                 std::int64_t, const Tile&>};
  const auto of_width = [&]<int width>() {
    int place = 0;
    (add_loops<Target, lanes, heights, width>(loops, place++), ...);
  };
  [&]<int... width>(std::integer_sequence<int, width...>) {
    (of_width.template operator()<width + 1>(), ...);
  }
  (std::make_integer_sequence<int, widths>());
  return loops;
}

}  // namespace

const TileLoops& tile_loops() noexcept {
  static const TileLoops loops = for_this_processor([]<class Target, int lanes>() {
    if constexpr (lanes < 16) {
      return make_loops<Target, lanes, 2, 6, 4, 2, 1>();
    } else {
      return make_loops<Target, lanes, 3, 8, 4, 2, 1>();
    }
  });
  return loops;
}

}  // namespace saem::cpu
