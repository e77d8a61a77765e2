// split, stack and unstack. Declared in rearranging.h.
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "saem/core/error.h"
#include "saem/ops/axes.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

/// The parts between neighbouring `borders`.
Tensors cut(const Tensor& x, int axis, const Integers& borders) {
  Integers begin(static_cast<std::size_t>(x.rank()), 0);
  Integers end(x.shape().begin(), x.shape().end());
  Tensors parts;
  for (std::size_t i = 0; i + 1 < borders.size(); ++i) {
    begin[axis] = borders[i];
    end[axis] = borders[i + 1];
    parts.push_back(borders.size() == 2 ? x : slice(x, begin, end));
  }
  return parts;
}

}  // namespace

Tensors split(const Tensor& x, std::int64_t parts, int axis) {
  const int normalized = detail::normalized_axis("split", x.shape(), axis);
  const std::int64_t n = x.shape()[normalized];
  if (parts < 1 || n % parts != 0) {
    fail<ShapeError>({"split",
                      fmt::format("{} parts do not divide axis {} of extent {}", parts, normalized, n),
                      fmt::format("input {}", x.shape().to_string()),
                      "Use a number that divides the extent, or split_sizes for parts of unequal extents."});
  }
  Integers borders;
  for (std::int64_t i = 0; i <= parts; ++i) borders.push_back(i * (n / parts));
  return cut(x, normalized, borders);
}

Tensors split_at(const Tensor& x, const Integers& positions, int axis) {
  const int normalized = detail::normalized_axis("split_at", x.shape(), axis);
  Integers borders = {0};
  borders.insert(borders.end(), positions.begin(), positions.end());
  borders.push_back(x.shape()[normalized]);
  if (!std::ranges::is_sorted(borders)) {
    fail<ValueError>({"split_at",
                      fmt::format("expected ascending positions from 0 to {}, received [{}]", borders.back(),
                                  fmt::join(positions, ", ")),
                      fmt::format("input {}, axis {}", x.shape().to_string(), normalized),
                      "Positions are where the parts begin; use split_sizes to give their extents."});
  }
  return cut(x, normalized, borders);
}

Tensors split_sizes(const Tensor& x, const Integers& sizes, int axis) {
  const int normalized = detail::normalized_axis("split_sizes", x.shape(), axis);
  const std::int64_t n = x.shape()[normalized];
  Integers known = sizes;
  const auto rest = std::ranges::find(known, -1);
  bool is_valid = !sizes.empty();
  std::int64_t total = 0;
  for (auto size = known.begin(); size != known.end(); ++size) {
    if (size == rest) continue;
    is_valid = is_valid && *size >= 0 && *size <= n - total;
    if (is_valid) total += *size;
  }
  if (rest != known.end()) *rest = n - total;
  if (!is_valid || (rest == known.end() && total != n)) {
    fail<ShapeError>(
        {"split_sizes",
         fmt::format("parts of extents [{}] do not make up axis {} of extent {}", fmt::join(sizes, ", "),
                     normalized, n),
         fmt::format("input {}", x.shape().to_string()),
         "The extents must be 0 or more and add up to the axis; one may be -1 for what is left."});
  }
  Integers borders = {0};
  for (const std::int64_t size : known) borders.push_back(borders.back() + size);
  return cut(x, normalized, borders);
}

Tensor stack(std::span<const Tensor> parts, int axis) {
  if (parts.empty())
    fail<ValueError>({"stack",
                      "expected at least one tensor, received none",
                      {},
                      "Give the tensors to put side by side."});
  Tensors widened;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!(parts[i].shape() == parts[0].shape())) {
      fail<ShapeError>({"stack",
                        fmt::format("tensor {} of shape {} does not fit the first, {}", i,
                                    parts[i].shape().to_string(), parts[0].shape().to_string()),
                        {},
                        "All must have one shape; use concat to join along an axis that is there."});
    }
    widened.push_back(expand_dims(parts[i], axis));
  }
  return concat(widened, axis);
}

Tensors unstack(const Tensor& x, int axis) {
  const int normalized = detail::normalized_axis("unstack", x.shape(), axis);
  const Shape shape = x.shape().erased(normalized);
  Integers borders(static_cast<std::size_t>(x.shape()[normalized]) + 1);
  std::iota(borders.begin(), borders.end(), 0);
  Tensors slices;
  for (const Tensor& part : cut(x, normalized, borders)) slices.push_back(reshape(part, shape));
  return slices;
}

}  // namespace saem
