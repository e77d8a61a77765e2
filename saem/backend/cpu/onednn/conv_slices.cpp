#include "saem/backend/cpu/onednn/conv_slices.h"

#include <algorithm>
#include <ranges>

#include "saem/core/divide_up.h"

namespace saem::onednn {
namespace {

constexpr std::int64_t most_slices = 32;
constexpr std::int64_t least_work = std::int64_t{1} << 20;  // multiplications per slice: about 10 µs

std::int64_t slice_count(const ConvGeometry& g) {
  std::int64_t slices = std::min(most_slices, g.multiplications() / least_work);
  slices = std::max<std::int64_t>(1, std::min(slices, g.batch()));
  if (g.pass == ConvPass::kernel_gradient) {
    // Each slice has a kernel gradient of its own, added up at the end. That should take no more than about
    // a tenth of the time: a number is added in the time of 200 products.
    const std::int64_t cheap = g.multiplications() / (200 * g.kernel.count());
    slices = std::min(slices, std::max<std::int64_t>(2, cheap));
  }
  return slices;
}

/// Of the result's channels, where the batch alone would leave threads without work. A part of a blocked
/// picture lies together in memory.
std::int64_t part_count(const ConvGeometry& g) {
  constexpr std::int64_t few = 4;
  constexpr std::int64_t least_part = std::int64_t{1} << 21;  // multiplications: about 20 µs
  const bool forward = g.pass == ConvPass::forward;
  const std::int64_t block = forward ? g.y_block : g.x_block;
  if (g.batch() >= few || block == 0 || g.groups != 1 || g.pass == ConvPass::kernel_gradient) return 1;
  const std::int64_t blocks = (forward ? g.y : g.x)[-1] / block;
  // Parts of fewer than four blocks use the registers badly: two of them at most, for two threads.
  const std::int64_t most = std::min<std::int64_t>(4, std::max<std::int64_t>(2, blocks / 4));
  std::int64_t parts = std::min(g.multiplications() / g.batch() / least_part, most);
  while (parts > 1 && blocks % parts != 0) --parts;
  return std::max<std::int64_t>(1, parts);
}

bool is_gemm(const Primitive& primitive) {
  return primitive.implementation.find("gemm:") != std::string::npos;
}

Layout first_layer_pictures(const Layout& pictures, DType dtype) {
  // (n, c, h, w) row-major: what the library has its kernels for few channels for.
  const Dims sizes = extents(pictures);
  Dims distances(sizes.size(), 1);
  for (std::size_t axis = sizes.size() - 1; axis-- > 0;)
    distances[axis] = distances[axis + 1] * sizes[axis + 1];
  return strided(sizes, distances, dtype);
}

// The layouts that memory has if there is a good implementation for them, otherwise what
// the library likes best. The kernel is always converted, it is small.
std::optional<Primitive> make_best(const ConvGeometry& g, const ConvPlan& plan, cpu::Epilogue epilogue,
                                   std::int64_t images) {
  ConvProblem as_it_is = piece_problem(g, plan, images);
  as_it_is.kernel = any_layout(as_it_is.kernel);
  ConvProblem free = as_it_is;
  free.x = any_layout(free.x);
  free.y = any_layout(free.y);
  if (g.y_block != 0 && g.x_block == 0) {  // few channels, or the program's edge
    ConvProblem first = as_it_is;
    first.x = g.x[-1] < g.y_block ? first_layer_pictures(first.x, g.x_type) : any_layout(first.x);
    auto blocked = make_convolution(g.pass, first, epilogue);
    if (blocked && !is_gemm(*blocked)) return blocked;
  }
  auto best = make_convolution(g.pass, as_it_is, epilogue);
  if (epilogue.residual || (best && !is_gemm(*best))) return best;
  auto other = make_convolution(g.pass, free, epilogue);
  if (!best || (other && !is_gemm(*other))) return other;
  return best;
}

// A last slice of fewer images, with the full slices' implementation, so that all slices share one converted
// kernel.
std::optional<Primitive> make_tail(const ConvGeometry& g, const ConvPlan& plan, cpu::Epilogue epilogue,
                                   std::int64_t images, const Primitive& full) {
  std::optional<Primitive> tail = make_best(g, plan, epilogue, images);
  if (tail && tail->kernel == full.kernel) return tail;
  if (epilogue.residual) return std::nullopt;
  ConvProblem problem = piece_problem(g, plan, images);
  problem.x = any_layout(problem.x);
  problem.y = any_layout(problem.y);
  problem.kernel = full.kernel;
  return make_convolution(g.pass, problem, epilogue);
}

}  // namespace

ConvProblem piece_problem(const ConvGeometry& g, const ConvPlan& plan, std::int64_t images) {
  if (plan.parts == 1) return g.problem(images);
  ConvGeometry piece = g;
  if (g.pass == ConvPass::input_gradient) {
    // The kernel's distances stay those of the whole.
    piece.x = g.x.with(-1, plan.channels);
    ConvProblem problem = piece.problem(images);
    Dims sizes = extents(problem.kernel);
    sizes[1] = plan.channels;
    problem.kernel = part_of(problem.kernel, sizes, Dims(sizes.size(), 0));
    return problem;
  }
  return piece.problem(images, plan.channels);
}

namespace {

std::optional<ConvPlan> plan_with(const ConvGeometry& g, cpu::Epilogue epilogue) {
  const ThreadScope one(1);
  ConvPlan plan;
  plan.epilogue = epilogue;
  plan.parts = part_count(g);
  plan.channels = (g.pass == ConvPass::input_gradient ? g.x : g.y)[-1] / plan.parts;
  const std::int64_t wanted = plan.parts > 1 ? g.batch() : slice_count(g);
  // Usually the first try. Some implementations refuse the few pictures of a last slice; a larger slice
  // leaves another rest, and one slice of all leaves none.
  std::int64_t images = divide_up(g.batch(), wanted);
  for (constexpr int tries = 8; auto attempt : std::views::iota(0, tries + 1)) {
    if (attempt == tries) images = g.batch();
    plan.images = images;
    auto full = make_best(g, plan, epilogue, images);
    if (!full) return std::nullopt;
    const std::int64_t rest = g.batch() % images;
    std::optional<Primitive> tail;
    if (rest != 0) tail = make_tail(g, plan, epilogue, rest, *full);
    if (rest == 0 || tail) {
      plan.slices = divide_up(g.batch(), images);
      plan.full = std::move(*full);
      plan.tail = std::move(tail);
      return plan;
    }
    images = std::min(images + 1, g.batch());
  }
  return std::nullopt;
}

}  // namespace

std::optional<ConvPlan> plan_convolution(const ConvGeometry& g, cpu::Epilogue epilogue,
                                         bool can_read_residual) {
  if (epilogue.residual && can_read_residual) {
    // The primitive reads the residual where it writes y, so it must write y as memory has it. (oneDNN
    // 2.6.3's convolution by gemm adds a wrong one.)
    auto plan = plan_with(g, epilogue);
    const auto writes_memory = [&](const Primitive& p, std::int64_t images) {
      return !is_gemm(p) && same_places(p.y, piece_problem(g, *plan, images).y);
    };
    if (plan && writes_memory(plan->full, plan->images) &&
        (!plan->tail || writes_memory(*plan->tail, extents(plan->tail->y)[0])))
      return plan;
  }
  if (epilogue.residual) epilogue.relu = false;  // both come after the primitive
  epilogue.residual = false;
  return plan_with(g, epilogue);
}

}  // namespace saem::onednn
