// scatter_nd and nonzero: places of several axes. Declared in indexing.h.
#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

#include "saem/core/convert.h"
#include "saem/core/error.h"
#include "saem/ops/aggregates.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/indexing.h"
#include "saem/ops/math_functions.h"
#include "saem/ops/operand_numbers.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/sorting.h"

namespace saem {
namespace {

/// How far apart neighbours along each axis lie in row-major order.
std::vector<std::int64_t> strides_of(const Shape& shape) {
  std::vector<std::int64_t> strides(static_cast<std::size_t>(shape.rank()), 1);
  for (int axis = shape.rank() - 2; axis >= 0; --axis) strides[axis] = strides[axis + 1] * shape[axis + 1];
  return strides;
}

using detail::integer;

}  // namespace

Tensor scatter_nd(const Tensor& indices, const Tensor& updates, const Shape& shape) {
  const int lists = indices.rank() - 1;  // axes of the list of places
  const int named = lists >= 0 ? static_cast<int>(indices.shape()[-1]) : 0;
  if (lists < 0 || named < 1 || named > shape.rank() ||
      !(updates.shape() == indices.shape().slice(0, lists).concat(shape.slice(named, shape.rank())))) {
    fail<ShapeError>(
        {"scatter_nd",
         fmt::format("indices {} and updates {} do not fit a result of shape {}", indices.shape().to_string(),
                     updates.shape().to_string(), shape.to_string()),
         {},
         "Expected indices (..., k) with one number for each of k leading axes of the result, and "
         "updates (..., the other axes of the result)."});
  }
  if (!is_integer(indices.dtype())) {
    fail<DTypeError>({"scatter_nd",
                      fmt::format("expected integers as indices, received {}", name(indices.dtype())),
                      {},
                      "Convert them with cast."});
  }
  const Shape front = shape.slice(0, named);
  const std::vector<std::int64_t> strides = strides_of(front);
  const std::int64_t places = front.count();
  const Tensor numbers = reshape(cast(indices, DType::i64), {indices.shape().slice(0, lists).count(), named});
  const std::int64_t count = numbers.shape()[0];
  Tensor place = zeros({count}, DType::i64);
  Tensor outside = zeros({count}, DType::boolean);
  for (int axis = 0; axis < named; ++axis) {
    const Tensor extent = integer(front[axis]);
    const Tensor index = squeeze(slice(numbers, {0, axis}, {count, axis + 1}), 1);
    const Tensor counted = where(less(index, integer(0)), index + extent, index);
    outside = logical_or(outside, logical_or(less(counted, integer(0)), greater_equal(counted, extent)));
    place = place + counted * integer(strides[axis]);
  }
  // A number outside of its own axis may still be the place of another element: it is made one outside of
  // all.
  const Tensor checked = where(outside, integer(places), place);
  const Shape rest = shape.slice(named, shape.rank());
  return reshape(scatter_add(checked, reshape(updates, Shape{count}.concat(rest)), places), shape);
}

std::vector<Array> nonzero(const Array& x) {
  const Shape shape = x.shape().rank() == 0 ? Shape{1} : x.shape();
  std::vector<std::int64_t> found;
  visit_dtype(x.dtype(), [&]<class T>(std::type_identity<T>) {
    const auto data = x.data<T>();
    for (std::size_t i = 0; i < data.size(); ++i) {
      if (convert<bool>(data[i])) found.push_back(static_cast<std::int64_t>(i));
    }
  });
  const std::vector<std::int64_t> strides = strides_of(shape);
  std::vector<Array> places;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    Array along({static_cast<std::int64_t>(found.size())}, DType::i64);
    const auto data = along.mutable_data<std::int64_t>();
    for (std::size_t i = 0; i < found.size(); ++i) data[i] = found[i] / strides[axis] % shape[axis];
    places.push_back(std::move(along));
  }
  return places;
}

Tensors nonzero(const Tensor& x, std::int64_t size, std::int64_t fill) {
  if (size < 0)
    fail<ShapeError>({"nonzero",
                      fmt::format("expected a size of 0 or more, received {}", size),
                      {},
                      "It is the number of places that are given at most."});
  const Shape shape = x.shape().rank() == 0 ? Shape{1} : x.shape();
  const std::int64_t count = shape.count();
  const Tensor found = reshape(cast(x, DType::boolean), {count});
  // Sorting keeps the order of equals: those found come first, in their order.
  const std::int64_t kept = std::min(size, count);
  const Tensor first = slice(argsort(logical_not(found)), {0}, {kept});
  const Tensor place = pad(first, {0}, {size - kept});
  const Tensor is_found = less(arange(size), count_nonzero(found));
  const std::vector<std::int64_t> strides = strides_of(shape);
  Tensors places;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const Tensor along = mod(floor_divide(place, integer(strides[axis])), integer(shape[axis]));
    places.push_back(where(is_found, along, integer(fill)));
  }
  return places;
}

}  // namespace saem
