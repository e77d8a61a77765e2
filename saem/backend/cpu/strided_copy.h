#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "saem/core/shape.h"

namespace saem::cpu {

/// Copies a box of elements from one regular grid of memory places to another: what transposing, slicing,
/// padding, joining and stretching have in common. A distance of 0 between places read means that an element
/// is read again.
class StridedCopy {
 public:
  /// Distances are counted in elements, one per axis of `extents`; places written must all be different.
  /// `item_size`: 1, 2, 4 or 8 bytes.
  StridedCopy(const Shape& extents, std::span<const std::int64_t> from_strides,
              std::span<const std::int64_t> to_strides, std::size_t item_size);
  void run(const void* from, void* to) const;

 private:
  struct Axis {
    std::int64_t extent, from, to;
  };
  template <class T>
  void run_typed(const T* from, T* to) const;

  std::vector<Axis> axes_;  // outermost first; neighbours that form one regular grid have been joined
  Axis middle_{1, 0, 0};    // copied together with the innermost axis, in tiles if that helps the cache
  Axis inner_{1, 1, 1};
  bool is_empty_ = false;
  std::int64_t outer_ = 1;  // product of the extents of axes_
  std::size_t item_size_;
};

/// Distances between neighbours along each axis of a contiguous row-major array.
[[nodiscard]] std::vector<std::int64_t> row_major(const Shape& shape);

}  // namespace saem::cpu
