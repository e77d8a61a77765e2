#include "saem/backend/cpu/onednn/conv_slices.h"

#include <algorithm>
#include <ranges>

#include "saem/core/parallel.h"

namespace saem::onednn {
namespace {

constexpr std::int64_t most_slices = 32;
constexpr std::int64_t least_work = std::int64_t{1} << 20;  // multiplications per slice: about 10 µs
constexpr std::int64_t partial_sums_budget = std::int64_t{1} << 26;  // bytes

std::int64_t divide_up(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

std::int64_t slice_count(const ConvGeometry& g) {
  // Winograd's implementation wants at least two pictures of usual size.
  const std::int64_t least_images = choose_algorithm(g) == ConvAlgorithm::winograd ? 2 : 1;
  std::int64_t slices = std::min(most_slices, g.multiplications() / least_work);
  slices = std::max<std::int64_t>(1, std::min(slices, g.batch() / least_images));
  if (g.pass == ConvPass::kernel_gradient) {
    // Each slice has a kernel gradient of its own, added up at the end.
    const std::int64_t bytes = g.kernel.count() * static_cast<std::int64_t>(sizeof(float));
    slices = std::min(slices, std::max<std::int64_t>(2, partial_sums_budget / bytes));
  }
  return slices;
}

bool is_gemm(const Primitive& primitive) {
  return primitive.implementation.find("gemm:") != std::string::npos;
}

// The layouts are chosen here and nowhere else: plain channels-last pictures if there is a good
// implementation for them, otherwise what the library likes best. The kernel is always converted, it is
// small.
std::optional<Primitive> make_best(const ConvGeometry& g, cpu::Epilogue epilogue, std::int64_t images) {
  ConvProblem plain = g.problem(images);
  plain.kernel = any_layout(plain.kernel);
  ConvProblem free = plain;
  free.x = any_layout(free.x);
  free.y = any_layout(free.y);
  if (choose_algorithm(g) == ConvAlgorithm::winograd) {
    if (auto winograd = make_convolution(g.pass, ConvAlgorithm::winograd, free, epilogue)) return winograd;
  }
  auto best = make_convolution(g.pass, ConvAlgorithm::direct, plain, epilogue);
  if (best && !is_gemm(*best)) return best;
  auto other = make_convolution(g.pass, ConvAlgorithm::direct, free, epilogue);
  if (!best || (other && !is_gemm(*other))) return other;
  return best;
}

// A last slice of fewer images, with the full slices' implementation, so that all slices share one converted
// kernel.
std::optional<Primitive> make_tail(const ConvGeometry& g, cpu::Epilogue epilogue, std::int64_t images,
                                   const Primitive& full) {
  std::optional<Primitive> tail = make_best(g, epilogue, images);
  if (tail && tail->kernel == full.kernel) return tail;
  ConvProblem problem = g.problem(images);
  problem.x = any_layout(problem.x);
  problem.y = any_layout(problem.y);
  problem.kernel = full.kernel;
  return make_convolution(g.pass, ConvAlgorithm::direct, problem, epilogue);
}

}  // namespace

std::optional<ConvPlan> plan_convolution(const ConvGeometry& g, cpu::Epilogue epilogue) {
  // Few large pictures: the library divides the work inside a picture, on threads of its own, which pays from
  // some milliseconds on. The sums of a kernel gradient would then depend on the number of threads.
  constexpr std::int64_t few = 4;
  constexpr std::int64_t large = std::int64_t{1} << 28;  // multiplications
  const std::int64_t wanted = slice_count(g);
  ConvPlan plan;
  if (g.batch() < few && g.multiplications() >= large && g.pass != ConvPass::kernel_gradient) {
    plan.threads = thread_count();
  }
  const ThreadScope threads(plan.threads);
  // Usually the first try. Some implementations refuse the few pictures of a last slice; a larger slice
  // leaves another rest, and one slice of all leaves none.
  std::int64_t images = plan.threads > 1 ? g.batch() : divide_up(g.batch(), wanted);
  for (constexpr int tries = 8; auto attempt : std::views::iota(0, tries + 1)) {
    if (attempt == tries) images = g.batch();
    auto full = make_best(g, epilogue, images);
    if (!full) return std::nullopt;
    const std::int64_t rest = g.batch() % images;
    std::optional<Primitive> tail;
    if (rest != 0) tail = make_tail(g, epilogue, rest, *full);
    if (rest == 0 || tail) {
      plan.images = images;
      plan.slices = divide_up(g.batch(), images);
      plan.full = std::move(*full);
      plan.tail = std::move(tail);
      return plan;
    }
    images = std::min(images + 1, g.batch());
  }
  return std::nullopt;
}

}  // namespace saem::onednn
