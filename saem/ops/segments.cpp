#include "saem/ops/segments.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "saem/core/error.h"
#include "saem/ops/bitwise.h"
#include "saem/ops/counting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/operand_numbers.h"
#include "saem/ops/scan.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/sorting.h"

namespace saem {
namespace {

using detail::integer;

/// ids as int64, those outside [0, segments) as `segments`: one more, which is dropped in the end.
Tensor checked_ids(const char* op, const Tensor& x, const Tensor& ids, std::int64_t segments) {
  if (!is_integer(ids.dtype())) {
    fail<DTypeError>({op,
                      fmt::format("expected integers as ids, received {}", name(ids.dtype())),
                      {},
                      "Convert them with cast."});
  }
  constexpr std::int64_t most = std::int64_t{1} << 62;  // what is one more can be counted too
  if (segments < 0 || segments > most || ids.rank() != 1 || x.rank() < 1 || x.shape()[0] != ids.shape()[0]) {
    fail<ShapeError>(
        {op,
         fmt::format("ids {} and {} segments do not go with an input of shape {}", ids.shape().to_string(),
                     segments, x.shape().to_string()),
         {},
         "Expected one id for each slice of the first axis, and 0 segments or more, up to 2⁶²."});
  }
  const Tensor wide = cast(ids, DType::i64);
  const Tensor outside = logical_or(less(wide, integer(0)), greater_equal(wide, integer(segments)));
  return where(outside, integer(segments), wide);
}

/// The first `count` slices.
Tensor first_slices(const Tensor& x, std::int64_t count) {
  std::vector<std::int64_t> end(x.shape().begin(), x.shape().end());
  end[0] = count;
  return slice(x, std::vector<std::int64_t>(end.size(), 0), end);
}

Tensor summed(const Tensor& x, const Tensor& checked, std::int64_t segments) {
  return first_slices(scatter_add(checked, x, segments + 1), segments);
}

/// Slices per segment.
Tensor sizes_of(const Tensor& checked, std::int64_t segments) {
  return summed(ones(checked.shape(), DType::i64), checked, segments);
}

/// (n,) so that it stretches over slices (n, r…) of this rank.
Tensor one_per_slice(const Tensor& x, int rank) {
  Shape shape = x.shape();
  while (shape.rank() < rank) shape = shape.concat({1});
  return reshape(x, shape);
}

double smallest(DType dtype) {
  switch (dtype) {
    case DType::i32:
      return std::numeric_limits<std::int32_t>::min();
    case DType::i64:
      return static_cast<double>(std::numeric_limits<std::int64_t>::min());
    case DType::u8:
    case DType::boolean:
      return 0;
    default:
      return -HUGE_VAL;
  }
}

/// For each segment, which of the sorted slices is its first: (segments,), and whether it has one.
struct Beginnings {
  Tensor first;
  Tensor exists;
};

Beginnings beginnings_of(const Tensor& checked, std::int64_t segments) {
  const Tensor sizes = sizes_of(checked, segments);
  const Tensor exists = greater(sizes, integer(0));
  return {where(exists, cumsum(sizes, 0, {.exclusive = true}), integer(0)), exists};
}

}  // namespace

Tensor segment_sum(const Tensor& x, const Tensor& ids, std::int64_t segments) {
  return summed(detail::counting(x), checked_ids("segment_sum", x, ids, segments), segments);
}

Tensor segment_mean(const Tensor& x, const Tensor& ids, std::int64_t segments) {
  const Tensor checked = checked_ids("segment_mean", x, ids, segments);
  const Tensor numbers = is_floating(x.dtype()) ? x : cast(x, DType::f32);
  const Tensor sizes = maximum(sizes_of(checked, segments), integer(1));
  return summed(numbers, checked, segments) / one_per_slice(cast(sizes, numbers.dtype()), x.rank());
}

Tensor segment_max(const Tensor& x, const Tensor& ids, std::int64_t segments) {
  const Tensor checked = checked_ids("segment_max", x, ids, segments);
  const Shape result = x.shape().with(0, segments);
  const Tensor nothing = Tensor::scalar(smallest(x.dtype()), x.dtype());
  if (x.shape().count() == 0 || segments == 0) return broadcast_to(nothing, result);
  // Sorted by number, and then by segment without changing the order in each: the first of each is largest.
  const Tensor largest_first = argsort(x, 0, true);
  const Tensor their_segments = gather(checked, largest_first);
  const Tensor order = take_along_axis(largest_first, argsort(their_segments, 0), 0);
  const auto [first, exists] = beginnings_of(checked, segments);
  const Tensor largest = take_along_axis(x, gather(order, first), 0);
  return where(one_per_slice(exists, x.rank()), largest, nothing);
}

Tensor segment_min(const Tensor& x, const Tensor& ids, std::int64_t segments) {
  if (is_floating(x.dtype())) return negative(segment_max(negative(x), ids, segments));
  return bitwise_not(segment_max(bitwise_not(x), ids, segments));
}

Tensor segment_prod(const Tensor& x, const Tensor& ids, std::int64_t segments) {
  const Tensor checked = checked_ids("segment_prod", x, ids, segments);
  const Tensor numbers = detail::counting(x);
  const Shape result = numbers.shape().with(0, segments);
  if (x.shape().count() == 0 || segments == 0) return ones(result, numbers.dtype());
  const Tensor order = argsort(checked, 0);
  const Tensor sorted_ids = gather(checked, order);
  Tensor y = gather(numbers, order);
  const std::int64_t n = x.shape()[0];
  // After the pass of distance d, slice k is the product of its segment's slices from k to k + 2d - 1.
  for (std::int64_t distance = 1; distance < n; distance *= 2) {
    const Tensor later = minimum(arange(n) + integer(distance), integer(n - 1));
    const Tensor same =
        logical_and(equal(gather(sorted_ids, later), sorted_ids), less(arange(n), integer(n - distance)));
    y = y * where(one_per_slice(same, x.rank()), gather(y, later), 1.0);
  }
  const auto [first, exists] = beginnings_of(checked, segments);
  return where(one_per_slice(exists, x.rank()), gather(y, first), 1.0);
}

Tensor bincount(const Tensor& x, std::int64_t length) {
  return bincount(x, ones(x.shape(), DType::i64), length);
}

Tensor bincount(const Tensor& x, const Tensor& weights, std::int64_t length) {
  if (!(x.shape() == weights.shape())) {
    fail<ShapeError>({"bincount",
                      fmt::format("expected one weight per number, received {} for {}",
                                  weights.shape().to_string(), x.shape().to_string()),
                      {},
                      "Give weights of the numbers' shape."});
  }
  const Tensor numbers = reshape(x, {x.shape().count()});
  return summed(detail::counting(reshape(weights, numbers.shape())),
                checked_ids("bincount", numbers, numbers, length), length);
}

}  // namespace saem
