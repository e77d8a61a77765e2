#include "saem/backend/cpu/onednn/matmul_plan.h"

#include <algorithm>

#include "saem/core/shape.h"

namespace saem::onednn {
namespace {

using Axis = MatmulPlan::Axis;

constexpr std::int64_t most_pieces = 16;
constexpr std::int64_t least_work = std::int64_t{1} << 20;  // multiplications per piece: about 10 µs

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

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

std::int64_t extent(const MatmulGeometry& g, Axis axis) {
  if (axis == Axis::m) return g.m;
  return axis == Axis::n ? g.n : g.k;
}

// The extents of vector registers and of the library's inner blocks. Narrow pieces of a transposed b are
// copied row by row inside the library: measured at a third of the speed of pieces of 128.
std::int64_t granularity(const MatmulGeometry& g, Axis axis) {
  if (axis == Axis::m) return 8;
  if (axis == Axis::k) return 64;
  return g.b.column == 1 ? 16 : 128;
}

std::optional<Primitive> make_piece(const MatmulGeometry& g, Axis axis, std::int64_t size,
                                    cpu::Epilogue epilogue) {
  const std::int64_t m = axis == Axis::m ? size : g.m;
  const std::int64_t n = axis == Axis::n ? size : g.n;
  const std::int64_t k = axis == Axis::k ? size : g.k;
  return make_matmul(strided({m, k}, {g.a.row, g.a.column}), strided({k, n}, {g.b.row, g.b.column}),
                     strided({m, n}, {g.result.row, g.result.column}), epilogue);
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

std::optional<MatmulPlan> plan_matmul(const MatmulGeometry& g, cpu::Epilogue epilogue) {
  MatmulPlan plan;
  const std::int64_t work = g.m * g.n * g.k;
  const std::int64_t wanted =
      std::min(divide_up(most_pieces, g.products), std::max<std::int64_t>(1, work / least_work));
  plan.axis = axis_to_cut(g);
  const std::int64_t size = extent(g, plan.axis);
  const std::int64_t granule = granularity(g, plan.axis);
  plan.piece = std::min(size, divide_up(divide_up(size, wanted), granule) * granule);
  plan.pieces = divide_up(size, plan.piece);
  if (plan.has_partial_sums()) epilogue = {};  // it comes after the sum

  const ThreadScope one(1);
  auto full = make_piece(g, plan.axis, plan.piece, epilogue);
  if (!full) return std::nullopt;
  plan.full = std::move(*full);
  const std::int64_t rest = size - (plan.pieces - 1) * plan.piece;
  if (rest != plan.piece) {
    plan.tail = make_piece(g, plan.axis, rest, epilogue);
    if (!plan.tail) return std::nullopt;
  }
  return plan;
}

}  // namespace saem::onednn
