#include "saem/backend/cpu/onednn/matmul_bf16_plan.h"

namespace saem::onednn {
namespace {

using Axis = cpu::MatmulPlan::Axis;
using cpu::MatmulGeometry;

// Each piece along m lays out all of b anew, and pieces along n do the same with a: smaller ones were
// measured to be slower by a sixth.
constexpr cpu::MatmulGranules granules{.m = 64, .n = 128, .k = 64};

struct Problem {
  const MatmulGeometry& g;
  Axis axis;
  bool writes_apart;
  DType result;
  cpu::Epilogue epilogue;
};

std::optional<Primitive> make_piece(const Problem& p, std::int64_t size, const Layout& b, bool packs_b) {
  const std::int64_t m = p.axis == Axis::m ? size : p.g.m;
  const std::int64_t n = p.axis == Axis::n ? size : p.g.n;
  const std::int64_t k = p.axis == Axis::k ? size : p.g.k;
  // The implementation for packed matrices wants rows without gaps. A single row has none; but then, with b
  // as it is, the implementation for rows with gaps is the faster one.
  const bool is_row = m == 1 && packs_b && p.g.a.column == 1;
  return make_matmul(strided({m, k}, {is_row ? k : p.g.a.row, p.g.a.column}, DType::bf16), b,
                     strided({m, n}, {is_row || p.writes_apart ? n : p.g.result.row, 1}, p.result),
                     p.epilogue);
}

bool make_pieces(Bf16MatmulPlan& plan, const Problem& p, std::int64_t rest) {
  const auto b_of = [&](std::int64_t size) {
    const Layout b = piece_of_b(p.g, p.axis, size);
    return plan.packs_b ? any_layout(b) : b;
  };
  auto full = make_piece(p, plan.cut.piece, b_of(plan.cut.piece), plan.packs_b);
  if (!full) return false;
  if (plan.packs_b && same_places(full->kernel, piece_of_b(p.g, p.axis, plan.cut.piece))) return false;
  plan.full = std::move(*full);
  plan.tail.reset();
  if (rest == plan.cut.piece) return true;
  const bool shares_b = plan.packs_b && p.axis == Axis::m;
  plan.tail = make_piece(p, rest, shares_b ? plan.full.kernel : b_of(rest), plan.packs_b);
  return plan.tail.has_value();
}

}  // namespace

Layout piece_of_b(const MatmulGeometry& g, Axis axis, std::int64_t size) {
  return strided({axis == Axis::k ? size : g.k, axis == Axis::n ? size : g.n}, {g.b.row, g.b.column},
                 DType::bf16);
}

std::optional<Bf16MatmulPlan> plan_bf16_matmul(const MatmulGeometry& g, DType result, cpu::Epilogue epilogue,
                                               bool b_is_steady) {
  const ThreadScope one(1);
  Bf16MatmulPlan plan;
  plan.cut = plan_matmul(g, granules);
  if (plan.cut.has_partial_sums()) {
    result = DType::f32;
    epilogue = {};
  }
  const std::int64_t size = plan.cut.axis == Axis::m ? g.m : plan.cut.axis == Axis::n ? g.n : g.k;
  const std::int64_t rest = size - (plan.cut.pieces - 1) * plan.cut.piece;
  plan.packs_b = b_is_steady;
  // The copy of the result costs as much as laying out b does, unless b is much the larger one.
  if (plan.writes_apart() && g.k < 4 * g.m) plan.packs_b = false;
  if (plan.packs_b) {
    if (make_pieces(plan, {g, plan.cut.axis, plan.writes_apart(), result, epilogue}, rest)) return plan;
    plan.packs_b = false;
  }
  if (!make_pieces(plan, {g, plan.cut.axis, false, result, epilogue}, rest)) return std::nullopt;
  return plan;
}

}  // namespace saem::onednn
