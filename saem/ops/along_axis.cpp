// take_along_axis and what adds up its gradient. Declared in indexing.h.
#include <fmt/format.h>

#include <algorithm>

#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/index_checks.h"
#include "saem/ops/indexing.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/shape_ops.h"

namespace saem {

extern const Op& add_along_axis_op;

namespace {

using detail::AxisView;

/// x, and as many indices as its other axes ask for.
Sampler random_along(bool add) {
  return [=](Generator& g, int) {
    const Shape x = random_shape(g, 1, 4);
    const int axis = static_cast<int>(g.integer(x.rank()));
    Array indices(x.with(axis, g.integer(6)), DType::i64);
    for (std::int64_t& i : indices.mutable_data<std::int64_t>()) i = g.integer(2 * x[axis]) - x[axis];
    Sample sample;
    sample.attributes = {{"axis", axis}};
    if (add) {
      sample.attributes.set("extent", x[axis]);
      sample.inputs = {indices, random_array(g, indices.shape())};
    } else {
      sample.inputs = {random_array(g, x), indices};
    }
    return sample;
  };
}

}  // namespace

const Op& take_along_axis_op = define({
    .name = "take_along_axis",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const int axis = detail::axis_attribute(s, s.shape(0).rank());
      if (s.shape(1).rank() != s.shape(0).rank() ||
          !(s.shape(1).with(axis, s.shape(0)[axis]) == s.shape(0))) {
        s.reject_shape(fmt::format("expected indices like {} but for axis {}, received {}",
                                   s.shape(0).to_string(), axis, s.shape(1).to_string()),
                       "All extents but the one along the axis must be equal.");
      }
      return s.shape(1);
    },
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      detail::require_integers(s, 1, "indices");
      return s.dtype(0);
    },
    .gradient = [](const GradientCall& call) -> Tensors {
      const std::int64_t axis = call.attributes().integer("axis");
      const std::int64_t extent = call.input(0).shape()[static_cast<int>(axis)];
      return {record(add_along_axis_op, {call.input(1), call.dy()}, {{"axis", axis}, {"extent", extent}}),
              Tensor()};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const std::int64_t axis = call.attributes.integer("axis");
                        const AxisView x(call.shape(0), static_cast<int>(axis));
                        const AxisView y(call.output_shape(), static_cast<int>(axis));
                        const auto indices = call.in<std::int64_t>(1);
                        detail::require_inside("take_along_axis", indices, call.attributes, x.extent);
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          const auto from = call.in<decltype(zero)>(0);
                          const auto to = call.out<decltype(zero)>();
                          for (std::int64_t o = 0, p = 0; o < y.outer; ++o) {
                            for (std::int64_t k = 0; k < y.extent; ++k) {
                              for (std::int64_t i = 0; i < y.inner; ++i, ++p) {
                                const std::int64_t place = detail::place_of(indices[p], x.extent);
                                to[p] = from[(o * x.extent + place) * x.inner + i];
                              }
                            }
                          }
                        });
                      }},
    .samples = {random_along(false)},
    .doc = "(x, indices): for each index, the element of x at that place along the axis and its own place "
           "otherwise.",
});

const Op& add_along_axis_op = define({
    .name = "add_along_axis",
    .arity = 2,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const int axis = detail::axis_attribute(s, s.shape(0).rank());
      const std::int64_t extent = s.attributes.integer("extent");
      if (extent < 0) s.reject_shape(fmt::format("expected an extent of 0 or more, received {}", extent));
      if (!(s.shape(0) == s.shape(1))) s.reject_shape("expected indices and updates of one shape");
      return s.shape(0).with(axis, extent);
    },
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      detail::require_integers(s, 0, "indices");
      if (s.dtype(1) == DType::boolean) {
        fail<DTypeError>({"add_along_axis", "expected numbers to add, received bool", {}, "Use cast."});
      }
      return s.dtype(1);
    },
    .gradient = [](const GradientCall& call) -> Tensors {
      return {Tensor(),
              take_along_axis(call.dy(), call.input(0), static_cast<int>(call.attributes().integer("axis")))};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const std::int64_t axis = call.attributes.integer("axis");
                        const AxisView from(call.shape(1), static_cast<int>(axis));
                        const AxisView y(call.output_shape(), static_cast<int>(axis));
                        const auto indices = call.in<std::int64_t>(0);
                        detail::require_inside("add_along_axis", indices, call.attributes, y.extent);
                        detail::with_element_type(call.inputs[1], [&](auto zero) {
                          const auto updates = call.in<decltype(zero)>(1);
                          const auto to = call.out<decltype(zero)>();
                          std::ranges::fill(to, zero);
                          for (std::int64_t o = 0, p = 0; o < from.outer; ++o) {
                            for (std::int64_t k = 0; k < from.extent; ++k) {
                              for (std::int64_t i = 0; i < from.inner; ++i, ++p) {
                                const std::int64_t place = detail::place_of(indices[p], y.extent);
                                to[(o * y.extent + place) * y.inner + i] += updates[p];
                              }
                            }
                          }
                        });
                      }},
    .samples = {random_along(true)},
    .doc = "(indices, updates): zeros with each update added at its index along the axis and its own place "
           "otherwise.",
});

Tensor take_along_axis(const Tensor& x, const Tensor& indices, std::optional<int> axis) {
  if (!axis) {
    return take_along_axis(reshape(x, {x.shape().count()}), reshape(indices, {indices.shape().count()}), 0);
  }
  const int normalized = detail::normalized_axis("take_along_axis", x.shape(), *axis);
  if (indices.rank() != x.rank()) {
    fail<ShapeError>(
        {"take_along_axis",
         fmt::format("expected indices of rank {} like x, received rank {}", x.rank(), indices.rank()),
         fmt::format("x {}, indices {}", x.shape().to_string(), indices.shape().to_string()),
         "Use expand_dims for one index per row, gather for one list of indices for all rows."});
  }
  const Shape others =
      broadcast(x.shape().with(normalized, 1), indices.shape().with(normalized, 1), "take_along_axis");
  return record(take_along_axis_op,
                {broadcast_to(x, others.with(normalized, x.shape()[normalized])),
                 broadcast_to(indices, others.with(normalized, indices.shape()[normalized]))},
                {{"axis", normalized}});
}

Tensor add_along_axis(const Tensor& x, const Tensor& indices, const Tensor& updates, int axis) {
  const int normalized = detail::normalized_axis("add_along_axis", x.shape(), axis);
  if (indices.rank() != x.rank() || !(indices.shape().with(normalized, x.shape()[normalized]) == x.shape())) {
    fail<ShapeError>({"add_along_axis",
                      fmt::format("expected indices like {} but for axis {}, received {}",
                                  x.shape().to_string(), normalized, indices.shape().to_string()),
                      {},
                      "All extents but the one along the axis must be equal."});
  }
  return x + record(add_along_axis_op, {indices, cast(updates, x.dtype())},
                    {{"axis", normalized}, {"extent", x.shape()[normalized]}});
}

namespace detail {
void link_along_axis() {}
}  // namespace detail

}  // namespace saem
