#include "saem/backend/cpu/matmul/matmul_plan.h"

#include <algorithm>

#include "saem/core/divide_up.h"
#include "saem/core/shape.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using Axis = MatmulPlan::Axis;

constexpr std::int64_t most_pieces = 16;
constexpr std::int64_t least_work = std::int64_t{1} << 19;  // per piece: about 10 µs

Matrices matrices(const Shape& shape, bool transposed) {
  const std::int64_t rows = shape[-2];
  const std::int64_t columns = shape[-1];
  const std::int64_t batch = shape.rank() > 2 ? rows * columns : 0;
  return transposed ? Matrices{1, columns, batch} : Matrices{columns, 1, batch};
}

Axis axis_to_cut(const MatmulGeometry& g) {
  // Partial sums cost another pass over the result: only where the result is small.
  constexpr std::int64_t much_longer = 4;
  if (g.k >= much_longer * std::max(g.m, g.n)) return Axis::k;
  return g.m >= g.n ? Axis::m : Axis::n;
}

template <class T>  // MatmulGeometry or MatmulGranules
std::int64_t along(const T& t, Axis axis) {
  if (axis == Axis::m) return t.m;
  return axis == Axis::n ? t.n : t.k;
}

// In multiplications. An element that comes from memory or goes there takes the time of about eight, which is
// what thin products do most of.
std::int64_t work(const MatmulGeometry& g) {
  return g.m * g.n * g.k + 8 * (g.m * g.k + g.k * g.n + g.m * g.n);
}

}  // namespace

MatmulGeometry matmul_geometry(const Node& node) {
  const Shape& a = node.input(0).shape();
  const Shape& b = node.input(1).shape();
  const Shape& result = node.outputs().front().shape;
  const bool transpose_a = node.attributes().flag("transpose_a");
  MatmulGeometry g;
  g.m = result[-2];
  g.n = result[-1];
  g.k = a[transpose_a ? -2 : -1];
  g.products = result.slice(0, result.rank() - 2).count();
  g.a = matrices(a, transpose_a);
  g.b = matrices(b, node.attributes().flag("transpose_b"));
  g.result = matrices(result, false);
  if (g.products > 1 && g.b.batch == 0 && !transpose_a) {  // many rows against one matrix: one tall product
    g.m *= g.products;
    g.products = 1;
  }
  return g;
}

MatmulPlan plan_matmul(const MatmulGeometry& g, const MatmulGranules& granules) {
  const std::int64_t wanted =
      std::clamp<std::int64_t>(work(g) / least_work, 1, divide_up(most_pieces, g.products));
  MatmulPlan plan;
  plan.axis = axis_to_cut(g);
  const std::int64_t size = along(g, plan.axis);
  const std::int64_t granule = along(granules, plan.axis);
  plan.piece = std::min(size, divide_up(divide_up(size, wanted), granule) * granule);
  plan.pieces = divide_up(size, plan.piece);
  return plan;
}

}  // namespace saem::cpu
