#pragma once

#include <cstdint>

namespace saem::cpu {

/// How a product (rows, pixels) · (pixels, columns) is divided into pieces, each computed by one thread:
/// depends on the extents only, and so do the bits of the result. Slices of the pixels give partial sums.
struct GradientCut {
  std::int64_t row_parts = 1, column_parts = 1, slices = 1;
  std::int64_t rows = 0, columns = 0, pixels = 0;  ///< of a piece; the last ones may be smaller

  [[nodiscard]] std::int64_t pieces() const { return row_parts * column_parts * slices; }
};
/// Rows and columns are multiples of 16, and so are a piece's.
[[nodiscard]] GradientCut cut_gradient(std::int64_t rows, std::int64_t columns, std::int64_t pixels);

}  // namespace saem::cpu
