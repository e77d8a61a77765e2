#include "saem/ops/rearranging.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "saem/core/error.h"
#include "saem/ops/axes.h"
#include "saem/ops/index_checks.h"
#include "saem/ops/indexing.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

Tensor flattened(const Tensor& x) { return reshape(x, {x.shape().count()}); }

/// @param extent  what is repeated so many times.
void require_times(const char* op, std::int64_t times, std::int64_t extent) {
  if (times > 0 && extent > std::numeric_limits<std::int64_t>::max() / times) {
    fail<ValueError>(
        {op,
         fmt::format("{} repetitions of {} elements are more than can be counted in 64 bits", times, extent),
         {},
         "Use a smaller number."});
  }
  if (times >= 0) return;
  fail<ValueError>({op,
                    fmt::format("expected 0 or more repetitions, received {}", times),
                    {},
                    "1 leaves the axis as it is."});
}

}  // namespace

Tensor tile(const Tensor& x, const Integers& repeats) {
  if (static_cast<int>(repeats.size()) > Shape::max_rank) {
    fail<ValueError>(
        {"tile",
         fmt::format("expected at most {} repeats, received {}", Shape::max_rank, repeats.size()),
         {},
         "Leave out leading ones."});
  }
  Tensor y = x;
  while (y.rank() < static_cast<int>(repeats.size())) y = expand_dims(y, 0);
  const int leading = y.rank() - static_cast<int>(repeats.size());
  // The innermost first: so the arrays that are read again and again are small ones.
  for (int axis = y.rank() - 1; axis >= leading; --axis) {
    const std::int64_t times = repeats[axis - leading];
    require_times("tile", times, y.shape()[axis]);
    if (times == 1) continue;
    const Shape tiled = y.shape().with(axis, y.shape()[axis] * times);
    const std::int64_t outer = y.shape().slice(0, axis).count();
    const std::int64_t inner = y.shape().slice(axis, y.rank()).count();
    y = reshape(broadcast_to(reshape(y, {outer, 1, inner}), {outer, times, inner}), tiled);
  }
  return y;
}

Tensor repeat(const Tensor& x, std::int64_t times, std::optional<int> axis) {
  if (!axis) return repeat(flattened(x), times, 0);
  const int normalized = detail::normalized_axis("repeat", x.shape(), *axis);
  require_times("repeat", times, x.shape()[normalized]);
  const detail::AxisView view(x.shape(), normalized);
  const Tensor column = reshape(x, {view.outer * view.extent, 1, view.inner});
  return reshape(broadcast_to(column, {view.outer * view.extent, times, view.inner}),
                 x.shape().with(normalized, view.extent * times));
}

Tensor repeat(const Tensor& x, const Integers& times, std::optional<int> axis) {
  if (!axis) return repeat(flattened(x), times, 0);
  const int normalized = detail::normalized_axis("repeat", x.shape(), *axis);
  if (static_cast<std::int64_t>(times.size()) != x.shape()[normalized]) {
    fail<ShapeError>(
        {"repeat",
         fmt::format("expected one number of repetitions per element of axis {} ({}), received {}",
                     normalized, x.shape()[normalized], times.size()),
         fmt::format("input {}", x.shape().to_string()), "Give one number for all, or one for each."});
  }
  Integers places;
  for (std::size_t i = 0; i < times.size(); ++i) {
    require_times("repeat", times[i], 1);
    places.insert(places.end(), static_cast<std::size_t>(times[i]), static_cast<std::int64_t>(i));
  }
  return gather(x, Array::of(places), normalized);
}

Tensor flip(const Tensor& x, const Axes& axes) {
  Tensor y = x;
  for (const std::int64_t axis : detail::normalized_axes("flip", x.shape(), axes)) {
    const std::int64_t n = x.shape()[static_cast<int>(axis)];
    if (n < 2) continue;
    Integers places(static_cast<std::size_t>(n));
    std::iota(places.rbegin(), places.rend(), 0);
    y = gather(y, Array::of(places), static_cast<int>(axis));
  }
  return y;
}

Tensor roll(const Tensor& x, std::int64_t shift, std::optional<int> axis) {
  if (!axis) return reshape(roll(flattened(x), shift, 0), x.shape());
  const int normalized = detail::normalized_axis("roll", x.shape(), *axis);
  const std::int64_t n = x.shape()[normalized];
  if (n < 2 || shift % n == 0) return x;
  const Tensors parts = split_at(x, {n - (shift % n + n) % n}, normalized);
  return concat(std::vector<Tensor>{parts[1], parts[0]}, normalized);
}

Tensor roll(const Tensor& x, const Integers& shifts, const Axes& axes) {
  if (shifts.size() != axes.size()) {
    fail<ValueError>(
        {"roll",
         fmt::format("expected one shift per axis, received {} for {} axes", shifts.size(), axes.size()),
         {},
         "Give as many shifts as axes."});
  }
  Tensor y = x;
  for (std::size_t i = 0; i < axes.size(); ++i) y = roll(y, shifts[i], axes[i]);
  return y;
}

Tensor moveaxis(const Tensor& x, const Axes& from, const Axes& to) {
  if (from.size() != to.size()) {
    fail<ValueError>(
        {"moveaxis",
         fmt::format("expected as many places as axes, received {} for {}", to.size(), from.size()),
         {},
         "Axis from[i] goes to place to[i]."});
  }
  if (from.empty()) return x;
  // Both calls refuse an axis that is named twice.
  static_cast<void>(detail::normalized_axes("moveaxis", x.shape(), from));
  static_cast<void>(detail::normalized_axes("moveaxis", x.shape(), to));
  std::vector<int> order(static_cast<std::size_t>(x.rank()), -1);
  std::vector<bool> is_moved(order.size(), false);
  for (std::size_t i = 0; i < from.size(); ++i) {
    const int axis = detail::normalized_axis("moveaxis", x.shape(), from[i]);
    order[static_cast<std::size_t>(detail::normalized_axis("moveaxis", x.shape(), to[i]))] = axis;
    is_moved[static_cast<std::size_t>(axis)] = true;
  }
  int next = 0;
  for (int& axis : order) {
    if (axis >= 0) continue;
    while (is_moved[static_cast<std::size_t>(next)]) ++next;
    axis = next++;
  }
  return std::ranges::is_sorted(order) ? x : transpose(x, order);
}

Tensor moveaxis(const Tensor& x, int from, int to) { return moveaxis(x, Axes{from}, Axes{to}); }

Tensor swapaxes(const Tensor& x, int a, int b) {
  const int first = detail::normalized_axis("swapaxes", x.shape(), a);
  const int second = detail::normalized_axis("swapaxes", x.shape(), b);
  std::vector<int> order(static_cast<std::size_t>(x.rank()));
  std::iota(order.begin(), order.end(), 0);
  std::swap(order[static_cast<std::size_t>(first)], order[static_cast<std::size_t>(second)]);
  return first == second ? x : transpose(x, order);
}

Tensor rot90(const Tensor& x, int times, int first, int second) {
  const int a = detail::normalized_axis("rot90", x.shape(), first);
  const int b = detail::normalized_axis("rot90", x.shape(), second);
  if (a == b) {
    fail<ValueError>({"rot90", fmt::format("expected two different axes, received {} and {}", first, second),
                      fmt::format("input {}", x.shape().to_string()),
                      "Name the two axes of the plane: 0 and 1 for a matrix."});
  }
  switch ((times % 4 + 4) % 4) {
    case 1:
      return swapaxes(flip(x, {b}), a, b);
    case 2:
      return flip(x, {a, b});
    case 3:
      return flip(swapaxes(x, a, b), {b});
    default:
      return x;
  }
}

}  // namespace saem
