#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "saem/backend/cpu/dispatch.h"

namespace saem::cpu {

inline constexpr std::int64_t reduction_width = 64;    ///< accumulators side by side: four vectors of AVX-512
inline constexpr std::int64_t reduction_height = 256;  ///< elements that go into one of them

struct SumJoin {
  template <class T>
  SAEM_ALWAYS_INLINE static T join(T a, T b) {
    if constexpr (std::is_integral_v<T>) {  // wraps round, as unsigned numbers do
      using U = std::make_unsigned_t<T>;
      return static_cast<T>(static_cast<U>(a) + static_cast<U>(b));
    } else {
      return a + b;
    }
  }
  template <class T>
  static constexpr T start = T{0};
};
struct MaxJoin {
  template <class T>
  SAEM_ALWAYS_INLINE static T join(T a, T b) {
    const T ordered = b <= a ? a : b;
    return a != a ? a : ordered;
  }  // a NaN is larger than everything
  template <class T>
  static constexpr T start = std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity()
                                                                  : std::numeric_limits<T>::lowest();
};

/// Reduces `rows` rows of `columns` ≤ reduction_width elements, `stride` apart, to one row.
template <class Op, class In, class Lane>
struct ReduceColumns {
  SAEM_ALWAYS_INLINE static void run(const In* x, std::int64_t rows, std::int64_t columns,
                                     std::int64_t stride, Lane* y) {
    // Counts that the compiler knows, where that is possible.
    if (columns == reduction_width) {
      reduce(x, rows, std::integral_constant<std::int64_t, reduction_width>(), stride, y);
    } else if (columns == reduction_width / 2) {
      reduce(x, rows, std::integral_constant<std::int64_t, reduction_width / 2>(), stride, y);
    } else {
      reduce(x, rows, columns, stride, y);
    }
  }

 private:
  template <class Columns>
  SAEM_ALWAYS_INLINE static void reduce(const In* x, std::int64_t rows, Columns columns, std::int64_t stride,
                                        Lane* y) {
    Lane total[reduction_width];
    for (std::int64_t c = 0; c < columns; ++c) total[c] = Op::template start<Lane>;
    for (std::int64_t r = 0; r < rows; ++r, x += stride) {
      for (std::int64_t c = 0; c < columns; ++c) total[c] = Op::join(total[c], static_cast<Lane>(x[c]));
    }
    for (std::int64_t c = 0; c < columns; ++c) y[c] = total[c];
  }
};

/// Reduces each of `rows` contiguous rows of at most reduction_width · reduction_height elements to a number.
template <class Op, class In, class Lane>
struct ReduceRows {
  SAEM_ALWAYS_INLINE static void run(const In* x, std::int64_t rows, std::int64_t columns, Lane* y) {
    for (std::int64_t r = 0; r < rows; ++r, x += columns) y[r] = reduce(x, columns);
  }

 private:
  SAEM_ALWAYS_INLINE static Lane reduce(const In* x, std::int64_t count) {
    if (count < reduction_width) {
      Lane total = Op::template start<Lane>;
      for (std::int64_t i = 0; i < count; ++i) total = Op::join(total, static_cast<Lane>(x[i]));
      return total;
    }
    Lane total[reduction_width];
    for (std::int64_t c = 0; c < reduction_width; ++c) total[c] = static_cast<Lane>(x[c]);
    std::int64_t i = reduction_width;
    for (; i + reduction_width <= count; i += reduction_width) {
      for (std::int64_t c = 0; c < reduction_width; ++c)
        total[c] = Op::join(total[c], static_cast<Lane>(x[i + c]));
    }
    for (std::int64_t c = 0; i + c < count; ++c) total[c] = Op::join(total[c], static_cast<Lane>(x[i + c]));
    fold<reduction_width / 2>(total);
    return total[0];
  }
  template <std::int64_t half>
  SAEM_ALWAYS_INLINE static void fold(Lane* total) {
    for (std::int64_t c = 0; c < half; ++c) total[c] = Op::join(total[c], total[c + half]);
    if constexpr (half > 1) fold<half / 2>(total);
  }
};

template <class Op, class In, class Lane>
using ColumnsLoop =
    Versions<ReduceColumns<Op, In, Lane>, const In*, std::int64_t, std::int64_t, std::int64_t, Lane*>;
template <class Op, class In, class Lane>
using RowsLoop = Versions<ReduceRows<Op, In, Lane>, const In*, std::int64_t, std::int64_t, Lane*>;

}  // namespace saem::cpu
