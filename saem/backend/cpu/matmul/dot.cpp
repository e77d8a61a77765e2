#include "saem/backend/cpu/matmul/dot.h"

#include <array>
#include <utility>

#include "saem/backend/cpu/matmul/vectors.h"

namespace saem::cpu {
namespace {

/// For `rows` long rows at a time and all thin ones.
template <int lanes, int rows, int thin>
struct DotLoop {
  using L = Lanes<lanes>;
  using V = typename L::Vector;

  SAEM_ALWAYS_INLINE static void step(V (&sum)[rows][thin], const V (&right)[thin], const V& left, int i) {
#pragma GCC unroll 8
    for (int j = 0; j < thin; ++j) sum[i][j] += left * right[j];
  }

  // The last step takes what is left of the rows and zeros.
  SAEM_ALWAYS_INLINE static void run(const Dots& d) {
    V sum[rows][thin] = {};
    V left, right[thin];
    std::int64_t k = 0;
    for (; k + lanes <= d.k; k += lanes) {
#pragma GCC unroll 8
      for (int j = 0; j < thin; ++j) L::load(right[j], d.thin_rows + j * d.thin_row + k);
#pragma GCC unroll 8
      for (int i = 0; i < rows; ++i) {
        L::load(left, d.long_rows + i * d.long_row + k);
        step(sum, right, left, i);
      }
    }
    if (k < d.k) {
      const std::size_t bytes = static_cast<std::size_t>(d.k - k) * sizeof(float);
      float rest[lanes] = {};
#pragma GCC unroll 8
      for (int j = 0; j < thin; ++j) {
        std::memcpy(rest, d.thin_rows + j * d.thin_row + k, bytes);
        L::load(right[j], rest);
      }
#pragma GCC unroll 8
      for (int i = 0; i < rows; ++i) {
        std::memcpy(rest, d.long_rows + i * d.long_row + k, bytes);
        L::load(left, rest);
        step(sum, right, left, i);
      }
    }
#pragma GCC unroll 8
    for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 8
      for (int j = 0; j < thin; ++j) d.sums[i * d.long_step + j * d.thin_step] = add_up(sum[i][j]);
    }
  }

  // Halves are added to each other until one element is left.
  template <int half = lanes / 2>
  SAEM_ALWAYS_INLINE static float add_up(V& sum) {
    if constexpr (half > 0) {
      [&sum]<int... i>(std::integer_sequence<int, i...>) SAEM_ALWAYS_INLINE_LAMBDA {
        sum += __builtin_shufflevector(sum, sum, (i ^ half)...);
      }
      (std::make_integer_sequence<int, lanes>());
      return add_up<half / 2>(sum);
    }
    return sum[0];
  }
};

/// Several long rows at a time, then the others one by one: sums enough to keep the processor busy, and few
/// enough for its registers.
template <int lanes, int thin>
struct AllDots {
  static constexpr int rows = (lanes < 16 ? 2 : 4) / (thin <= 4 ? 1 : 2);

  SAEM_ALWAYS_INLINE static void run(const Dots& all) {
    Dots d = all;
    std::int64_t i = 0;
    const auto next = [&](std::int64_t count) SAEM_ALWAYS_INLINE_LAMBDA {
      i += count;
      d.long_rows += count * d.long_row;
      d.sums += count * d.long_step;
    };
    for (; i + rows <= d.rows; next(rows)) DotLoop<lanes, rows, thin>::run(d);
    for (; i < d.rows; next(1)) DotLoop<lanes, 1, thin>::run(d);
  }
};

using Loop = void (*)(const Dots&);
using Loops = std::array<Loop, Dots::most_thin>;

template <class Target, int lanes>
Loops make_loops() {
  return []<int... less>(std::integer_sequence<int, less...>) {
    return Loops{&Target::template run<AllDots<lanes, less + 1>, const Dots&>...};
  }
  (std::make_integer_sequence<int, Dots::most_thin>());
}

}  // namespace

void dot_products(const Dots& dots) {
  static const Loops loops =
      for_this_processor([]<class Target, int lanes>() { return make_loops<Target, lanes>(); });
  loops[static_cast<std::size_t>(dots.thin - 1)](dots);
}

}  // namespace saem::cpu
