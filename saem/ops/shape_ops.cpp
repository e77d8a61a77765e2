#include "saem/ops/shape_ops.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/reduction.h"
#include "saem/ops/reference_loops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

bool all_nonnegative(const Shape& shape) {
  return std::all_of(shape.begin(), shape.end(), [](std::int64_t dim) { return dim >= 0; });
}

Sample sample_of(Generator& g, const Shape& shape, Attributes attributes) {
  Sample sample;
  sample.inputs = {random_array(g, shape)};
  sample.attributes = std::move(attributes);
  return sample;
}

}  // namespace

// ---- reshape ----

const Op& reshape_op = define({
    .name = "reshape",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape shape = s.attributes.shape("shape");
      if (!all_nonnegative(shape))
        s.reject_shape(fmt::format("expected non-negative extents, received {}", shape.to_string()));
      if (shape.count() != s.shape(0).count()) {
        s.reject_shape(
            fmt::format("{} has {} elements but {} has {}", s.shape(0).to_string(), s.shape(0).count(),
                        shape.to_string(), shape.count()),
            "Both shapes must hold the same number of elements; one extent may be -1 to be inferred.");
      }
      return shape;
    },
    .dtype = any_dtype,
    .gradient = [](const GradientCall& call) -> Tensors {
      return {reshape(call.dy(), call.input().shape())};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          std::ranges::copy(call.in<T>(0), call.out<T>().begin());
                        });
                      }},
    .samples = {shaped({{2, 6}}, {{"shape", Shape{3, 4}}}), shaped({{4}}, {{"shape", Shape{2, 1, 2}}}),
                shaped({Shape{}}, {{"shape", Shape{1, 1}}}), shaped({{0, 3}}, {{"shape", Shape{5, 0}}})},
    .doc = "The same elements in row-major order under another shape.",
    .is_view = true,
});

Tensor reshape(const Tensor& x, const Shape& shape) {
  Integers dims(shape.begin(), shape.end());
  const auto unknown = std::find(dims.begin(), dims.end(), -1);
  if (unknown != dims.end()) {
    *unknown = 1;
    const Shape rest{std::span<const std::int64_t>(dims)};
    const std::int64_t known = all_nonnegative(rest) ? rest.count() : 0;
    if (known == 0 || x.shape().count() % known != 0) {
      fail<ShapeError>({"reshape",
                        fmt::format("no extent in place of -1 makes [{}] hold {} elements",
                                    fmt::join(shape.dims(), ", "), x.shape().count()),
                        fmt::format("input {}", x.shape().to_string()),
                        "Only one extent may be -1, and the others must divide the number of elements."});
    }
    *unknown = x.shape().count() / known;
  }
  const Shape resolved{std::span<const std::int64_t>(dims)};
  return resolved == x.shape() ? x : record(reshape_op, {x}, {{"shape", resolved}});
}

Tensor expand_dims(const Tensor& x, int axis) {
  const int rank = x.rank();
  if (axis < -rank - 1 || axis > rank) {
    fail<ShapeError>({"expand_dims",
                      fmt::format("an input of rank {} has no place for a new axis {}", rank, axis),
                      fmt::format("input {}", x.shape().to_string()),
                      fmt::format("Use an axis from {} to {}.", -rank - 1, rank)});
  }
  return reshape(x, x.shape().inserted(axis < 0 ? axis + rank + 1 : axis, 1));
}

Tensor squeeze(const Tensor& x, int axis) {
  const int normalized = detail::normalized_axis("squeeze", x.shape(), axis);
  if (x.shape()[normalized] != 1) {
    fail<ShapeError>({"squeeze",
                      fmt::format("axis {} has extent {}, only an extent of 1 can be dropped", axis,
                                  x.shape()[normalized]),
                      fmt::format("input {}", x.shape().to_string()),
                      "Name an axis of extent 1, or take one element of this one with slice."});
  }
  return reshape(x, x.shape().erased(normalized));
}

// ---- broadcast_to, sum_to ----

const Op& broadcast_to_op = define({
    .name = "broadcast_to",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape& from = s.shape(0);
      const Shape to = s.attributes.shape("shape");
      if (!all_nonnegative(to))
        s.reject_shape(fmt::format("expected non-negative extents, received {}", to.to_string()));
      bool fits = from.rank() <= to.rank();
      for (int axis = 1; fits && axis <= from.rank(); ++axis)
        fits = from[-axis] == 1 || from[-axis] == to[-axis];
      if (!fits) {
        s.reject_shape(
            fmt::format("{} cannot be stretched to {}", from.to_string(), to.to_string()),
            "Counted from the last, every extent of the input must be 1 or equal to the wanted one.");
      }
      return to;
    },
    .dtype = any_dtype,
    .gradient = [](const GradientCall& call) -> Tensors { return {sum_to(call.dy(), call.input().shape())}; },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const Shape& from = call.shape(0);
                        const Shape& to = call.output_shape();
                        const Integers own = detail::row_major_strides(from);
                        Integers strides(static_cast<std::size_t>(to.rank()),
                                         0);  // 0: the element is read again
                        for (int axis = 0; axis < from.rank(); ++axis) {
                          if (from[axis] != 1) strides[axis + to.rank() - from.rank()] = own[axis];
                        }
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          const auto x = call.in<T>(0);
                          const auto y = call.out<T>();
                          detail::for_each_offset(to, strides, 0,
                                                  [&](std::int64_t i, std::int64_t j) { y[i] = x[j]; });
                        });
                      }},
    .samples = {shaped({Shape{}}, {{"shape", Shape{2, 3}}}), shaped({{4}}, {{"shape", Shape{3, 4}}}),
                shaped({{3, 1}}, {{"shape", Shape{3, 4}}}),
                shaped({{2, 1, 3}}, {{"shape", Shape{5, 2, 4, 3}}}),
                shaped({{1, 3}}, {{"shape", Shape{0, 3}}}),
                shaped({{1, 1, 5}}, {{"shape", Shape{2, 17, 5}}})},
    .doc = "Repeats the input along extents of 1 and along missing leading axes.",
});

Tensor broadcast_to(const Tensor& x, const Shape& shape) {
  return x.shape() == shape ? x : record(broadcast_to_op, {x}, {{"shape", shape}});
}

Tensor sum_to(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  const int leading = x.rank() - shape.rank();
  bool fits = leading >= 0;
  Axes stretched;
  for (int axis = 0; fits && axis < x.rank(); ++axis) {
    if (axis < leading || (shape[axis - leading] == 1 && x.shape()[axis] != 1)) {
      stretched.push_back(axis);
    } else {
      fits = shape[axis - leading] == x.shape()[axis];
    }
  }
  if (!fits) {
    fail<ShapeError>({"sum_to",
                      fmt::format("{} is not what {} stretches to", x.shape().to_string(), shape.to_string()),
                      {},
                      "Give a shape whose extents are those of the tensor, or 1."});
  }
  return reshape(stretched.empty() ? x : sum(x, stretched), shape);
}

// ---- transpose ----

const Op& transpose_op = define({
    .name = "transpose",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Integers& axes = s.attributes.integers("axes");
      Integers sorted = axes;
      std::sort(sorted.begin(), sorted.end());
      Integers expected(static_cast<std::size_t>(s.shape(0).rank()));
      std::iota(expected.begin(), expected.end(), 0);
      if (sorted != expected) {
        s.reject_shape(fmt::format("expected each of the {} axes once, received [{}]", s.shape(0).rank(),
                                   fmt::join(axes, ", ")),
                       "List the axes of the input, from 0 on, in their new order.");
      }
      Integers dims;
      for (const std::int64_t axis : axes) dims.push_back(s.shape(0)[static_cast<int>(axis)]);
      return Shape(std::span<const std::int64_t>(dims));
    },
    .dtype = any_dtype,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Integers& axes = call.attributes().integers("axes");
      std::vector<int> inverse(axes.size());
      for (std::size_t i = 0; i < axes.size(); ++i) inverse[axes[i]] = static_cast<int>(i);
      return {transpose(call.dy(), inverse)};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const Integers own = detail::row_major_strides(call.shape(0));
                        Integers strides;
                        for (const std::int64_t axis : call.attributes.integers("axes"))
                          strides.push_back(own[axis]);
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          const auto x = call.in<T>(0);
                          const auto y = call.out<T>();
                          detail::for_each_offset(call.output_shape(), strides, 0,
                                                  [&](std::int64_t i, std::int64_t j) { y[i] = x[j]; });
                        });
                      }},
    .samples = {[](Generator& g, int) {
                  const Shape shape = random_shape(g);
                  return sample_of(g, shape, {{"axes", g.permutation(shape.rank())}});
                },
                shaped({{17, 33}}, {{"axes", Integers{1, 0}}}),
                shaped({{2, 3, 4, 5}}, {{"axes", Integers{0, 2, 1, 3}}}),
                shaped({{3, 0, 2}}, {{"axes", Integers{2, 0, 1}}})},
    .doc = "Axis i of the result is axis axes[i] of the input.",
});

Tensor transpose(const Tensor& x, const std::vector<int>& axes) {
  Integers order;
  if (axes.empty()) {
    for (int axis = x.rank() - 1; axis >= 0; --axis) order.push_back(axis);
  } else {
    for (const int axis : axes) order.push_back(detail::normalized_axis("transpose", x.shape(), axis));
  }
  return record(transpose_op, {x}, {{"axes", order}});
}

// ---- arange and filled tensors ----

const Op& arange_op = define({
    .name = "arange",
    .arity = 0,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const std::int64_t size = s.attributes.integer("size");
      if (size < 0) s.reject_shape(fmt::format("expected a size of 0 or more, received {}", size));
      return Shape{size};
    },
    .dtype = [](const Signature& s) -> PerOutput<DType> { return s.attributes.dtype("dtype"); },
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        detail::with_element_type(call.outputs[0], [&](auto zero) {
                          const auto y = call.out<decltype(zero)>();
                          std::iota(y.begin(), y.end(), zero);
                        });
                      }},
    .samples = {shaped({}, {{"size", 7}, {"dtype", DType::i64}}),
                shaped({}, {{"size", 5}, {"dtype", DType::f32}}),
                shaped({}, {{"size", 0}, {"dtype", DType::i32}})},
    .doc = "0, 1, … size - 1.",
});

Tensor arange(std::int64_t n, DType dtype) { return record(arange_op, {}, {{"size", n}, {"dtype", dtype}}); }

Tensor full(const Shape& shape, double value, DType dtype) {
  return broadcast_to(Tensor::scalar(value, dtype), shape);
}
Tensor zeros(const Shape& shape, DType dtype) { return full(shape, 0, dtype); }
Tensor ones(const Shape& shape, DType dtype) { return full(shape, 1, dtype); }
Tensor zeros_like(const Tensor& x) { return zeros(x.shape(), x.dtype()); }
Tensor ones_like(const Tensor& x) { return ones(x.shape(), x.dtype()); }

namespace detail {
void link_shape_ops() {}
}  // namespace detail

}  // namespace saem
