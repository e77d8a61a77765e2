#include "saem/backend/cpu/winograd/kernel_gradient.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <vector>

#include "saem/backend/cpu/channel_block.h"
#include "saem/backend/cpu/onednn/conv_geometry.h"
#include "saem/backend/cpu/onednn/conv_support.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/backend/cpu/winograd/kernel_gradient_cut.h"
#include "saem/backend/cpu/winograd/kernel_gradient_loops.h"
#include "saem/backend/cpu/winograd/kernel_gradient_prefetch.h"
#include "saem/backend/cpu/winograd/kernel_gradient_products.h"
#include "saem/core/divide_up.h"
#include "saem/core/parallel.h"
#include "saem/graph/op.h"

namespace saem::cpu {
namespace {

using onednn::ConvGeometry;
using winograd::KernelGradientCut;
using winograd::PatchRange;
using winograd::PatchSource;
using winograd::TileGrid;

constexpr std::int64_t points = winograd::products;

class WinogradKernelGradient final : public Kernel {
 public:
  explicit WinogradKernelGradient(const ConvGeometry& geometry);
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override;
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }
  [[nodiscard]] std::string describe() const override;

 private:
  // One thread's memory: 36 matrices each, a little apart so that they do not share the sets of a cache.
  struct Lane {
    std::size_t x = 0, dy = 0, sums = 0;
  };
  struct Matrices {
    float *x, *dy, *sums;
    // What x holds.
    std::int64_t tile = -1, channel = -1;
  };
  // A block of the kernel and a slice of the tiles.
  struct Unit {
    std::int64_t slice, first_channel, channels, first_filter, filters;
  };
  [[nodiscard]] std::int64_t blocks_of_channels() const { return divide_up(channels_, cut_.channels); }
  [[nodiscard]] std::int64_t blocks_of_filters() const { return divide_up(filters_, cut_.filters); }
  [[nodiscard]] std::int64_t units() const {
    return cut_.slices * blocks_of_channels() * blocks_of_filters();
  }
  [[nodiscard]] Unit unit(std::int64_t number) const;
  void run_unit(const Unit& unit, const PatchSource& x, const PatchSource& dy, Matrices& m,
                float* gradient) const;
  template <class Meanwhile>
  void multiply_chunk(const Unit& unit, std::int64_t tiles, const Matrices& m, bool add,
                      const Meanwhile& meanwhile) const;
  void add_up(const float* partial, float* sum) const;

  std::int64_t channels_, filters_;
  PatchSource x_, dy_;
  KernelGradientCut cut_;
  std::int64_t x_matrix_, dy_matrix_, sums_matrix_;  // floats from one of the 36 to the next
  Scratch scratch_;
  std::vector<Lane> lanes_;
  std::size_t partial_place_ = 0;
};

WinogradKernelGradient::WinogradKernelGradient(const ConvGeometry& g)
    : channels_(g.x[3]),
      filters_(g.y[3]),
      x_{nullptr, {g.x, {g.x_block}, g.x_type}, TileGrid(g.y), g.padding_low[0], g.padding_low[1]},
      dy_{nullptr, {g.y, {g.y_block}, g.y_type}, TileGrid(g.y), 0, 0},
      cut_(winograd::cut_kernel_gradient(x_.grid.count(), channels_, filters_, channel_block())) {
  constexpr std::int64_t line = 16;  // floats
  x_matrix_ = cut_.chunk * cut_.channels + line;
  dy_matrix_ = cut_.chunk * cut_.filters + line;
  sums_matrix_ = cut_.channels * cut_.filters + line;
  const auto reserve = [&](std::int64_t floats) {
    return scratch_.reserve(static_cast<std::size_t>(floats) * sizeof(float));
  };
  lanes_.resize(static_cast<std::size_t>(std::min<std::int64_t>(units(), thread_count())));
  for (Lane& lane : lanes_)
    lane = {reserve(points * x_matrix_), reserve(points * dy_matrix_), reserve(points * sums_matrix_)};
  if (cut_.slices > 1) partial_place_ = reserve(cut_.slices * 9 * channels_ * filters_);
}

std::string WinogradKernelGradient::describe() const {
  return fmt::format("Winograd F(3×3, 4×4), {} slice{} × {} of {} channels × {} of {} filters", cut_.slices,
                     cut_.slices == 1 ? "" : "s", cut_.channels, channels_, cut_.filters, filters_);
}

WinogradKernelGradient::Unit WinogradKernelGradient::unit(std::int64_t number) const {
  const std::int64_t filter = number % blocks_of_filters() * cut_.filters;
  number /= blocks_of_filters();
  const std::int64_t channel = number % blocks_of_channels() * cut_.channels;
  return {number / blocks_of_channels(), channel, std::min(cut_.channels, channels_ - channel), filter,
          std::min(cut_.filters, filters_ - filter)};
}

// sums (channels, filters) = or += x (tiles, channels)ᵀ · dy (tiles, filters), for each of the 36.
template <class Meanwhile>
void WinogradKernelGradient::multiply_chunk(const Unit& u, std::int64_t tiles, const Matrices& m, bool add,
                                            const Meanwhile& meanwhile) const {
  const winograd::TileProductLoop multiply = winograd::tile_product_loop();
  const std::int64_t rows = u.channels % 16 == 0 ? 16 : 8;
  const std::int64_t parts = u.channels / rows;
  for (std::int64_t step = 0; step < points * parts; ++step) {
    const std::int64_t point = step / parts;
    const std::int64_t row = step % parts * rows;
    meanwhile(step, points * parts);
    multiply({m.x + point * x_matrix_ + row, u.channels, m.dy + point * dy_matrix_,
              m.sums + point * sums_matrix_ + row * u.filters, tiles, rows, u.filters, add});
  }
}

void WinogradKernelGradient::run_unit(const Unit& u, const PatchSource& x, const PatchSource& dy, Matrices& m,
                                      float* gradient) const {
  const winograd::KernelGradientLoops& loops = winograd::kernel_gradient_loops();
  const std::int64_t begin = u.slice * cut_.slice;
  const std::int64_t end = std::min(begin + cut_.slice, cut_.tiles);
  const winograd::SumsToKernel to_kernel{m.sums,       u.filters,
                                         sums_matrix_, u.channels,
                                         u.filters,    gradient + u.first_channel * filters_ + u.first_filter,
                                         filters_,     channels_ * filters_};
  const auto x_range = [&](std::int64_t first) {
    return PatchRange{first, std::min(cut_.chunk, end - first), u.first_channel, u.channels, m.x, x_matrix_};
  };
  const auto dy_range = [&](std::int64_t first) {
    return PatchRange{first, std::min(cut_.chunk, end - first), u.first_filter, u.filters, m.dy, dy_matrix_};
  };
  for (std::int64_t first = begin; first < end; first += cut_.chunk) {
    if (m.tile != first || m.channel != u.first_channel) loops.transform_x(x, x_range(first));
    m.tile = first;
    m.channel = u.first_channel;
    loops.transform_dy(dy, dy_range(first));
    // The products leave the memory idle: it brings what comes after them.
    const std::int64_t next = first + cut_.chunk;
    winograd::PatchPrefetch next_x(x, 6, x_range(next));
    winograd::PatchPrefetch next_dy(dy, 4, dy_range(next));
    multiply_chunk(u, x_range(first).tiles, m, first > begin, [&](std::int64_t part, std::int64_t parts) {
      if (next >= end) return winograd::prefetch_result(to_kernel, part, parts);
      next_x.step(parts);
      next_dy.step(parts);
    });
  }
  loops.transform_sums(to_kernel);
}

// Always in the order of the slices.
void WinogradKernelGradient::add_up(const float* partial, float* sum) const {
  constexpr std::int64_t block = 4096;
  const std::int64_t count = 9 * channels_ * filters_;
  parallel_for(count, block, [&](std::int64_t begin, std::int64_t end) {
    std::copy(partial + begin, partial + end, sum + begin);
    for (std::int64_t slice = 1; slice < cut_.slices; ++slice) {
      const float* const more = partial + slice * count;
      for (std::int64_t i = begin; i < end; ++i) sum[i] += more[i];
    }
  });
}

void WinogradKernelGradient::run(std::span<const void* const> inputs, std::span<void* const> outputs,
                                 void* scratch_memory) {
  auto* const scratch = static_cast<std::byte*>(scratch_memory);
  auto* const result = static_cast<float*>(outputs[0]);
  const auto floats = [&](std::size_t place) { return reinterpret_cast<float*>(scratch + place); };
  PatchSource x = x_;
  PatchSource dy = dy_;
  x.data = inputs[0];
  dy.data = inputs[1];
  float* const gradients = cut_.slices > 1 ? floats(partial_place_) : result;
  std::atomic<std::int64_t> next{0};  // whoever is free takes the next unit
  parallel_for(static_cast<std::int64_t>(lanes_.size()), 1, [&](std::int64_t number, std::int64_t) {
    const Lane& lane = lanes_[static_cast<std::size_t>(number)];
    Matrices m{floats(lane.x), floats(lane.dy), floats(lane.sums)};
    for (std::int64_t i = next++; i < units(); i = next++) {
      const Unit u = unit(i);
      run_unit(u, x, dy, m, gradients + u.slice * 9 * channels_ * filters_);
    }
  });
  if (cut_.slices > 1) add_up(gradients, result);
}

bool is_eligible_gradient(const ConvGeometry& g) {
  const auto all_are = [](const onednn::Dims& values, std::int64_t value) {
    return std::ranges::all_of(values, [&](std::int64_t v) { return v == value; });
  };
  return g.x.rank() == 4 && g.kernel[0] == 3 && g.kernel[1] == 3 && all_are(g.strides, 1) &&
         all_are(g.dilation, 1) && g.groups == 1 && g.x[3] % channel_block() == 0 &&
         g.y[3] % channel_block() == 0 && g.multiplications() > 0;
}

}  // namespace

std::unique_ptr<Kernel> make_winograd_kernel_gradient(const Task& task) {
  const Node& node = *task.nodes.front();
  if (task.is_group() || node.op().name != "conv_kernel_gradient") return nullptr;
  const ConvGeometry geometry = onednn::conv_geometry(task);
  if (!onednn::has_types_of_convolution(geometry, node) || onednn::has_negative_padding(geometry) ||
      !is_eligible_gradient(geometry))
    return nullptr;
  return std::make_unique<WinogradKernelGradient>(geometry);
}

}  // namespace saem::cpu
