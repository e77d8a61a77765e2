#include "saem/backend/cpu/fused/tile_load.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "saem/backend/cpu/fused/tile_convert.h"

namespace saem::cpu {
namespace {

/// How far apart in memory neighbours along each axis are: one entry per axis of a shape, the channels taken
/// apart into blocks and their elements, (n, d₁ …, c / block, block).
struct Steps {
  std::vector<std::int64_t> extents;
  std::vector<std::int64_t> steps;
};

/// For a tensor of shape `from` in its layout, stretched to `to`.
Steps steps_of(const Shape& from, const Layout& layout, const Shape& to, std::int64_t block) {
  const int rank = to.rank();
  Steps s{{to.begin(), to.end()}, std::vector<std::int64_t>(static_cast<std::size_t>(rank), 0)};
  std::int64_t step = 1;
  for (int axis = rank - 1; axis >= 0 && rank - axis <= from.rank(); --axis) {
    const std::int64_t own = from[axis - rank];
    s.steps[static_cast<std::size_t>(axis)] = own == 1 ? 0 : step;
    step *= own;
  }
  if (block == 0) return s;
  const std::int64_t channel_step = s.steps.back();
  s.extents.back() /= block;
  s.extents.push_back(block);
  s.steps.back() *= block;
  s.steps.push_back(channel_step);
  if (layout.is_plain()) return s;
  // (n, c / block, d₁ …, block): the same as row-major, with other neighbours.
  step = block;
  for (int axis = rank - 2; axis > 0; --axis) {
    s.steps[static_cast<std::size_t>(axis)] = step;
    step *= to[axis];
  }
  s.steps[static_cast<std::size_t>(rank - 1)] = step;
  s.steps[0] = step * (to[-1] / block);
  return s;
}

}  // namespace

TileLoad::TileLoad(const TensorType& from, const Layout& from_layout, const Shape& to,
                   const Layout& to_layout)
    : dtype_(from.dtype) {
  const std::int64_t block = std::max(from_layout.channel_block, to_layout.channel_block);
  const Steps s = steps_of(from.shape, from_layout, to, block);
  const auto add = [&](int axis) {
    add_axis(s.extents[static_cast<std::size_t>(axis)], s.steps[static_cast<std::size_t>(axis)]);
  };
  const int rank = to.rank();
  if (to_layout.is_plain()) {
    for (int axis = 0; axis < static_cast<int>(s.extents.size()); ++axis) add(axis);
  } else {
    add(0);
    add(rank - 1);  // blocks of channels
    for (int axis = 1; axis < rank - 1; ++axis) add(axis);
    add(rank);  // the channels of a block
  }
  if (extents_.empty()) {  // one element
    extents_.push_back(1);
    steps_.push_back(1);
  }
  contiguous_ = extents_.size() == 1 && steps_[0] == 1;
  find_period();
}

void TileLoad::add_axis(std::int64_t extent, std::int64_t step) {
  if (extent == 1) return;
  if (!extents_.empty() && steps_.back() == step * extent) {
    extents_.back() *= extent;  // walks on where the inner axis stops, or stands still as that one does
    steps_.back() = step;
  } else {
    extents_.push_back(extent);
    steps_.push_back(step);
  }
}

void TileLoad::find_period() {
  std::int64_t inside = 1;
  for (std::size_t axis = extents_.size(); axis-- > 0;) {
    if (steps_[axis] == 0) {
      period_ = inside;
      plane_ = inside * extents_[axis];
      return;
    }
    inside *= extents_[axis];
  }
}

void TileLoad::repeat(float* out, std::int64_t period, std::int64_t n) {
  for (std::int64_t done = period; done < n; done *= 2)
    std::memcpy(out + done, out, static_cast<std::size_t>(std::min(done, n - done)) * sizeof(float));
}

void TileLoad::fill(const void* input, std::int64_t begin, std::int64_t n, float* out) const {
  // The place of `begin` in the nested loops; the innermost one may be entered in its middle.
  std::array<std::int64_t, Shape::max_rank + 1> index{};
  const std::size_t inner = extents_.size() - 1;
  std::int64_t rest = begin;
  for (std::size_t axis = extents_.size(); axis-- > 0;) {
    index[axis] = rest % extents_[axis];
    rest /= extents_[axis];
  }
  std::int64_t offset = 0;
  for (std::size_t axis = 0; axis < inner; ++axis) offset += index[axis] * steps_[axis];
  while (n > 0) {
    const std::int64_t left = extents_[inner] - index[inner];
    const std::int64_t from = offset + index[inner] * steps_[inner];
    std::int64_t runs = 1;  // whole innermost loops that are done at once
    std::int64_t length = std::min(n, left);
    if (inner > 0 && index[inner] == 0 && length == extents_[inner])
      runs = std::min(n / length, extents_[inner - 1] - index[inner - 1]);
    const std::int64_t run_step = inner > 0 ? steps_[inner - 1] : 0;
    if (steps_[inner] == 1 && run_step == 0 && runs > 1) {
      to_float32(dtype_, input, from, length, out);
      repeat(out, length, runs * length);
    } else if (steps_[inner] == 1) {
      runs_to_float32(dtype_, input, from, runs, run_step, length, out);
    } else if (steps_[inner] == 0) {
      for (std::int64_t r = 0; r < runs; ++r) {
        to_float32(dtype_, input, from + r * run_step, 1, out + r * length);
        std::fill_n(out + r * length + 1, length - 1, out[r * length]);
      }
    } else {
      for (std::int64_t r = 0; r < runs; ++r)
        runs_to_float32(dtype_, input, from + r * run_step, length, steps_[inner], 1, out + r * length);
    }
    out += runs * length;
    n -= runs * length;
    index[inner] = 0;
    std::int64_t advance = runs;
    for (std::size_t axis = inner; axis-- > 0;) {
      offset += steps_[axis] * advance;
      index[axis] += advance;
      if (index[axis] < extents_[axis]) break;
      offset -= steps_[axis] * extents_[axis];
      index[axis] = 0;
      advance = 1;
    }
  }
}

}  // namespace saem::cpu
