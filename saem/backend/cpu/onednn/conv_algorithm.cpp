#include "saem/backend/cpu/onednn/conv_algorithm.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>

#include "saem/backend/algorithms.h"
#include "saem/core/array.h"
#include "saem/core/float_mode.h"

namespace saem::onednn {
namespace {

const std::string direct = "direct";
const std::string winograd = "winograd";

bool all_equal(const Dims& dims, std::int64_t value) {
  return std::all_of(dims.begin(), dims.end(), [value](std::int64_t d) { return d == value; });
}

std::string name_of(const ConvGeometry& g, std::int64_t images) {
  constexpr std::array passes{"forward", "input gradient", "kernel gradient"};
  return fmt::format("conv {} x {} kernel {} padding ({}) ({}) blocks {} {}",
                     passes[static_cast<std::size_t>(g.pass)], g.x.with(0, images).to_string(),
                     g.kernel.to_string(), fmt::join(g.padding_low, ", "), fmt::join(g.padding_high, ", "),
                     g.x_block, g.y_block);
}

Array zeros(std::size_t bytes) { return Array({static_cast<std::int64_t>(bytes)}, DType::u8); }

/// Seconds of the fastest of a few runs on one thread, on zeros (time does not depend on the numbers);
/// infinity if the library lacks the algorithm. Changes of layout on the way count.
double seconds(const ConvGeometry& g, std::int64_t images, ConvAlgorithm algorithm) {
  using Clock = std::chrono::steady_clock;
  constexpr int runs = 4;
  const ThreadScope one(1);
  const ConvProblem memory = g.problem(images);
  ConvProblem problem = memory;
  problem.kernel = any_layout(problem.kernel);
  if (algorithm == ConvAlgorithm::winograd || g.x_block == 0) problem.x = any_layout(problem.x);
  if (algorithm == ConvAlgorithm::winograd || g.y_block == 0) problem.y = any_layout(problem.y);
  const auto primitive = make_convolution(g.pass, algorithm, problem, {});
  if (!primitive) return std::numeric_limits<double>::infinity();

  const bool forward = g.pass == ConvPass::forward;
  const std::array<std::pair<int, Layout>, 3> arguments{
      {{g.pass == ConvPass::input_gradient ? DNNL_ARG_DIFF_SRC : DNNL_ARG_SRC, primitive->x},
       {g.pass == ConvPass::kernel_gradient ? DNNL_ARG_DIFF_WEIGHTS : DNNL_ARG_WEIGHTS, primitive->kernel},
       {forward ? DNNL_ARG_DST : DNNL_ARG_DIFF_DST, primitive->y}}};
  Call call(*primitive, arguments);
  Array x = zeros(primitive->x.get_size()), kernel = zeros(primitive->kernel.get_size()),
        y = zeros(primitive->y.get_size()), work = zeros(primitive->scratch_bytes + 64);
  const std::array<void*, 3> addresses{x.mutable_bytes(), kernel.mutable_bytes(), y.mutable_bytes()};
  double least = std::numeric_limits<double>::infinity();
  const FloatModeScope flush(flush_denormals);
  for (int run = 0; run <= runs; ++run) {  // the first one warms the caches
    const auto start = Clock::now();
    call.run(addresses, work.mutable_bytes(), "the timing of a convolution");
    const double time = std::chrono::duration<double>(Clock::now() - start).count();
    if (run > 0) least = std::min(least, time);
  }
  return least;
}

}  // namespace

bool allows_winograd(const ConvGeometry& g) {
  // Few pictures are divided by channels, where each part would transform all of x again.
  constexpr std::int64_t least_pictures = 4;
  constexpr std::int64_t least_channels = 32;
  constexpr std::int64_t least_multiplications = std::int64_t{1} << 24;
  constexpr std::int64_t least_tiles = 4;  // of 4×4 outputs, per picture
  const bool is_single = g.x_type == DType::f32 && g.kernel_type == DType::f32 && g.y_type == DType::f32;
  if (g.batch() < least_pictures || !is_single) return false;
  const bool three_by_three = g.kernel.rank() == 4 && g.kernel[0] == 3 && g.kernel[1] == 3;
  if (!three_by_three || g.groups != 1 || !all_equal(g.strides, 1) || !all_equal(g.dilation, 1)) return false;
  const bool many_channels = g.x[3] >= least_channels && g.y[3] >= least_channels;
  const std::int64_t tiles = ((g.y[1] + 3) / 4) * ((g.y[2] + 3) / 4);
  return many_channels && g.multiplications() >= least_multiplications && tiles >= least_tiles;
}

ConvAlgorithm choose_algorithm(const ConvGeometry& g, std::int64_t images) {
  if (!allows_winograd(g)) return ConvAlgorithm::direct;
  const std::array candidates{direct, winograd};
  const std::string chosen =
      saem::choose_algorithm(name_of(g, images), candidates, [&](const std::string& algorithm) {
        return seconds(g, images, algorithm == winograd ? ConvAlgorithm::winograd : ConvAlgorithm::direct);
      });
  return chosen == winograd ? ConvAlgorithm::winograd : ConvAlgorithm::direct;
}

}  // namespace saem::onednn
