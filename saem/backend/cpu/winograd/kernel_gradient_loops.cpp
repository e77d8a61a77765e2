#include "saem/backend/cpu/winograd/kernel_gradient_loops.h"

#include <algorithm>

#include "saem/backend/cpu/winograd/elements.h"
#include "saem/backend/cpu/winograd/gradient_matrices.h"

namespace saem::cpu::winograd {
namespace {

/// A patch in the middle of its picture.
template <class T>
struct Inside {
  using Element = T;
  const T* first;
  std::int64_t row, place;
  SAEM_ALWAYS_INLINE const T* at(int i, int j) const { return first + i * row + j * place; }
};

alignas(64) constexpr float zeros[16] = {};

/// A patch that may lie partly outside.
template <class T, int size>
struct Clipped {
  using Element = T;
  const T* places[size][size];

  /// Rows and columns [low, high) of the patch lie inside.
  SAEM_ALWAYS_INLINE Clipped(const Inside<T>& all, std::int64_t low_row, std::int64_t high_row,
                             std::int64_t low_column, std::int64_t high_column) {
    const T* const none = reinterpret_cast<const T*>(zeros);
    for (int i = 0; i < size; ++i) {
      const bool in_row = i >= low_row && i < high_row;
#pragma GCC unroll 6
      for (int j = 0; j < size; ++j)
        places[i][j] = in_row && j >= low_column && j < high_column ? all.at(i, j) : none;
    }
  }
  SAEM_ALWAYS_INLINE const T* at(int i, int j) const { return places[i][j]; }
};

/// 6×6 places of x. All 36 intermediate values are more than there are registers: half of them at a time.
template <int lanes>
struct PatchOfX {
  static constexpr int size = 6;
  using V = typename Lanes<lanes>::Vector;

  template <class Patch>
  SAEM_ALWAYS_INLINE static void transform(const Patch& patch, float* to, std::int64_t matrix) {
    half<false>(patch, to, matrix);
    half<true>(patch, to + 18 * matrix, matrix);
  }

  template <bool second, class Patch>
  SAEM_ALWAYS_INLINE static void half(const Patch& patch, float* to, std::int64_t matrix) {
    V rows[3][6];
#pragma GCC unroll 6
    for (int j = 0; j < 6; ++j) {
      V d[6], column[3];
#pragma GCC unroll 6
      for (int i = second; i < 5 + second; ++i)
        Elements<lanes, typename Patch::Element>::load(d[i], patch.at(i, j));
      half_input_transform<second>(d, column);
#pragma GCC unroll 3
      for (int i = 0; i < 3; ++i) rows[i][j] = column[i];
    }
#pragma GCC unroll 3
    for (int i = 0; i < 3; ++i) {
      V left[3], right[3];
      half_input_transform<false>(rows[i], left);
      half_input_transform<true>(rows[i], right);
#pragma GCC unroll 3
      for (int j = 0; j < 3; ++j) {
        Lanes<lanes>::store(to + (i * 6 + j) * matrix, left[j]);
        Lanes<lanes>::store(to + (i * 6 + j + 3) * matrix, right[j]);
      }
    }
  }
};

/// 4×4 places of dy.
template <int lanes>
struct PatchOfGradient {
  static constexpr int size = 4;
  using V = typename Lanes<lanes>::Vector;

  template <class Patch>
  SAEM_ALWAYS_INLINE static void transform(const Patch& patch, float* to, std::int64_t matrix) {
    V rows[6][4];
#pragma GCC unroll 4
    for (int j = 0; j < 4; ++j) {
      V d[4], column[6];
#pragma GCC unroll 4
      for (int i = 0; i < 4; ++i) Elements<lanes, typename Patch::Element>::load(d[i], patch.at(i, j));
      gradient_transform(d, column);
#pragma GCC unroll 6
      for (int i = 0; i < 6; ++i) rows[i][j] = column[i];
    }
#pragma GCC unroll 6
    for (int i = 0; i < 6; ++i) {
      V result[6];
      gradient_transform(rows[i], result);
#pragma GCC unroll 6
      for (int j = 0; j < 6; ++j) Lanes<lanes>::store(to + (i * 6 + j) * matrix, result[j]);
    }
  }
};

template <int lanes, class Patch>
struct TransformPatches {
  SAEM_ALWAYS_INLINE static void run(const PatchSource& from, const PatchRange& range) {
    if (from.picture.dtype == DType::bf16) {
      walk<BFloat16>(from, range);
    } else {
      walk<float>(from, range);
    }
  }

  template <class T>
  SAEM_ALWAYS_INLINE static void walk(const PatchSource& from, const PatchRange& range) {
    const std::int64_t tiles = from.grid.rows * from.grid.columns;
    std::int64_t n = range.first_tile / tiles;
    std::int64_t i = range.first_tile % tiles / from.grid.columns;
    std::int64_t j = range.first_tile % from.grid.columns;
    for (std::int64_t t = 0; t < range.tiles; ++t) {
      one_tile<T>(from, range, n, 4 * i - from.padding_top, 4 * j - from.padding_left,
                  range.to + t * range.channels);
      if (++j < from.grid.columns) continue;
      j = 0;
      if (++i < from.grid.rows) continue;
      i = 0;
      ++n;
    }
  }

  // All channels of a tile together: what is written then lies together.
  template <class T>
  SAEM_ALWAYS_INLINE static void one_tile(const PatchSource& from, const PatchRange& range, std::int64_t n,
                                          std::int64_t top, std::int64_t left, float* to) {
    constexpr int size = Patch::size;
    const bool inside =
        top >= 0 && left >= 0 && top + size <= from.picture.height && left + size <= from.picture.width;
    const T* const first = static_cast<const T*>(from.data) + n * from.picture.image +
                           top * from.picture.row + left * from.picture.column;
    std::int64_t in_block = range.first_channel % from.picture.block;
    const T* block = first + (from.picture.channel(range.first_channel) - in_block);
    for (std::int64_t c = 0; c < range.channels; c += lanes) {
      const Inside<T> patch{block + in_block, from.picture.row, from.picture.column};
      if (inside) {
        Patch::transform(patch, to + c, range.matrix);
      } else {
        const Clipped<T, size> clipped(patch, -top, from.picture.height - top, -left,
                                       from.picture.width - left);
        Patch::transform(clipped, to + c, range.matrix);
      }
      in_block += lanes;
      if (in_block < from.picture.block) continue;
      in_block = 0;
      block += from.picture.next_block;
    }
  }
};

template <int lanes>
struct TransformSums {
  using V = typename Lanes<lanes>::Vector;

  SAEM_ALWAYS_INLINE static void run(const SumsToKernel& s) {
    for (std::int64_t c = 0; c < s.channels; ++c) {
      for (std::int64_t k = 0; k < s.filters; k += lanes)
        one(s.sums + c * s.row + k, s.matrix, s.to + c * s.to_row + k, s.to_matrix);
    }
  }

  SAEM_ALWAYS_INLINE static void one(const float* sums, std::int64_t matrix, float* to,
                                     std::int64_t to_matrix) {
    V rows[3][6];
#pragma GCC unroll 6
    for (int j = 0; j < 6; ++j) {
      V m[6], column[3];
#pragma GCC unroll 6
      for (int i = 0; i < 6; ++i) Lanes<lanes>::load(m[i], sums + (i * 6 + j) * matrix);
      kernel_gradient_transform(m, column);
#pragma GCC unroll 3
      for (int i = 0; i < 3; ++i) rows[i][j] = column[i];
    }
#pragma GCC unroll 3
    for (int i = 0; i < 3; ++i) {
      V result[3];
      kernel_gradient_transform(rows[i], result);
#pragma GCC unroll 3
      for (int j = 0; j < 3; ++j) Lanes<lanes>::store(to + (i * 3 + j) * to_matrix, result[j]);
    }
  }
};

template <class Target, int lanes>
KernelGradientLoops make_loops() {
  using X = TransformPatches<lanes, PatchOfX<lanes>>;
  using Gradient = TransformPatches<lanes, PatchOfGradient<lanes>>;
  return {.lanes = lanes,
          .transform_x = &Target::template run<X, const PatchSource&, const PatchRange&>,
          .transform_dy = &Target::template run<Gradient, const PatchSource&, const PatchRange&>,
          .transform_sums = &Target::template run<TransformSums<lanes>, const SumsToKernel&>};
}

}  // namespace

const KernelGradientLoops& kernel_gradient_loops() noexcept {
  static const KernelGradientLoops loops =
      for_this_processor([]<class Target, int lanes>() { return make_loops<Target, lanes>(); });
  return loops;
}

}  // namespace saem::cpu::winograd
