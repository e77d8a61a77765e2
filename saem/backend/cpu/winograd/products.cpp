#include "saem/backend/cpu/winograd/products.h"

#include <utility>

#include "saem/backend/cpu/matmul/vectors.h"

namespace saem::cpu::winograd {
namespace {

/// The sums, a row of u and one element of v fill the registers.
template <int lanes, int rows, int vectors>
struct ProductLoop {
  using V = typename Lanes<lanes>::Vector;

  SAEM_ALWAYS_INLINE static void run(const Product& p) {
    constexpr int width = vectors * lanes;
    V sum[rows][vectors] = {};
    float* const m = p.m;
    if (p.add) {
#pragma GCC unroll 14
      for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 2
        for (int j = 0; j < vectors; ++j) Lanes<lanes>::load(sum[i][j], m + i * width + j * lanes);
      }
    }
    const float* v = p.v;
    const float* u = p.u;
    const float* const end = u + p.channels * width;
    const std::int64_t next = (p.rows_apart - 1) * lanes;
    while (u != end) {
      for (int c = 0; c < lanes; ++c) {
        V right[vectors];
#pragma GCC unroll 2
        for (int j = 0; j < vectors; ++j) Lanes<lanes>::load(right[j], u + j * lanes);
#pragma GCC unroll 14
        for (int i = 0; i < rows; ++i) {
          const float left = v[i * lanes];
#pragma GCC unroll 2
          for (int j = 0; j < vectors; ++j) sum[i][j] += left * right[j];
        }
        u += width;
        ++v;
      }
      v += next;
    }
#pragma GCC unroll 14
    for (int i = 0; i < rows; ++i) {
#pragma GCC unroll 2
      for (int j = 0; j < vectors; ++j) Lanes<lanes>::store(m + i * width + j * lanes, sum[i][j]);
    }
  }
};

template <class Target, int lanes, int most_rows>
ProductLoops make_loops() {
  ProductLoops loops{.lanes = lanes, .rows = most_rows, .loops = {}};
  [&]<int... i>(std::integer_sequence<int, i...>) {
    ((loops.loops[i][0] = &Target::template run<ProductLoop<lanes, i + 1, 1>, const Product&>,
      loops.loops[i][1] = &Target::template run<ProductLoop<lanes, i + 1, 2>, const Product&>),
     ...);
  }
  (std::make_integer_sequence<int, most_rows>());
  return loops;
}

}  // namespace

void ProductLoops::run(Product product, std::int64_t rows_in_all, std::int64_t width) const {
  const std::int64_t blocks = (rows_in_all + rows - 1) / rows;
  for (std::int64_t block = 0; block < blocks; ++block) {
    // As equal as they can be: a block of few rows uses the registers badly.
    const std::int64_t height = rows_in_all / blocks + (block < rows_in_all % blocks ? 1 : 0);
    loops[height - 1][width / lanes - 1](product);
    product.v += height * lanes;
    product.m += height * width;
  }
}

const ProductLoops& product_loops() noexcept {
  static const ProductLoops loops = for_this_processor([]<class Target, int lanes>() {
    constexpr int rows = lanes < 16 ? 6 : 14;
    return make_loops<Target, lanes, rows>();
  });
  return loops;
}

}  // namespace saem::cpu::winograd
