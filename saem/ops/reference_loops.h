#pragma once

// What the reference loops of several op families share. Not part of the public interface.

#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "saem/core/array.h"

namespace saem::detail {

/// Distance in elements between neighbours along each axis of a row-major array.
[[nodiscard]] inline std::vector<std::int64_t> row_major_strides(const Shape& shape) {
  std::vector<std::int64_t> strides(static_cast<std::size_t>(shape.rank()), 1);
  for (int axis = shape.rank() - 2; axis >= 0; --axis) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

/// Calls f(i, j) for each index of `shape` in row-major order: i counts the elements, j = offset + Σ index ·
/// stride.
///
/// Reductions, stretching, transposing, slicing and padding differ only in the strides with which they read
/// or write.
template <class F>
void for_each_offset(const Shape& shape, std::span<const std::int64_t> strides, std::int64_t offset, F&& f) {
  const std::int64_t count = shape.count();
  std::array<std::int64_t, Shape::max_rank> index{};
  for (std::int64_t i = 0; i < count; ++i) {
    f(i, offset);
    for (int axis = shape.rank() - 1; axis >= 0; --axis) {
      offset += strides[axis];
      if (++index[axis] < shape[axis]) break;
      offset -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

/// Calls f(double{}) for a floating array and f(std::int64_t{}) for all others: the two element types that a
/// reference loop can meet.
template <class F>
void with_element_type(const Array& array, F&& f) {
  if (array.dtype() == DType::f64) {
    std::forward<F>(f)(double{});
  } else {
    std::forward<F>(f)(std::int64_t{});
  }
}

}  // namespace saem::detail
