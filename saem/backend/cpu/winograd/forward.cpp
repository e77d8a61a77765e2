#include "saem/backend/cpu/winograd/forward.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "saem/core/divide_up.h"
#include "saem/core/parallel.h"

namespace saem::cpu::winograd {
namespace {

std::size_t bytes(std::int64_t floats) { return static_cast<std::size_t>(floats) * sizeof(float); }

}  // namespace

// The 36 places of one tile are written in turn. Were they a power of two apart, they would drive each other
// out of the cache, so there is a vector between them.
Forward::Forward(const Convolution& convolution, bool keeps_kernel)
    : c_(convolution),
      plan_(plan_forward(convolution)),
      products_(product_loops()),
      v_stride_(c_.kernel.rows() * plan_.group + products_.lanes),
      u_stride_(c_.kernel.rows() * plan_.panel + products_.lanes),
      part_stride_(plan_.rows * plan_.panel + products_.lanes),
      m_stride_(plan_.group * plan_.panel + products_.lanes) {
  const std::int64_t pieces = plan_.by_tiles ? plan_.groups : plan_.groups * plan_.panels;
  lanes_ = std::min<std::int64_t>(pieces, thread_count());
  const std::int64_t whole_kernel = plan_.panels * products * u_stride_;
  if (keeps_kernel) kept_ = Array::uninitialized({whole_kernel}, DType::f32);
  std::int64_t lane = products * m_stride_;
  if (plan_.by_tiles) {
    if (!keeps_kernel) shared_ = scratch_.reserve(bytes(whole_kernel));
    lane += products * v_stride_;
  } else {
    shared_ = scratch_.reserve(bytes(plan_.groups * products * v_stride_));
    if (!keeps_kernel) lane += products * part_stride_;
  }
  lane_bytes_ = (bytes(lane) + 63) / 64 * 64;
  lane_ = scratch_.reserve(lane_bytes_ * static_cast<std::size_t>(lanes_));
}

std::string Forward::describe() const {
  if (plan_.by_tiles) return fmt::format("{} × {} tiles", plan_.groups, plan_.group);
  return fmt::format("{} × {} tiles × {} of {} channels", plan_.groups, plan_.group, plan_.panel,
                     c_.kernel.columns());
}

std::int64_t Forward::tiles_in(std::int64_t group) const {
  return std::min(plan_.group, c_.grid.count() - group * plan_.group);
}

std::int64_t Forward::columns_in(std::int64_t panel) const {
  return std::min(plan_.panel, c_.kernel.columns() - panel * plan_.panel);
}

void Forward::transform_whole_kernel(const void* kernel, float* to) const {
  const std::int64_t parts = divide_up(c_.kernel.rows(), plan_.rows);
  parallel_for(plan_.panels * parts, 1, [&](std::int64_t i, std::int64_t) {
    const std::int64_t panel = i / parts, row = i % parts * plan_.rows;
    const KernelPart part{row, std::min(plan_.rows, c_.kernel.rows() - row), panel * plan_.panel,
                          columns_in(panel)};
    transform_kernel(c_.kernel, part, kernel, to + panel * products * u_stride_ + row * part.columns,
                     u_stride_);
  });
}

void Forward::input_of(std::int64_t group, std::int64_t first_channel, std::int64_t channels, const void* x,
                       float* to) const {
  const InputTiles tiles{&c_.x,           &c_.grid,      c_.padding_top, c_.padding_left, group * plan_.group,
                         tiles_in(group), first_channel, channels};
  const std::int64_t vector = plan_.group * products_.lanes;
  transform_input(tiles, x, to + first_channel / products_.lanes * vector,
                  {.product = v_stride_, .tile = products_.lanes, .vector = vector});
}

void Forward::transform_whole_input(const void* x, float* to) const {
  // Whole blocks of channels, which lie together in blocked pictures.
  const std::int64_t step = c_.x.is_blocked() ? c_.x.block : std::min<std::int64_t>(64, c_.x.channels);
  const std::int64_t parts = divide_up(c_.x.channels, step);
  parallel_for(plan_.groups * parts, 1, [&](std::int64_t i, std::int64_t) {
    const std::int64_t group = i / parts, channel = i % parts * step;
    input_of(group, channel, std::min(step, c_.x.channels - channel), x, to + group * products * v_stride_);
  });
}

void Forward::multiply(const float* v, const float* u, std::int64_t channels, const Piece& piece, bool add,
                       float* m) const {
  const std::int64_t u_stride = plan_.by_tiles || kept_.size() > 0 ? u_stride_ : part_stride_;
  for (int xi = 0; xi < products; ++xi) {
    const Product product{.v = v + xi * v_stride_,
                          .rows_apart = plan_.group,
                          .u = u + xi * u_stride,
                          .channels = channels,
                          .m = m + xi * m_stride_,
                          .add = add};
    products_.run(product, piece.tiles, piece.columns);
  }
}

void Forward::write(const Piece& piece, const float* m, const Addresses& all) const {
  Finish finish{.relu = c_.epilogue.relu};
  if (c_.other) {
    finish.other = c_.epilogue.mask ? Finish::Other::mask : Finish::Other::residual;
    finish.other_picture = &*c_.other;
  }
  transform_output({&c_.y, &c_.grid, piece.first_tile, piece.tiles, piece.first_column, piece.columns},
                   finish, m, m_stride_, all.y);
}

void Forward::group_of_tiles(std::int64_t group, const Addresses& all, const float* kernel,
                             float* lane) const {
  float* const v = lane;
  float* const m = lane + products * v_stride_;
  input_of(group, 0, c_.x.channels, all.x, v);
  for (std::int64_t panel = 0; panel < plan_.panels; ++panel) {
    const Piece piece{group * plan_.group, tiles_in(group), panel * plan_.panel, columns_in(panel)};
    multiply(v, kernel + panel * products * u_stride_, c_.kernel.rows(), piece, false, m);
    write(piece, m, all);
  }
}

void Forward::panel_of_channels(std::int64_t number, const Addresses& all, const float* input,
                                const float* kept, float* lane) const {
  const std::int64_t panel = number / plan_.groups, group = number % plan_.groups;
  const Piece piece{group * plan_.group, tiles_in(group), panel * plan_.panel, columns_in(panel)};
  const float* const v = input + group * products * v_stride_;
  float* const m = lane;
  if (kept != nullptr) {
    multiply(v, kept + panel * products * u_stride_, c_.kernel.rows(), piece, false, m);
  } else {
    float* const u = lane + products * m_stride_;
    for (std::int64_t row = 0; row < c_.kernel.rows(); row += plan_.rows) {
      const KernelPart part{row, std::min(plan_.rows, c_.kernel.rows() - row), piece.first_column,
                            piece.columns};
      transform_kernel(c_.kernel, part, all.kernel, u, part_stride_);
      multiply(v + row * plan_.group, u, part.rows, piece, row > 0, m);
    }
  }
  write(piece, m, all);
}

void Forward::keep(const void* kernel) {
  if (kept_.size() > 0) transform_whole_kernel(kernel, kept_.mutable_data<float>().data());
}

void Forward::run(const Addresses& all, void* scratch) {
  auto* const memory = static_cast<std::byte*>(scratch);
  float* const shared = reinterpret_cast<float*>(memory + shared_);
  const float* const kept = kept_.size() > 0 ? kept_.data<float>().data() : nullptr;
  if (!plan_.by_tiles) {
    transform_whole_input(all.x, shared);
  } else if (kept == nullptr) {
    transform_whole_kernel(all.kernel, shared);
  }
  const float* const kernel = kept != nullptr ? kept : shared;
  const std::int64_t pieces = plan_.by_tiles ? plan_.groups : plan_.groups * plan_.panels;
  std::atomic<std::int64_t> next{0};  // whoever is free takes the next piece
  parallel_for(lanes_, 1, [&](std::int64_t number, std::int64_t) {
    auto* const lane =
        reinterpret_cast<float*>(memory + lane_ + static_cast<std::size_t>(number) * lane_bytes_);
    for (std::int64_t piece = next++; piece < pieces; piece = next++) {
      if (plan_.by_tiles) {
        group_of_tiles(piece, all, kernel, lane);
      } else {
        panel_of_channels(piece, all, shared, kept, lane);
      }
    }
  });
}

}  // namespace saem::cpu::winograd
