// gather and scatter_add: whole slices by number. Declared in indexing.h. For fixed indices both are linear,
// and each is the other's gradient.
#include <fmt/format.h>

#include <algorithm>

#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/index_checks.h"
#include "saem/ops/indexing.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/softmax.h"

namespace saem {
namespace {

using detail::AxisView;

Shape gathered_shape(const Shape& x, const Shape& indices, int axis) {
  return x.slice(0, axis).concat(indices).concat(x.slice(axis + 1, x.rank()));
}

Shape scattered_shape(const Signature& s) {
  const Shape& indices = s.shape(0);
  const Shape& updates = s.shape(1);
  const std::int64_t extent = s.attributes.integer("extent");
  const std::int64_t axis = s.attributes.integer("axis");
  if (extent < 0) s.reject_shape(fmt::format("expected an extent of 0 or more, received {}", extent));
  const bool has_axes = axis >= 0 && axis + indices.rank() <= updates.rank();
  const int first = has_axes ? static_cast<int>(axis) : 0;
  if (!has_axes || !(updates.slice(first, first + indices.rank()) == indices)) {
    s.reject_shape(
        fmt::format("expected updates with the axes {} of the indices from axis {} on, received {}",
                    indices.to_string(), axis, updates.to_string()),
        "There is one slice of updates for each index.");
  }
  return updates.slice(0, first).concat({extent}).concat(
      updates.slice(first + indices.rank(), updates.rank()));
}

Array random_indices(Generator& g, const Shape& shape, std::int64_t extent) {
  Array indices(shape, DType::i64);
  for (std::int64_t& i : indices.mutable_data<std::int64_t>()) i = g.integer(2 * extent) - extent;
  return indices;
}

/// Any axis of a random shape, indices of rank 0 to 2.
Sampler random_gather(bool scatter) {
  return [=](Generator& g, int) {
    const Shape x = random_shape(g, 1, 4);
    const int axis = static_cast<int>(g.integer(x.rank()));
    const Array indices = random_indices(g, random_shape(g, 0, 2), x[axis]);
    Sample sample;
    sample.attributes = {{"axis", axis}};
    if (scatter) {
      sample.attributes.set("extent", x[axis]);
      sample.inputs = {indices, random_array(g, gathered_shape(x, indices.shape(), axis))};
    } else {
      sample.inputs = {random_array(g, x), indices};
    }
    return sample;
  };
}

Sampler fixed_gather(Shape x, Shape indices) {
  return [=](Generator& g, int) {
    Sample sample;
    sample.inputs = {random_array(g, x), random_indices(g, indices, std::max<std::int64_t>(1, x[0]))};
    sample.attributes = {{"axis", 0}};
    return sample;
  };
}

Sampler fixed_scatter(Shape indices, Shape updates, std::int64_t extent) {
  return [=](Generator& g, int) {
    Sample sample;
    sample.inputs = {random_indices(g, indices, extent), random_array(g, updates)};
    sample.attributes = {{"axis", 0}, {"extent", extent}};
    return sample;
  };
}

}  // namespace

const Op& gather_op = define({
    .name = "gather",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const int axis = detail::axis_attribute(s, s.shape(0).rank());
      if (s.shape(0).rank() - 1 + s.shape(1).rank() > Shape::max_rank) {
        s.reject_shape(fmt::format("the result would have more than {} axes", Shape::max_rank),
                       "Reshape the indices to one axis, and the result back.");
      }
      return gathered_shape(s.shape(0), s.shape(1), axis);
    },
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      detail::require_integers(s, 1, "indices");
      return s.dtype(0);
    },
    .gradient = [](const GradientCall& call) -> Tensors {
      const std::int64_t axis = call.attributes().integer("axis");
      return {scatter_add(call.input(1), call.dy(), call.input(0).shape()[static_cast<int>(axis)],
                          static_cast<int>(axis)),
              Tensor()};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const std::int64_t axis = call.attributes.integer("axis");
                        const AxisView x(call.shape(0), static_cast<int>(axis));
                        const auto indices = call.in<std::int64_t>(1);
                        detail::require_inside("gather", indices, call.attributes, x.extent);
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          const auto from = call.in<decltype(zero)>(0);
                          auto to = call.out<decltype(zero)>().begin();
                          for (std::int64_t o = 0; o < x.outer; ++o) {
                            for (const std::int64_t index : indices) {
                              const std::int64_t place = detail::place_of(index, x.extent);
                              to = std::copy_n(from.begin() + (o * x.extent + place) * x.inner, x.inner, to);
                            }
                          }
                        });
                      }},
    .samples = {random_gather(false), fixed_gather({11, 7}, {33}), fixed_gather({5}, {2, 3}),
                fixed_gather({3, 2}, {0}), fixed_gather({3, 0}, {4}), fixed_gather({0, 2}, {0, 3})},
    .doc = "(x, indices): the slices x[…, indices[k], …] along one axis; an index outside is an error.",
});

const Op& scatter_add_op = define({
    .name = "scatter_add",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> { return scattered_shape(s); },
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      detail::require_integers(s, 0, "indices");
      if (s.dtype(1) == DType::boolean) {
        fail<DTypeError>({"scatter_add", "expected numbers to add, received bool", {}, "Use cast."});
      }
      return s.dtype(1);
    },
    .gradient = [](const GradientCall& call) -> Tensors {
      return {Tensor(),
              gather(call.dy(), call.input(0), static_cast<int>(call.attributes().integer("axis")))};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const std::int64_t axis = call.attributes.integer("axis");
                        const AxisView y(call.output_shape(), static_cast<int>(axis));
                        const auto indices = call.in<std::int64_t>(0);
                        detail::require_inside("scatter_add", indices, call.attributes, y.extent);
                        detail::with_element_type(call.inputs[1], [&](auto zero) {
                          const auto to = call.out<decltype(zero)>();
                          auto from = call.in<decltype(zero)>(1).begin();
                          std::ranges::fill(to, zero);
                          for (std::int64_t o = 0; o < y.outer; ++o) {
                            for (const std::int64_t index : indices) {
                              const std::int64_t place = detail::place_of(index, y.extent);
                              for (std::int64_t i = 0; i < y.inner; ++i)
                                to[(o * y.extent + place) * y.inner + i] += *from++;
                            }
                          }
                        });
                      }},
    .samples = {random_gather(true), fixed_scatter({33}, {33, 70}, 50), fixed_scatter({2, 3}, {2, 3}, 4),
                fixed_scatter({0}, {0, 3}, 2), fixed_scatter({4}, {4, 0}, 2)},
    .doc = "(indices, updates): zeros with each slice of the updates added at the index that it belongs to.",
});

Tensor gather(const Tensor& x, const Tensor& indices, int axis) {
  return record(gather_op, {x, indices}, {{"axis", detail::normalized_axis("gather", x.shape(), axis)}});
}

Tensor detail::gather_from_zero(const Tensor& x, const Tensor& indices) {
  return record(gather_op, {x, indices}, {{"axis", 0}, {"from_zero", true}});
}

Tensor take(const Tensor& x, const Tensor& indices, std::optional<int> axis) {
  return axis ? gather(x, indices, *axis) : gather(reshape(x, {x.shape().count()}), indices, 0);
}

Tensor scatter_add(const Tensor& indices, const Tensor& updates, std::int64_t extent, int axis) {
  const int rank = updates.rank() - indices.rank() + 1;  // of the result
  const Tensor numbers = updates.dtype() == DType::boolean ? cast(updates, DType::i64) : updates;
  return record(scatter_add_op, {indices, numbers},
                {{"axis", axis < 0 ? axis + rank : axis}, {"extent", extent}});
}

Tensor index_add(const Tensor& x, const Tensor& indices, const Tensor& updates, int axis) {
  const int normalized = detail::normalized_axis("index_add", x.shape(), axis);
  const Tensor stretched =
      broadcast_to(cast(updates, x.dtype()), gathered_shape(x.shape(), indices.shape(), normalized));
  return x + scatter_add(indices, stretched, x.shape()[normalized], normalized);
}

Tensor one_hot(const Tensor& labels, std::int64_t classes, int axis, DType dtype) {
  const Tensor last = one_hot(labels, classes, dtype);
  const int place = detail::normalized_axis("one_hot", last.shape(), axis);
  std::vector<int> order;
  for (int i = 0; i + 1 < last.rank(); ++i) order.push_back(i);
  order.insert(order.begin() + place, last.rank() - 1);
  return place == last.rank() - 1 ? last : transpose(last, order);
}

namespace detail {
void link_gather() {}
}  // namespace detail

}  // namespace saem
