// slice, pad and concat: parts of arrays. Declared in shape_ops.h. slice and pad undo each other, so each is
// the other's gradient.
#include <fmt/format.h>

#include "saem/graph/op.h"
#include "saem/ops/axes.h"
#include "saem/ops/reference_loops.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

/// Extent that n elements take up with `interior` zeros in each gap.
std::int64_t spread(std::int64_t n, std::int64_t interior) {
  return n == 0 ? 0 : (n - 1) * (interior + 1) + 1;
}

/// Throws ShapeError unless the attribute has one number per axis.
void require_one_per_axis(const Signature& s, const char* attribute) {
  const std::size_t count = s.attributes.integers(attribute).size();
  if (static_cast<int>(count) != s.shape(0).rank()) {
    s.reject_shape(
        fmt::format("expected one {} per axis ({}), received {}", attribute, s.shape(0).rank(), count));
  }
}

Shape sliced_shape(const Signature& s) {
  for (const char* attribute : {"begin", "end", "step"}) require_one_per_axis(s, attribute);
  const Integers& begin = s.attributes.integers("begin");
  const Integers& end = s.attributes.integers("end");
  const Integers& step = s.attributes.integers("step");
  Shape y = s.shape(0);
  for (int axis = 0; axis < y.rank(); ++axis) {
    const std::int64_t extent = s.shape(0)[axis];
    if (begin[axis] < 0 || begin[axis] > end[axis] || end[axis] > extent) {
      s.reject_shape(fmt::format("{} to {} is not a range of axis {}, whose extent is {}", begin[axis],
                                 end[axis], axis, extent),
                     "A slice needs 0 <= begin <= end <= extent on every axis.");
    }
    if (step[axis] < 1)
      s.reject_shape(fmt::format("expected a step of 1 or more on axis {}, received {}", axis, step[axis]));
    const std::int64_t length = end[axis] - begin[axis];
    y = y.with(axis, length == 0 ? 0 : (length - 1) / step[axis] + 1);
  }
  return y;
}

Shape padded_shape(const Signature& s) {
  constexpr std::int64_t limit = std::int64_t{1} << 31;  // so that no sum below overflows
  for (const char* attribute : {"low", "high", "interior"}) {
    require_one_per_axis(s, attribute);
    for (const std::int64_t amount : s.attributes.integers(attribute)) {
      if (amount < 0 || amount >= limit) {
        s.reject_shape(fmt::format("expected amounts from 0 to 2³¹ zeros, received {} {}", attribute, amount),
                       "Use slice to take elements away.");
      }
    }
  }
  Shape y = s.shape(0);
  for (int axis = 0; axis < y.rank(); ++axis) {
    if (y[axis] >= limit) s.reject_shape(fmt::format("axis {} is too long to be padded", axis));
    y = y.with(axis, s.attributes.integers("low")[axis] +
                         spread(y[axis], s.attributes.integers("interior")[axis]) +
                         s.attributes.integers("high")[axis]);
  }
  return y;
}

/// Random ranges and steps on a random shape.
Sample random_slice(Generator& g, int) {
  Sample sample;
  const Shape shape = random_shape(g);
  Integers begin;
  Integers end;
  Integers step;
  for (const std::int64_t extent : shape) {
    begin.push_back(g.integer(extent));
    end.push_back(begin.back() + 1 + g.integer(extent - begin.back()));
    step.push_back(1 + g.integer(3));
  }
  sample.inputs = {random_array(g, shape)};
  sample.attributes = {{"begin", begin}, {"end", end}, {"step", step}};
  return sample;
}

Sample random_pad(Generator& g, int) {
  Sample sample;
  const Shape shape = random_shape(g);
  Integers low;
  Integers high;
  Integers interior;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    low.push_back(g.integer(3));
    high.push_back(g.integer(3));
    interior.push_back(g.integer(3));
  }
  sample.inputs = {random_array(g, shape)};
  sample.attributes = {{"low", low}, {"high", high}, {"interior", interior}};
  return sample;
}

/// One to four parts of random extent along a random axis.
Sample random_parts(Generator& g, int) {
  Sample sample;
  const Shape shape = random_shape(g, 1, 4);
  const int axis = static_cast<int>(g.integer(shape.rank()));
  const std::int64_t parts = 1 + g.integer(4);
  for (std::int64_t i = 0; i < parts; ++i)
    sample.inputs.push_back(random_array(g, shape.with(axis, g.integer(4))));
  sample.attributes = {{"axis", axis}};
  return sample;
}

}  // namespace

const Op& slice_op = define({
    .name = "slice",
    .arity = 1,
    .shape = sliced_shape,
    .dtype = any_dtype,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Shape& x = call.input().shape();
      const Shape& y = call.dy().shape();
      const Integers& low = call.attributes().integers("begin");
      Integers interior = call.attributes().integers("step");
      Integers high;
      for (int axis = 0; axis < x.rank(); ++axis) {
        interior[axis] -= 1;
        high.push_back(x[axis] - low[axis] - spread(y[axis], interior[axis]));
      }
      return {pad(call.dy(), low, high, interior)};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const Integers& begin = call.attributes.integers("begin");
                        Integers strides = detail::row_major_strides(call.shape(0));
                        std::int64_t first = 0;
                        for (std::size_t axis = 0; axis < strides.size(); ++axis) {
                          first += begin[axis] * strides[axis];
                          strides[axis] *= call.attributes.integers("step")[axis];
                        }
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          const auto x = call.in<T>(0);
                          const auto y = call.out<T>();
                          detail::for_each_offset(call.output_shape(), strides, first,
                                                  [&](std::int64_t i, std::int64_t j) { y[i] = x[j]; });
                        });
                      }},
    .samples = {random_slice,
                shaped({{5, 7}},
                       {{"begin", Integers{1, 0}}, {"end", Integers{5, 7}}, {"step", Integers{2, 3}}}),
                shaped({{4, 3}},
                       {{"begin", Integers{2, 0}}, {"end", Integers{2, 3}}, {"step", Integers{1, 1}}})},
    .doc = "x[begin : end : step] on every axis.",
});

Tensor slice(const Tensor& x, const Integers& begin, const Integers& end, const Integers& step) {
  const Integers ones(static_cast<std::size_t>(x.rank()), 1);
  return record(slice_op, {x}, {{"begin", begin}, {"end", end}, {"step", step.empty() ? ones : step}});
}

const Op& pad_op = define({
    .name = "pad",
    .arity = 1,
    .shape = padded_shape,
    .dtype = any_dtype,
    .gradient = [](const GradientCall& call) -> Tensors {
      const Shape& x = call.input().shape();
      const Integers& begin = call.attributes().integers("low");
      Integers step = call.attributes().integers("interior");
      Integers end;
      for (int axis = 0; axis < x.rank(); ++axis) {
        end.push_back(begin[axis] + spread(x[axis], step[axis]));
        step[axis] += 1;
      }
      return {slice(call.dy(), begin, end, step)};
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const Integers& low = call.attributes.integers("low");
                        Integers strides = detail::row_major_strides(call.output_shape());
                        std::int64_t first = 0;
                        for (std::size_t axis = 0; axis < strides.size(); ++axis) {
                          first += low[axis] * strides[axis];
                          strides[axis] *= call.attributes.integers("interior")[axis] + 1;
                        }
                        detail::with_element_type(call.inputs[0], [&](auto zero) {
                          using T = decltype(zero);
                          const auto x = call.in<T>(0);
                          const auto y = call.out<T>();
                          std::ranges::fill(y, zero);
                          detail::for_each_offset(call.shape(0), strides, first,
                                                  [&](std::int64_t i, std::int64_t j) { y[j] = x[i]; });
                        });
                      }},
    .samples = {random_pad,
                shaped({{3, 4}},
                       {{"low", Integers{1, 0}}, {"high", Integers{0, 2}}, {"interior", Integers{2, 0}}}),
                shaped({{0, 2}},
                       {{"low", Integers{1, 1}}, {"high", Integers{2, 0}}, {"interior", Integers{1, 1}}})},
    .doc = "Zeros before, after and between the elements of each axis.",
});

Tensor pad(const Tensor& x, const Integers& low, const Integers& high, const Integers& interior) {
  const Integers none(static_cast<std::size_t>(x.rank()), 0);
  return record(pad_op, {x},
                {{"low", low}, {"high", high}, {"interior", interior.empty() ? none : interior}});
}

const Op& concat_op = define({
    .name = "concat",
    .arity = -1,
    .shape = [](const Signature& s) -> PerOutput<Shape> {
      const Shape& first = s.shape(0);
      const std::int64_t attribute = s.attributes.integer("axis");
      if (attribute < 0 || attribute >= first.rank()) s.reject_shape("expected an axis in [0, rank)");
      const int axis = static_cast<int>(attribute);
      std::int64_t total = 0;
      for (std::size_t i = 0; i < s.inputs.size(); ++i) {
        const Shape& part = s.inputs[i].shape;
        if (part.rank() != first.rank() || !(part.with(axis, first[axis]) == first)) {
          s.reject_shape(fmt::format("part {} of shape {} does not fit the first, {}, along axis {}", i,
                                     part.to_string(), first.to_string(), axis),
                         "All extents but the one along the axis must be equal.");
        }
        total += part[axis];
      }
      return first.with(axis, total);
    },
    .dtype = any_dtype,
    .gradient = [](const GradientCall& call) -> Tensors {
      const int axis = static_cast<int>(call.attributes().integer("axis"));
      const Shape& y = call.dy().shape();
      Tensors parts;
      Integers begin(static_cast<std::size_t>(y.rank()), 0);
      for (const Tensor& input : call.node->inputs()) {
        Integers end(y.begin(), y.end());
        end[axis] = begin[axis] + input.shape()[axis];
        parts.push_back(slice(call.dy(), begin, end));
        begin[axis] = end[axis];
      }
      return parts;
    },
    .reference = {.run =
                      [](ReferenceCall& call) {
                        const int axis = static_cast<int>(call.attributes.integer("axis"));
                        const Integers strides = detail::row_major_strides(call.output_shape());
                        std::int64_t first = 0;
                        for (std::size_t part = 0; part < call.inputs.size(); ++part) {
                          const Array& input = call.inputs[part];
                          detail::with_element_type(input, [&](auto zero) {
                            using T = decltype(zero);
                            const auto x = input.data<T>();
                            const auto y = call.out<T>();
                            detail::for_each_offset(input.shape(), strides, first,
                                                    [&](std::int64_t i, std::int64_t j) { y[j] = x[i]; });
                          });
                          first += input.shape()[axis] * strides[axis];
                        }
                      }},
    .samples = {random_parts, shaped({{2, 3}, {2, 5}, {2, 1}}, {{"axis", 1}}),
                shaped({{2, 3}, {0, 3}}, {{"axis", 0}})},
    .doc = "Joins arrays along one axis.",
});

Tensor concat(std::span<const Tensor> parts, int axis) {
  if (parts.empty())
    fail<ValueError>(
        {"concat", "expected at least one part, received none", {}, "Give the tensors to join."});
  const int normalized = detail::normalized_axis("concat", parts[0].shape(), axis);
  return parts.size() == 1 ? parts[0]
                           : record(concat_op, Tensors(parts.begin(), parts.end()), {{"axis", normalized}});
}

namespace detail {
void link_slicing() {}
}  // namespace detail

}  // namespace saem
