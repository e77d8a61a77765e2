#include "saem/ops/reduction.h"

#include <fmt/format.h>

#include <cmath>
#include <string>

#include "saem/graph/autodiff.h"
#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/bitwise.h"
#include "saem/ops/counting.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/operand_numbers.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/shape_ops.h"
#include "saem/ops/wrapping.h"

namespace saem {
namespace {

using detail::kept_shape;
using detail::reduced_count;
using detail::reduced_strides;

/// Rejects reductions over no elements where the result is not defined.
Shape without_nonempty_axes(const Signature& s) {
  for (const std::int64_t axis : s.attributes.integers("axes")) {
    if (axis >= 0 && axis < s.shape(0).rank() && s.shape(0)[static_cast<int>(axis)] == 0) {
      s.reject_shape(fmt::format("axis {} has no elements, so there is no largest one", axis));
    }
  }
  return detail::shape_without_axes(s);
}

/// A reduced value or its gradient, stretched back over x.
Tensor stretched(const Tensor& reduced, const GradientCall& call) {
  const Shape& x = call.input().shape();
  return broadcast_to(reshape(reduced, kept_shape(x, call.attributes().integers("axes"))), x);
}

Sampler over_axes(Shape shape, std::vector<std::int64_t> axes) {
  return shaped({std::move(shape)}, {{"axes", axes}});
}

/// A random shape and a random choice of its axes. All elements differ by more than any finite difference, so
/// that none overtakes another while a gradient is checked.
Sampler random_axes() {
  return [](Generator& g, int) {
    const Shape shape = random_shape(g, 0, 4);
    Array x(shape, DType::f64);
    const std::vector<std::int64_t> order = g.permutation(x.size());
    const auto data = x.mutable_data<double>();
    for (std::size_t i = 0; i < data.size(); ++i) data[i] = 0.01 * static_cast<double>(order[i]) - 1.0;
    std::vector<std::int64_t> axes;
    for (int axis = 0; axis < shape.rank(); ++axis) {
      if (g.integer(2) == 1) axes.push_back(axis);
    }
    Sample sample;
    sample.inputs = {x};
    sample.attributes = {{"axes", axes}};
    return sample;
  };
}

}  // namespace

const Op& sum_op = define({
    .name = "sum",
    .arity = 1,
    .shape = detail::shape_without_axes,
    .dtype = numeric,
    .gradient = [](const GradientCall& call) -> Tensors { return {stretched(call.dy(), call)}; },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          const auto x = call.in<T>(0);
                          const auto y = call.out<T>();
                          std::fill(y.begin(), y.end(), zero);
                          detail::for_each_offset(call.shape(0), reduced_strides(call), 0,
                                                  [&](std::int64_t i, std::int64_t j) {
                                                    y[j] = detail::wrapping_sum(y[j], x[i]);
                                                  });
                        });
                      }},
    .samples = {random_axes(), over_axes({3, 4, 5}, {1}), over_axes({17, 33}, {0}), over_axes({17, 33}, {1}),
                over_axes({2, 3, 4, 5}, {0, 1, 2}), over_axes({0, 3}, {0}), over_axes({3, 0}, {0}),
                over_axes({4, 3}, {})},
    .doc = "Sums over some axes, which disappear; 0 over no elements.",
});

// Where several elements tie for the maximum, each gets an equal share of the gradient: the only choice that
// does not depend on the order of the elements.
const Op& max_op = define({
    .name = "max",
    .arity = 1,
    .shape = without_nonempty_axes,
    .dtype = numeric,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Tensor& x = call.input();
      Axes axes;
      for (const std::int64_t axis : call.attributes().integers("axes"))
        axes.push_back(static_cast<int>(axis));
      const Tensor winners = cast(equal(x, stretched(call.output(), call)), x.dtype());
      const Tensor ties = axes.empty() ? winners : sum(winners, axes);
      return {winners * stretched(call.dy() / ties, call)};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          const auto x = call.in<T>(0);
                          const auto y = call.out<T>();
                          std::vector<bool> seen(y.size(), false);
                          detail::for_each_offset(call.shape(0), reduced_strides(call), 0,
                                                  [&](std::int64_t i, std::int64_t j) {
                                                    // x != x: a NaN wins, so that it cannot pass unseen.
                                                    if (!seen[j] || x[i] > y[j] || x[i] != x[i]) y[j] = x[i];
                                                    seen[j] = true;
                                                  });
                        });
                      }},
    .samples = {random_axes(), over_axes({3, 4, 5}, {1}), over_axes({17, 33}, {0}), over_axes({17, 33}, {1}),
                over_axes({2, 3, 4, 5}, {1, 3}), over_axes({0, 3}, {1})},
    .doc = "Largest element over some axes, which disappear. Elements that tie share the gradient equally; a "
           "NaN is "
           "larger than everything.",
});

const Op& argmax_op = define({
    .name = "argmax",
    .arity = 1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const std::int64_t axis = s.attributes.integer("axis");
      if (axis < 0 || axis >= s.shape(0).rank()) s.reject_shape("expected an axis in [0, rank)");
      if (s.shape(0)[static_cast<int>(axis)] == 0) {
        s.reject_shape(fmt::format("axis {} has no elements, so there is no largest one", axis));
      }
      return s.shape(0).erased(static_cast<int>(axis));
    },
    .dtype = [](const Signature& s) -> PerOutput<DType> {
      static_cast<void>(numeric(s));
      return DType::i64;
    },
    .gradient = not_differentiable,
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const Shape& shape = call.shape(0);
                        const int axis = static_cast<int>(call.attributes.integer("axis"));
                        const std::int64_t extent = shape[axis];
                        const std::int64_t inner = shape.slice(axis + 1, shape.rank()).count();
                        const std::int64_t outer = shape.slice(0, axis).count();
                        const auto y = call.out<std::int64_t>();
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          const auto x = call.in<decltype(zero)>(0);
                          for (std::int64_t o = 0; o < outer; ++o) {
                            for (std::int64_t i = 0; i < inner; ++i) {
                              const std::int64_t first = o * extent * inner + i;
                              std::int64_t best = 0;
                              for (std::int64_t k = 1; k < extent; ++k) {
                                const auto largest = x[first + best * inner];
                                const auto next = x[first + k * inner];
                                // x != x: the first NaN wins, as the largest.
                                if (next > largest || (next != next && largest == largest)) best = k;
                              }
                              y[o * inner + i] = best;
                            }
                          }
                        });
                      }},
    .samples = {shaped({{7}}, {{"axis", 0}}), shaped({{5, 10}}, {{"axis", 1}}),
                shaped({{5, 10}}, {{"axis", 0}}), shaped({{2, 3, 4}}, {{"axis", 1}}),
                shaped({{0, 3}}, {{"axis", 1}})},
    .doc = "Index of the first largest element along one axis, which disappears; a NaN is larger than "
           "everything.",
});

namespace {

Tensor reduce(const Op& op, const Tensor& x, const Axes& axes, ReductionOptions options) {
  const std::vector<std::int64_t> normalized = detail::normalized_axes(op.name, x.shape(), axes);
  const Tensor reduced = normalized.empty() ? x : record(op, {x}, {{"axes", normalized}});
  return options.keepdims ? reshape(reduced, kept_shape(x.shape(), normalized)) : reduced;
}

/// Averages are taken in floating point.
using detail::to_floating;

void require_elements(const char* op, const Shape& shape, const Axes& axes) {
  if (reduced_count(shape, detail::normalized_axes(op, shape, axes)) > 0) return;
  fail<ShapeError>({op, "there are no elements to average", fmt::format("input {}", shape.to_string()),
                    "Leave axes without elements out, or give data."});
}

}  // namespace

Tensor sum(const Tensor& x, const Axes& axes, ReductionOptions options) {
  return reduce(sum_op, detail::counting(x), axes, options);
}

Tensor mean(const Tensor& x, const Axes& axes, ReductionOptions options) {
  require_elements("mean", x.shape(), axes);
  const Tensor total = sum(to_floating(x), axes, options);
  return total /
         static_cast<double>(reduced_count(x.shape(), detail::normalized_axes("mean", x.shape(), axes)));
}

Tensor variance(const Tensor& x, const Axes& axes, ReductionOptions options) {
  require_elements("variance", x.shape(), axes);
  const Tensor floating_x = to_floating(x);
  return mean(square(floating_x - mean(floating_x, axes, {.keepdims = true})), axes, options);
}

Tensor max(const Tensor& x, const Axes& axes, ReductionOptions options) {
  if (x.dtype() == DType::boolean) return cast(max(cast(x, DType::i32), axes, options), DType::boolean);
  return reduce(max_op, x, axes, options);
}

Tensor min(const Tensor& x, const Axes& axes, ReductionOptions options) {
  if (is_floating(x.dtype())) return negative(max(negative(x), axes, options));
  // Inverted bits turn the order of integers round, and every one has a counterpart.
  return bitwise_not(max(bitwise_not(x), axes, options));
}

Tensor norm(const Tensor& x, const Axes& axes, ReductionOptions options) {
  const Tensor squares = sum(square(to_floating(x)), axes, options);
  // The square root's slope at 0 is infinite, and 0 · ∞ would give NaN: both branches must stay finite there.
  const Tensor positive = not_equal(squares, zeros_like(squares));  // or NaN, which must be seen
  return where(positive, sqrt(where(positive, squares, 1.0)), 0.0);
}

Tensor logsumexp(const Tensor& numbers, const Axes& axes, ReductionOptions options) {
  const Tensor x = to_floating(numbers);
  // Any finite number may be subtracted and added again, so the maximum counts as a constant; an infinite one
  // would give ∞ - ∞.
  const Tensor largest = stop_gradient(max(x, axes, {.keepdims = true}));
  const Tensor shift = where(isfinite(largest), largest, 0.0);
  const Tensor y = log(sum(exp(x - shift), axes, {.keepdims = true})) + shift;
  if (options.keepdims) return y;
  const std::vector<std::int64_t> normalized = detail::normalized_axes("logsumexp", x.shape(), axes);
  Shape shape = x.shape();
  for (auto axis = normalized.rbegin(); axis != normalized.rend(); ++axis) {
    shape = shape.erased(static_cast<int>(*axis));
  }
  return reshape(y, shape);
}

Tensor argmax(const Tensor& x, int axis) {
  const Tensor numbers = x.dtype() == DType::boolean ? cast(x, DType::i32) : x;
  return record(argmax_op, {numbers}, {{"axis", detail::normalized_axis("argmax", x.shape(), axis)}});
}

namespace detail {
void link_reduction() {}
}  // namespace detail

}  // namespace saem
