#include "saem/ops/grid_sample.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/matmul.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

void require_grid(const Tensor& x, const Tensor& grid) {
  const int spatial = x.rank() - 2;
  bool fits = spatial >= 1 && spatial <= 3 && grid.rank() == x.rank();
  fits = fits && grid.shape()[0] == x.shape()[0] && grid.shape()[-1] == spatial;
  for (int axis = 1; fits && axis <= spatial; ++axis) fits = x.shape()[axis] >= 1;
  if (!fits) {
    fail<ShapeError>({"grid_sample",
                      fmt::format("a grid of shape {} does not go with an input of shape {}",
                                  grid.shape().to_string(), x.shape().to_string()),
                      {},
                      "Expected an input (batch, 1 to 3 spatial axes with elements, channels) and a grid "
                      "(batch, spatial..., number of spatial axes)."});
  }
  if (is_floating(x.dtype()) && is_floating(grid.dtype())) return;
  fail<DTypeError>({"grid_sample",
                    fmt::format("expected a floating input and grid, received {} and {}", name(x.dtype()),
                                name(grid.dtype())),
                    {},
                    "Convert them with cast."});
}

/// Column `number` of the last axis.
Tensor column(const Tensor& grid, std::int64_t number) {
  std::vector<std::int64_t> begin(static_cast<std::size_t>(grid.rank()), 0);
  std::vector<std::int64_t> end(grid.shape().begin(), grid.shape().end());
  begin.back() = number;
  end.back() = number + 1;
  return squeeze(slice(grid, begin, end), -1);
}

/// Places mirrored at the borders until they lie between them.
Tensor reflected(const Tensor& place, double extent, bool align_corners) {
  const double low = align_corners ? 0 : -0.5;
  const double span = align_corners ? extent - 1 : extent;
  if (span == 0) return place * 0.0;
  const Tensor distance = abs(place - low);
  const Tensor turns = floor(distance / span);
  const Tensor rest = distance - turns * span;
  const Tensor is_even = equal(turns, floor(turns * 0.5) * 2.0);
  return where(is_even, rest, span - rest) + low;
}

/// Places stopped at the first and the last element. As in PyTorch, one that lies there is stopped too, and
/// has no gradient.
Tensor stopped(const Tensor& place, double last) {
  // So that what is not a number stays that.
  const Tensor above = greater_equal(place, last);
  const Tensor below = less_equal(place, zeros_like(place));
  return where(logical_not(below), where(logical_not(above), place, last), 0.0);
}

/// Places in elements of an axis, from places in [-1, 1].
Tensor element_places(const Tensor& unit, std::int64_t elements, const GridSampleOptions& options) {
  const auto extent = static_cast<double>(elements);
  Tensor place =
      options.align_corners ? (unit + 1.0) * ((extent - 1) / 2) : (unit + 1.0) * (extent / 2) - 0.5;
  if (options.padding == GridPadding::reflection) place = reflected(place, extent, options.align_corners);
  return options.padding == GridPadding::zeros ? place : stopped(place, extent - 1);
}

/// One of the elements around a place, along one axis.
struct Neighbour {
  Tensor number;  ///< int64, inside the axis
  Tensor weight;  ///< 0 where the element is outside
};

Neighbour neighbour(const Tensor& element, const Tensor& weight, std::int64_t extent) {
  const auto last = static_cast<double>(extent - 1);
  // So that a weight that is not a number stays one.
  const Tensor outside = logical_or(less(element, 0.0), greater(element, last));
  return {cast(clip(element, 0, last), DType::i64), where(outside, zeros_like(weight), weight)};
}

std::vector<Neighbour> neighbours(const Tensor& place, std::int64_t extent, bool nearest) {
  if (nearest) return {neighbour(round(place), ones_like(place), extent)};
  const Tensor low = floor(place);
  const Tensor fraction = place - low;
  return {neighbour(low, 1.0 - fraction, extent), neighbour(low + 1.0, fraction, extent)};
}

/// Σ over all choices of one neighbour per axis from `axis` on: x's row at their place times their weights.
Tensor interpolated(const Tensor& rows, const std::vector<std::vector<Neighbour>>& axes, const Shape& x,
                    std::size_t axis, const Tensor& number, const Tensor& weight) {
  if (axis == axes.size()) return gather(rows, number, 0) * expand_dims(weight, -1);
  Tensor total;
  for (const Neighbour& each : axes[axis]) {
    const Tensor extent = Tensor::scalar(static_cast<double>(x[static_cast<int>(axis) + 1]), DType::i64);
    const Tensor term = interpolated(rows, axes, x, axis + 1, number * extent + each.number,
                                     weight.defined() ? weight * each.weight : each.weight);
    total = total.defined() ? total + term : term;
  }
  return total;
}

}  // namespace

Tensor grid_sample(const Tensor& x, const Tensor& grid, const GridSampleOptions& options) {
  require_grid(x, grid);
  const int spatial = x.rank() - 2;
  std::vector<std::vector<Neighbour>> axes;
  for (int axis = 1; axis <= spatial; ++axis) {
    const std::int64_t extent = x.shape()[axis];
    const Tensor place = element_places(column(grid, spatial - axis), extent, options);
    axes.push_back(neighbours(place, extent, options.nearest));
    for (Neighbour& each : axes.back()) each.weight = cast(each.weight, x.dtype());
  }
  const Shape rows = {x.shape().slice(0, -1).count(), x.shape()[-1]};
  Shape one_per_picture = {x.shape()[0]};
  for (int axis = 0; axis < spatial; ++axis) one_per_picture = one_per_picture.concat({1});
  const Tensor pictures =
      broadcast_to(reshape(arange(x.shape()[0]), one_per_picture), grid.shape().slice(0, -1));
  return interpolated(reshape(x, rows), axes, x.shape(), 0, pictures, {});
}

Tensor affine_grid(const Tensor& theta, const std::vector<std::int64_t>& size, bool align_corners) {
  const auto spatial = static_cast<std::int64_t>(size.size());
  const Shape& shape = theta.shape();
  if (spatial < 1 || spatial > 3 || shape.rank() != 3 || shape[1] != spatial || shape[2] != spatial + 1) {
    fail<ShapeError>(
        {"affine_grid",
         fmt::format("a theta of shape {} does not go with {} spatial axes", shape.to_string(), spatial),
         {},
         "Expected (batch, axes, axes + 1) with 1 to 3 axes."});
  }
  std::int64_t places = 1;
  for (const std::int64_t extent : size) {
    if (extent < 1) {
      fail<ValueError>({"affine_grid",
                        fmt::format("expected sizes of 1 or more, received {}", extent),
                        {},
                        "They are the extents of the picture that is sampled."});
    }
    places *= extent;
  }
  // Rows (place on the last axis, …, place on the first one, 1).
  Array base({places, spatial + 1}, DType::f64);
  const auto data = base.mutable_data<double>();
  for (std::int64_t i = 0; i < places; ++i) {
    std::int64_t rest = i;
    for (std::int64_t j = 0; j < spatial; ++j) {
      const std::int64_t extent = size[spatial - 1 - j];
      const auto twice = static_cast<double>(2 * (rest % extent) - (extent - 1));
      const auto divisor =
          static_cast<double>(align_corners ? std::max<std::int64_t>(extent - 1, 1) : extent);
      data[i * (spatial + 1) + j] = twice / divisor;
      rest /= extent;
    }
    data[i * (spatial + 1) + spatial] = 1;
  }
  const Tensor grid = matmul(base.astype(theta.dtype()), theta, {.transpose_b = true});
  Shape result = {shape[0]};
  for (const std::int64_t extent : size) result = result.concat({extent});
  return reshape(grid, result.concat({spatial}));
}

}  // namespace saem
