#pragma once

#include <array>
#include <cstdint>

namespace saem::cpu::winograd {

/// m (rows, width) = v (rows, channels) · u (channels, width), for one of the 36 products. All three are
/// packed for it: vectors of `lanes` channels of v lie `rows_apart` rows from each other, so that one
/// register points to all rows.
struct Product {
  const float* v;  ///< (channels / lanes, rows_apart, lanes)
  std::int64_t rows_apart;
  const float* u;         ///< (channels, width)
  std::int64_t channels;  ///< a multiple of lanes
  float* m;               ///< (rows, width)
  bool add;               ///< to what is in m
};

/// The loops for one instruction set.
struct ProductLoops {
  static constexpr int most_rows = 14;
  static constexpr int most_vectors = 2;
  using Loop = void (*)(const Product&);

  std::int64_t lanes;                   ///< elements per vector
  std::int64_t rows;                    ///< most rows of one loop
  Loop loops[most_rows][most_vectors];  ///< [rows - 1][width / lanes - 1]

  [[nodiscard]] std::int64_t panel() const { return lanes * most_vectors; }
  /// `rows` may be any number; `width` is lanes or panel().
  void run(Product product, std::int64_t rows_in_all, std::int64_t width) const;
};

/// The loops for this processor.
[[nodiscard]] const ProductLoops& product_loops() noexcept;

}  // namespace saem::cpu::winograd
