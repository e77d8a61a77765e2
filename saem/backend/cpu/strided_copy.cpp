#include "saem/backend/cpu/strided_copy.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "saem/core/parallel.h"

namespace saem::cpu {
namespace {

// Two axes, of which the inner one is written in order.
template <class T>
struct Plane {
  const T* from;
  T* to;
  std::int64_t rows, from_row, to_row;
  std::int64_t columns, from_column, to_column;
};

template <class T>
void copy_row(const T* from, std::int64_t from_step, T* to, std::int64_t to_step, std::int64_t count) {
  if (from_step == 1 && to_step == 1) {
    std::copy_n(from, count, to);
  } else if (from_step == 0 && to_step == 1) {
    std::fill_n(to, count, *from);
  } else {
    for (std::int64_t i = 0; i < count; ++i) to[i * to_step] = from[i * from_step];
  }
}

/// Rows of a length that the compiler knows; all contiguous.
template <std::size_t bytes, class T>
void copy_short_rows(const Plane<T>& p) {
  for (std::int64_t row = 0; row < p.rows; ++row)
    std::memcpy(p.to + row * p.to_row, p.from + row * p.from_row, bytes);
}

template <class T>
void copy_plane(const Plane<T>& p) {
  if (p.from_column == 1 && p.to_column == 1) {
    // Blocks of 16 or 8 channels: a call of memmove for each would take longer than the copy.
    const std::int64_t bytes = p.columns * static_cast<std::int64_t>(sizeof(T));
    if (bytes == 64) return copy_short_rows<64>(p);
    if (bytes == 32) return copy_short_rows<32>(p);
  }
  if (p.from_row != 1 || p.from_column <= 1) {
    for (std::int64_t row = 0; row < p.rows; ++row) {
      copy_row(p.from + row * p.from_row, p.from_column, p.to + row * p.to_row, p.to_column, p.columns);
    }
    return;
  }
  // One grid's rows are the other's columns: in tiles, so that every cache line that is fetched is used up.
  constexpr std::int64_t tile = 16;
  for (std::int64_t row = 0; row < p.rows; row += tile) {
    for (std::int64_t column = 0; column < p.columns; column += tile) {
      const std::int64_t last_row = std::min(row + tile, p.rows);
      const std::int64_t last_column = std::min(column + tile, p.columns);
      for (std::int64_t r = row; r < last_row; ++r) {
        for (std::int64_t c = column; c < last_column; ++c) {
          p.to[r * p.to_row + c * p.to_column] = p.from[r + c * p.from_column];
        }
      }
    }
  }
}

}  // namespace

std::vector<std::int64_t> row_major(const Shape& shape) {
  std::vector<std::int64_t> strides(static_cast<std::size_t>(shape.rank()), 1);
  for (int axis = shape.rank() - 2; axis >= 0; --axis) {
    strides[static_cast<std::size_t>(axis)] = strides[static_cast<std::size_t>(axis) + 1] * shape[axis + 1];
  }
  return strides;
}

StridedCopy::StridedCopy(const Shape& extents, std::span<const std::int64_t> from_strides,
                         std::span<const std::int64_t> to_strides, std::size_t item_size)
    : item_size_(item_size) {
  is_empty_ = extents.count() == 0;
  for (int i = 0; i < extents.rank(); ++i) {
    const Axis axis{extents[i], from_strides[static_cast<std::size_t>(i)],
                    to_strides[static_cast<std::size_t>(i)]};
    if (axis.extent == 1) continue;
    if (!axes_.empty()) {
      Axis& outer = axes_.back();
      if (outer.from == axis.from * axis.extent && outer.to == axis.to * axis.extent) {
        outer = {outer.extent * axis.extent, axis.from, axis.to};
        continue;
      }
    }
    axes_.push_back(axis);
  }
  if (!axes_.empty()) {
    inner_ = axes_.back();
    axes_.pop_back();
  }
  // The order of the other axes is free: the one that is read in order goes next to the one that is written
  // in order.
  if (inner_.from > 1) {
    const auto in_order = std::ranges::find(axes_, 1, &Axis::from);
    if (in_order != axes_.end()) std::rotate(in_order, in_order + 1, axes_.end());
  }
  if (!axes_.empty()) {
    middle_ = axes_.back();
    axes_.pop_back();
  }
  for (const Axis& axis : axes_) outer_ *= axis.extent;
}

template <class T>
void StridedCopy::run_typed(const T* from, T* to) const {
  // A task is some rows of one plane.
  constexpr std::int64_t elements_per_task = 32768;
  const std::int64_t rows = std::clamp<std::int64_t>(elements_per_task / inner_.extent, 1, middle_.extent);
  const std::int64_t tasks_per_plane = (middle_.extent + rows - 1) / rows;
  const std::int64_t planes_per_task =
      std::max<std::int64_t>(1, elements_per_task / (middle_.extent * inner_.extent));
  parallel_for(outer_ * tasks_per_plane, planes_per_task, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t task = begin; task < end; ++task) {
      const std::int64_t first_row = task % tasks_per_plane * rows;
      std::int64_t rest = task / tasks_per_plane;
      std::int64_t from_offset = first_row * middle_.from;
      std::int64_t to_offset = first_row * middle_.to;
      for (std::size_t i = axes_.size(); i-- > 0;) {
        const std::int64_t index = rest % axes_[i].extent;
        rest /= axes_[i].extent;
        from_offset += index * axes_[i].from;
        to_offset += index * axes_[i].to;
      }
      copy_plane(Plane<T>{from + from_offset, to + to_offset, std::min(rows, middle_.extent - first_row),
                          middle_.from, middle_.to, inner_.extent, inner_.from, inner_.to});
    }
  });
}

void StridedCopy::run(const void* from, void* to) const {
  if (is_empty_) return;
  const auto typed = [&]<class T>(T) { run_typed(static_cast<const T*>(from), static_cast<T*>(to)); };
  switch (item_size_) {
    case 1:
      return typed(std::uint8_t{});
    case 2:
      return typed(std::uint16_t{});
    case 4:
      return typed(std::uint32_t{});
    default:
      return typed(std::uint64_t{});
  }
}

}  // namespace saem::cpu
