#include "saem/ops/axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "saem/core/error.h"
#include "saem/ops/reference_loops.h"

namespace saem::detail {

int normalized_axis(std::string_view op, const Shape& shape, int axis) {
  const int rank = shape.rank();
  if (axis >= -rank && axis < rank) return axis < 0 ? axis + rank : axis;
  fail<ShapeError>({std::string(op), fmt::format("axis {} does not exist in an input of rank {}", axis, rank),
                    fmt::format("input {}", shape.to_string()),
                    rank == 0 ? "A scalar has no axes."
                              : fmt::format("Use an axis from {} to {}; negative ones count from the end.",
                                            -rank, rank - 1)});
}

std::vector<std::int64_t> normalized_axes(std::string_view op, const Shape& shape,
                                          std::span<const int> axes) {
  std::vector<std::int64_t> sorted;
  if (axes.empty()) {
    sorted.resize(static_cast<std::size_t>(shape.rank()));
    std::iota(sorted.begin(), sorted.end(), 0);
    return sorted;
  }
  for (const int axis : axes) sorted.push_back(normalized_axis(op, shape, axis));
  std::sort(sorted.begin(), sorted.end());
  const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
  if (twice != sorted.end()) {
    fail<ValueError>({std::string(op), fmt::format("axis {} is named twice", *twice),
                      fmt::format("input {}", shape.to_string()),
                      "Name each axis once; a negative axis is the same as that axis plus the rank."});
  }
  return sorted;
}

Shape kept_shape(const Shape& shape, std::span<const std::int64_t> axes) {
  Shape kept = shape;
  for (const std::int64_t axis : axes) kept = kept.with(static_cast<int>(axis), 1);
  return kept;
}

Shape shape_without_axes(const Signature& s) {
  const Shape& x = s.shape(0);
  const std::vector<std::int64_t>& axes = s.attributes.integers("axes");
  std::vector<std::int64_t> dims;
  std::size_t next = 0;
  for (int axis = 0; axis < x.rank(); ++axis) {
    if (next < axes.size() && axes[next] == axis) {
      ++next;
    } else {
      dims.push_back(x[axis]);
    }
  }
  if (next != axes.size()) s.reject_shape("expected ascending axes in [0, rank)");
  return Shape(std::span<const std::int64_t>(dims));
}

std::int64_t reduced_count(const Shape& shape, std::span<const std::int64_t> axes) {
  std::int64_t count = 1;
  for (const std::int64_t axis : axes) count *= shape[static_cast<int>(axis)];
  return count;
}

std::vector<std::int64_t> reduced_strides(const ReferenceCall& call) {
  const std::vector<std::int64_t>& axes = call.attributes.integers("axes");
  std::vector<std::int64_t> strides = row_major_strides(kept_shape(call.shape(0), axes));
  for (const std::int64_t axis : axes) strides[static_cast<std::size_t>(axis)] = 0;
  return strides;
}

}  // namespace saem::detail
