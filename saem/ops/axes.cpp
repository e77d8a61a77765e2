#include "saem/ops/axes.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "saem/core/error.h"

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

}  // namespace saem::detail
