#include "saem/ops/adaptive_pool.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/resize_weights.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

void require_output(const char* place, const Tensor& x, const Integers& output_size) {
  const Shape& shape = x.shape();
  const auto spatial = static_cast<std::size_t>(std::max(shape.rank() - 2, 0));
  bool fits = spatial >= 1 && spatial <= 3;
  for (int axis = 1; fits && axis + 1 < shape.rank(); ++axis) fits = shape[axis] >= 1;
  if (!fits) {
    fail<ShapeError>(
        {place,
         fmt::format("expected (batch, 1 to 3 spatial axes with elements, channels), received {}",
                     shape.to_string()),
         {},
         "Add the axes that are missing with expand_dims."});
  }
  if (output_size.size() != spatial) {
    fail<ValueError>({place,
                      fmt::format("expected {} numbers for output_size, one per spatial axis, received {}",
                                  spatial, output_size.size()),
                      fmt::format("input {}", shape.to_string()),
                      "Give the result's extent along each spatial axis."});
  }
  for (const std::int64_t size : output_size) {
    if (size >= 1 && size < std::int64_t{1} << 30) continue;
    fail<ValueError>({place,
                      fmt::format("expected an output_size of 1 or more, received {}", size),
                      {},
                      "It is the result's extent along an axis."});
  }
}

bool divides(const Shape& x, const Integers& output_size) {
  for (std::size_t i = 0; i < output_size.size(); ++i) {
    if (x[static_cast<int>(i) + 1] % output_size[i] != 0) return false;
  }
  return true;
}

/// Bins of one size side by side are an ordinary pooling.
PoolOptions equal_bins(const Shape& x, const Integers& output_size) {
  PoolOptions options{.size = {}};
  for (std::size_t i = 0; i < output_size.size(); ++i)
    options.size.push_back(x[static_cast<int>(i) + 1] / output_size[i]);
  return options;
}

/// The largest element of each bin of one axis: elements are laid out bin by bin, all as long as the longest
/// one, and pooled. (Not one slice per bin: the gradient of each would be as large as x.)
Tensor max_of_bins(const Tensor& x, int axis, std::int64_t bins) {
  const std::int64_t extent = x.shape()[axis];
  const auto first = [&](std::int64_t bin) { return bin * extent / bins; };
  const auto behind = [&](std::int64_t bin) { return ((bin + 1) * extent + bins - 1) / bins; };
  std::int64_t longest = 1;
  for (std::int64_t i = 0; i < bins; ++i) longest = std::max(longest, behind(i) - first(i));
  Integers places;
  places.reserve(static_cast<std::size_t>(bins * longest));
  for (std::int64_t i = 0; i < bins; ++i) {
    // A shorter bin has its last element again, which changes neither the maximum nor who is the first one.
    for (std::int64_t j = 0; j < longest; ++j) places.push_back(std::min(first(i) + j, behind(i) - 1));
  }
  PoolOptions whole_bin{.size = Integers(static_cast<std::size_t>(x.rank() - 2), 1)};
  whole_bin.size[static_cast<std::size_t>(axis - 1)] = longest;
  return max_pool(gather(x, Array::of(places), axis), whole_bin);
}

Axes spatial_axes(const char* place, const Tensor& x) {
  if (x.rank() < 3) {
    fail<ShapeError>(
        {place, fmt::format("expected (batch, spatial axes, channels), received rank {}", x.rank()),
         fmt::format("input {}", x.shape().to_string()), "Add the axes that are missing with expand_dims."});
  }
  Axes axes;
  for (int axis = 1; axis + 1 < x.rank(); ++axis) axes.push_back(axis);
  return axes;
}

}  // namespace

Tensor adaptive_average_pool(const Tensor& x, const Integers& output_size) {
  require_output("adaptive_average_pool", x, output_size);
  if (divides(x.shape(), output_size)) return average_pool(x, equal_bins(x.shape(), output_size));
  // The average of a box is the average along one axis of averages along the next.
  Tensor y = x;
  for (std::size_t i = 0; i < output_size.size(); ++i)
    y = detail::resample(y, static_cast<int>(i) + 1, output_size[i], {.method = detail::Resampling::area});
  return y;
}

Tensor adaptive_max_pool(const Tensor& x, const Integers& output_size) {
  require_output("adaptive_max_pool", x, output_size);
  if (divides(x.shape(), output_size)) return max_pool(x, equal_bins(x.shape(), output_size));
  Tensor y = x;
  for (std::size_t i = 0; i < output_size.size(); ++i) {
    if (y.shape()[static_cast<int>(i) + 1] != output_size[i])
      y = max_of_bins(y, static_cast<int>(i) + 1, output_size[i]);
  }
  return y;
}

Tensor global_average_pool(const Tensor& x, ReductionOptions options) {
  return mean(x, spatial_axes("global_average_pool", x), options);
}

Tensor global_max_pool(const Tensor& x, ReductionOptions options) {
  return max(x, spatial_axes("global_max_pool", x), options);
}

Tensor lp_pool(const Tensor& x, double p, const PoolOptions& options) {
  if (!(p >= 1)) {
    fail<ValueError>({"lp_pool",
                      fmt::format("expected a power of 1 or more, received {}", p),
                      {},
                      "2 gives the root of the sum of squares."});
  }
  // Padded places are elements here, but none of average_pool's: they are made such.
  Integers low = {0};
  Integers high = {0};
  for (const auto& [before, after] : options.padding) {
    low.push_back(before);
    high.push_back(after);
  }
  low.push_back(0);
  high.push_back(0);
  const Tensor padded = options.padding.empty() ? x : pad(x, low, high);
  double count = 1;
  for (const std::int64_t size : options.size) count *= static_cast<double>(size);
  const Tensor powers = p == 2 ? square(padded) : pow(abs(padded), p);
  const Tensor total = average_pool(powers, {.size = options.size, .strides = options.strides}) * count;
  const Tensor positive = greater(total, 0.0);
  return where(positive, pow(where(positive, total, 1.0), 1 / p), 0.0);
}

}  // namespace saem
