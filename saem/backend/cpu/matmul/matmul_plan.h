#pragma once

#include <cstdint>

#include "saem/graph/tensor.h"

namespace saem::cpu {

/// Matrices inside memory: distances in elements.
struct Matrices {
  std::int64_t row = 0, column = 0;  ///< from one row, or column, to the next
  std::int64_t batch = 0;            ///< from one matrix to the next; 0: the same matrix each time
};

/// A matmul node: `products` times (m, k) · (k, n) → (m, n).
struct MatmulGeometry {
  std::int64_t products = 1, m = 0, k = 0, n = 0;
  Matrices a, b, result;
};
[[nodiscard]] MatmulGeometry matmul_geometry(const Node& node);

/// How the products are divided: one of m, n and k is cut into pieces, each computed by one thread. The
/// division depends on the extents only, and so do the bits of the result. Pieces of k give partial sums,
/// which are added up in their order.
struct MatmulPlan {
  enum class Axis : std::uint8_t { m, n, k };
  Axis axis = Axis::m;
  std::int64_t piece = 0;   ///< extent of a piece along the axis; the last one may be smaller
  std::int64_t pieces = 1;  ///< per product

  [[nodiscard]] bool has_partial_sums() const { return axis == Axis::k && pieces > 1; }
};
/// What pieces are multiples of, by axis.
struct MatmulGranules {
  std::int64_t m = 16, n = 16, k = 16;  ///< a vector, or rows of two tiles
};
/// No extent may be 0.
[[nodiscard]] MatmulPlan plan_matmul(const MatmulGeometry& geometry, const MatmulGranules& granules = {});

}  // namespace saem::cpu
