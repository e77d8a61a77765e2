#include "saem/backend/cpu/conv_gradient/conv_gradient_kernel.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "saem/backend/cpu/channel_block.h"
#include "saem/backend/cpu/conv_gradient/gradient_cut.h"
#include "saem/backend/cpu/conv_gradient/gradient_loops.h"
#include "saem/backend/cpu/conv_gradient/pixel_offsets.h"
#include "saem/backend/cpu/scratch.h"
#include "saem/core/divide_up.h"
#include "saem/core/parallel.h"

namespace saem::cpu {
namespace {

using onednn::ConvGeometry;

constexpr std::int64_t lanes = GradientLoops::lanes;
// What a thread has packed stays in its second-level cache: steps of 16 rows each, and of the widest tile.
constexpr std::int64_t most_steps = 512;
constexpr std::int64_t packed_blocks = 8;
constexpr std::int64_t widest = GradientLoops::most_vectors * lanes;

class ProductGradientKernel final : public Kernel {
 public:
  ProductGradientKernel(const ConvGeometry& geometry, const GradientLoops& loops);
  void run(std::span<const void* const> inputs, std::span<void* const> outputs, void* scratch) override;
  [[nodiscard]] std::size_t scratch_bytes() const override { return scratch_.bytes(); }
  [[nodiscard]] std::string describe() const override {
    return fmt::format("own products, {} × {} rows × {} × {} columns × {} × {} pixels", cut_.row_parts,
                       cut_.rows, cut_.column_parts, cut_.columns, cut_.slices, cut_.pixels);
  }

 private:
  /// What one thread works in.
  struct Lane {
    std::size_t rows, columns, x_offsets, y_offsets;  // places in the scratch memory
  };
  struct Workspace {
    float *rows, *columns;
    std::int64_t *x_offsets, *y_offsets;
  };
  struct Range {
    std::int64_t first, count;
  };
  /// Pixels of which one product is made at a time.
  struct Chunk {
    Range pixels;
    std::int64_t steps;
    bool add;  // to the sums of the chunks before
  };
  struct Operands {
    const std::byte *x, *dy;
    float* result;  // (rows_, columns_)
  };
  void run_piece(std::int64_t piece, const Operands& all, float* partial, const Workspace& work) const;
  void run_chunk(const Chunk& chunk, Range rows, Range columns, const Operands& all,
                 const Workspace& work) const;
  void pack_rows(const Chunk& chunk, Range rows, const std::byte* x, const Workspace& work) const;
  void run_panel(const Chunk& chunk, Range rows, Range columns, const Operands& all,
                 const Workspace& work) const;
  void add_up(const float* partial, float* sum) const;

  const GradientLoops& loops_;
  PixelOffsets offsets_;
  std::int64_t item_, blocks_per_place_, rows_, columns_;
  GradientCut cut_;
  Scratch scratch_;
  std::vector<Lane> lanes_;
  std::size_t partial_ = 0;
};

ProductGradientKernel::ProductGradientKernel(const ConvGeometry& g, const GradientLoops& loops)
    : loops_(loops),
      offsets_(g),
      item_(static_cast<std::int64_t>(item_size(g.x_type))),
      blocks_per_place_(g.x[-1] / lanes),
      rows_(offsets_.places() * g.x[-1]),
      columns_(g.y[-1]),
      cut_(cut_gradient(rows_, columns_, offsets_.count())) {
  const auto bytes = [](std::int64_t count, std::size_t size) {
    return static_cast<std::size_t>(count) * size;
  };
  if (cut_.slices > 1) partial_ = scratch_.reserve(bytes(cut_.slices * rows_ * columns_, sizeof(float)));
  const std::int64_t threads = std::min<std::int64_t>(cut_.pieces(), thread_count());
  for (std::int64_t i = 0; i < threads; ++i) {
    const auto offsets = [&] {
      return scratch_.reserve(bytes(most_steps * loops_.pixels_per_step, sizeof(std::int64_t)));
    };
    lanes_.push_back({scratch_.reserve(bytes(packed_blocks * most_steps * lanes, sizeof(float))),
                      scratch_.reserve(bytes(most_steps * widest, sizeof(float))), offsets(), offsets()});
  }
}

void ProductGradientKernel::run(std::span<const void* const> inputs, std::span<void* const> outputs,
                                void* scratch_memory) {
  auto* const scratch = static_cast<std::byte*>(scratch_memory);
  const Operands all{static_cast<const std::byte*>(inputs[0]), static_cast<const std::byte*>(inputs[1]),
                     static_cast<float*>(outputs[0])};
  auto* const partial = reinterpret_cast<float*>(scratch + partial_);
  std::atomic<std::int64_t> next{0};  // whoever is free takes the next piece
  parallel_for(static_cast<std::int64_t>(lanes_.size()), 1, [&](std::int64_t number, std::int64_t) {
    const Lane& lane = lanes_[static_cast<std::size_t>(number)];
    const auto floats = [&](std::size_t place) { return reinterpret_cast<float*>(scratch + place); };
    const auto integers = [&](std::size_t place) { return reinterpret_cast<std::int64_t*>(scratch + place); };
    const Workspace work{floats(lane.rows), floats(lane.columns), integers(lane.x_offsets),
                         integers(lane.y_offsets)};
    for (std::int64_t piece = next++; piece < cut_.pieces(); piece = next++)
      run_piece(piece, all, partial, work);
  });
  if (cut_.slices > 1) add_up(partial, all.result);
}

void ProductGradientKernel::run_piece(std::int64_t piece, const Operands& all, float* partial,
                                      const Workspace& work) const {
  const auto range = [](std::int64_t part, std::int64_t size, std::int64_t extent) {
    return Range{part * size, std::min(size, extent - part * size)};
  };
  const std::int64_t slice = piece / cut_.column_parts / cut_.row_parts;
  const Range columns = range(piece % cut_.column_parts, cut_.columns, columns_);
  const Range rows = range(piece / cut_.column_parts % cut_.row_parts, cut_.rows, rows_);
  const Range pixels = range(slice, cut_.pixels, offsets_.count());
  Operands here = all;
  if (cut_.slices > 1) here.result = partial + slice * rows_ * columns_;

  const std::int64_t per_step = loops_.pixels_per_step;
  const std::int64_t steps = divide_up(pixels.count, per_step);
  const std::int64_t most = divide_up(steps, divide_up(steps, most_steps)) * per_step;
  for (std::int64_t done = 0; done < pixels.count; done += most) {
    const std::int64_t count = std::min(most, pixels.count - done);
    run_chunk({{pixels.first + done, count}, divide_up(count, per_step), done > 0}, rows, columns, here,
              work);
  }
}

void ProductGradientKernel::run_chunk(const Chunk& chunk, Range rows, Range columns, const Operands& all,
                                      const Workspace& work) const {
  offsets_.of_y(chunk.pixels.first, chunk.pixels.count, work.y_offsets);
  constexpr std::int64_t most_rows = packed_blocks * lanes;
  for (std::int64_t row = 0; row < rows.count; row += most_rows) {
    const Range some{rows.first + row, std::min(most_rows, rows.count - row)};
    pack_rows(chunk, some, all.x, work);
    // Panels are equally wide as far as whole vectors allow.
    std::int64_t vectors = columns.count / lanes;
    std::int64_t panels = divide_up(vectors, GradientLoops::most_vectors);
    for (std::int64_t column = columns.first; vectors > 0; --panels) {
      const std::int64_t width = divide_up(vectors, panels);
      run_panel(chunk, some, {column, width * lanes}, all, work);
      column += width * lanes;
      vectors -= width;
    }
  }
}

void ProductGradientKernel::pack_rows(const Chunk& chunk, Range rows, const std::byte* x,
                                      const Workspace& work) const {
  std::int64_t known = -1;
  for (std::int64_t i = 0; i < rows.count / lanes; ++i) {
    const std::int64_t number = rows.first / lanes + i;
    const std::int64_t place = number / blocks_per_place_;
    if (place != known) offsets_.of_x(place, chunk.pixels.first, chunk.pixels.count, work.x_offsets);
    known = place;
    loops_.pack(x + number % blocks_per_place_ * offsets_.x_block() * item_, work.x_offsets,
                chunk.pixels.count, work.rows + i * chunk.steps * lanes, lanes);
  }
}

void ProductGradientKernel::run_panel(const Chunk& chunk, Range rows, Range columns, const Operands& all,
                                      const Workspace& work) const {
  const std::int64_t vectors = columns.count / lanes;
  for (std::int64_t j = 0; j < vectors; ++j) {
    const std::int64_t block = columns.first / lanes + j;
    loops_.pack(all.dy + block * offsets_.y_block() * item_, work.y_offsets, chunk.pixels.count,
                work.columns + j * lanes, widest);
  }
  Tile tile{};
  tile.a_stride = lanes;
  tile.b = work.columns;
  tile.b_row = widest;
  tile.k = chunk.steps;
  tile.result_row = columns_;
  tile.add = chunk.add;
  for (std::int64_t row = 0; row < rows.count; row += gradient_tile_rows) {
    tile.a = work.rows + row / lanes * chunk.steps * lanes + row % lanes;
    tile.result = all.result + (rows.first + row) * columns_ + columns.first;
    loops_.tiles[vectors - 1](tile);
  }
}

// Always in the order of the slices.
void ProductGradientKernel::add_up(const float* partial, float* sum) const {
  constexpr std::int64_t block = 4096;
  const std::int64_t count = rows_ * columns_;
  parallel_for(count, block, [&](std::int64_t begin, std::int64_t end) {
    std::copy(partial + begin, partial + end, sum + begin);
    for (std::int64_t slice = 1; slice < cut_.slices; ++slice) {
      const float* more = partial + slice * count;
      for (std::int64_t i = begin; i < end; ++i) sum[i] += more[i];
    }
  });
}

bool is_eligible(const ConvGeometry& g) {
  if (g.pass != onednn::ConvPass::kernel_gradient || g.groups != 1 || g.multiplications() == 0) return false;
  const bool has_types = g.x_type == g.y_type && g.kernel_type == DType::f32;
  return has_types && g.x.rank() >= 3 && g.x.rank() <= 4 && g.x[-1] % lanes == 0 && g.y[-1] % lanes == 0;
}

}  // namespace

std::unique_ptr<Kernel> make_product_gradient_kernel(const Task& task) {
  const ConvGeometry g = onednn::conv_geometry(task);
  const GradientLoops* const loops = is_eligible(g) ? gradient_loops(g.x_type) : nullptr;
  return loops == nullptr ? nullptr : std::make_unique<ProductGradientKernel>(g, *loops);
}

}  // namespace saem::cpu
