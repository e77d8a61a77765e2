#include "saem/nn/merging.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/layer_axes.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/aggregates.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/normalization.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/shape_ops.h"

namespace saem {

namespace {

/// With axes of extent 1 after the batch, up to a rank.
Shape widened(const Shape& shape, int rank) {
  Shape result = shape;
  while (result.rank() < rank) result = result.inserted(1, 1);
  return result;
}
Tensor widened(const Tensor& x, int rank) {
  return x.rank() == rank ? x : reshape(x, widened(x.shape(), rank));
}

int highest_rank(std::span<const Shape> inputs) {
  int rank = 0;
  for (const Shape& input : inputs) rank = std::max(rank, input.rank());
  return rank;
}

bool stretch_to_one(std::span<const Shape> inputs) {
  const int rank = highest_rank(inputs);
  std::vector<std::int64_t> extents(static_cast<std::size_t>(rank), 1);
  for (const Shape& input : inputs) {
    const Shape shape = widened(input, rank);
    for (int axis = 1; axis < rank; ++axis) {
      std::int64_t& extent = extents[static_cast<std::size_t>(axis)];
      if (shape[axis] != 1 && extent != 1 && shape[axis] != extent) return false;
      if (shape[axis] != 1) extent = shape[axis];
    }
  }
  return true;
}

}  // namespace

namespace detail {

void MergingLayer::build(std::span<const Shape> inputs) {
  if (inputs.size() < 2) {
    reject_input("expected two or more inputs, received one", {},
                 fmt::format("Call it on a list: {}()({{a, b}}).", class_name()));
  }
  if (stretch_to_one(inputs)) return;
  for (const Shape& input : inputs) {
    const std::array<Shape, 2> both = {inputs[0], input};
    if (input == inputs[0] || (stretch_to_one(both) && &input != &inputs.back())) continue;
    reject_input(fmt::format("expected inputs of one shape, received {} and {}", inputs[0].to_string(),
                             input.to_string()),
                 {},
                 input.rank() == inputs[0].rank()
                     ? "Bring them to one shape first: Dense or a 1×1 Conv2D changes the last axis."
                     : "Bring them to one shape first, with Reshape or Flatten.");
  }
}

Tensor MergingLayer::call(const Tensors& inputs, CallContext&) const {
  int rank = 0;
  for (const Tensor& input : inputs) rank = std::max(rank, input.rank());
  Tensor result = widened(inputs[0], rank);
  for (std::size_t i = 1; i < inputs.size(); ++i) result = merge(result, widened(inputs[i], rank));
  return result;
}

Tensor MergingLayer::compute_mask(const Tensors& inputs, const Tensors& masks) const {
  if (std::ranges::any_of(masks, [](const Tensor& m) { return !m.defined(); })) return {};
  int rank = 0;
  for (const Tensor& mask : masks) rank = std::max(rank, mask.rank());
  // An input of fewer axes than the others has been given some: its mask belongs to the same ones.
  int input_rank = 0;
  for (const Tensor& input : inputs) input_rank = std::max(input_rank, input.rank());
  Tensor result;
  for (std::size_t i = 0; i < masks.size(); ++i) {
    const int added = input_rank - inputs[i].rank();
    const Tensor mask = widened(masks[i], std::min(masks[i].rank() + added, rank));
    result = result.defined() ? logical_or(result, mask) : mask;
  }
  return result;
}

}  // namespace detail

Tensor Add::merge(const Tensor& a, const Tensor& b) const { return a + b; }
Tensor Subtract::merge(const Tensor& a, const Tensor& b) const { return a - b; }
Tensor Multiply::merge(const Tensor& a, const Tensor& b) const { return a * b; }
Tensor Maximum::merge(const Tensor& a, const Tensor& b) const { return maximum(a, b); }
Tensor Minimum::merge(const Tensor& a, const Tensor& b) const { return minimum(a, b); }
Tensor Average::merge(const Tensor& a, const Tensor& b) const { return a + b; }

Tensor Average::call(const Tensors& inputs, CallContext& context) const {
  const Tensor total = MergingLayer::call(inputs, context);
  const Tensor sum = is_floating(total.dtype()) ? total : cast(total, DType::f32);
  return sum / static_cast<double>(inputs.size());
}

void Subtract::build(std::span<const Shape> inputs) {
  if (inputs.size() > 2)
    reject_input(fmt::format("expected two inputs, received {}", inputs.size()), {},
                 "Subtract one from the other: two at a time.");
  MergingLayer::build(inputs);
}

Concatenate::Concatenate(const ConcatenateOptions& options)
    : LayerBase(type, options.name), axis_(options.axis) {
  if (axis_ != 0 && axis_ >= -Shape::max_rank && axis_ < Shape::max_rank) return;
  fail<ValueError>({title(),
                    axis_ == 0 ? "expected an axis other than 0, which is the batch"
                               : fmt::format("there is no axis {}", axis_),
                    {},
                    "Axes are counted with the batch: -1 is the last one."});
}

Concatenate Concatenate::from_config(const Attributes& config) {
  // Far values are refused by the constructor; they must not wrap around to good ones.
  const std::int64_t axis = std::clamp<std::int64_t>(detail::integer_in(config, "axis", -1),
                                                     -2 * Shape::max_rank, 2 * Shape::max_rank);
  return Concatenate({.axis = static_cast<int>(axis)});
}

void Concatenate::build(std::span<const Shape> inputs) {
  if (inputs.size() < 2)
    reject_input("expected two or more inputs, received one", {},
                 "Call it on a list: Concatenate()({a, b}).");
  const Shape& first = inputs[0];
  if (axis_ >= first.rank() || axis_ <= -first.rank()) {
    reject_input(fmt::format("there is no axis {} to join them along", axis_),
                 fmt::format("axis = {}", axis_), "Axes are counted with the batch: -1 is the last one.");
  }
  for (const Shape& input : inputs) {
    if (input.rank() == first.rank() && input.with(axis_, 1) == first.with(axis_, 1)) continue;
    reject_input(fmt::format("{} and {} differ in more than axis {}", first.to_string(), input.to_string(),
                             first.axis(axis_)),
                 fmt::format("axis = {}", axis_),
                 "Bring the other axes to equal extents first, or join along another axis.");
  }
  std::int64_t total = 0;
  for (const Shape& input : inputs) {
    if (__builtin_add_overflow(total, input[axis_], &total)) {
      reject_input("the result is too large", {}, "Check the extents: one of them is probably wrong.");
    }
  }
}

Tensor Concatenate::call(const Tensors& inputs, CallContext&) const { return concat(inputs, axis_); }

Tensor Concatenate::compute_mask(const Tensors& inputs, const Tensors& masks) const {
  if (std::ranges::none_of(masks, &Tensor::defined)) return {};
  Tensors whole;  // masks in the shape of the inputs
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const Shape& shape = inputs[i].shape();
    Tensor mask = masks[i].defined() ? masks[i] : full(shape, 1, DType::boolean);
    while (mask.rank() < shape.rank()) mask = expand_dims(mask, -1);
    whole.push_back(broadcast_to(mask, shape));
  }
  return any(concat(whole, axis_), {-1});
}

Dot::Dot(std::vector<int> axes, const DotOptions& options)
    : LayerBase(type, options.name), axes_(std::move(axes)), normalize_(options.normalize) {
  if (axes_.size() == 2) return;
  fail<ValueError>({title(),
                    fmt::format("expected one axis of each input, received {} numbers", axes_.size()),
                    {},
                    "Dot(1), or Dot({1, 2}) for axis 1 of the first and axis 2 of the second."});
}

Dot Dot::from_config(const Attributes& config) {
  std::vector<int> axes = detail::axes_in(config, "axes", {});
  if (axes.size() == 1) axes.push_back(axes[0]);
  return Dot(std::move(axes), {.normalize = detail::flag_in(config, "normalize", false)});
}

Attributes Dot::config() const { return {{"axes", detail::axes_value(axes_)}, {"normalize", normalize_}}; }

void Dot::build(std::span<const Shape> inputs) {
  const std::string context = fmt::format("axes = [{}]", fmt::join(axes_, ", "));
  if (inputs.size() != 2)
    reject_input(fmt::format("expected two inputs, received {}", inputs.size()), context,
                 "Give two: Dot(1)({a, b}).");
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string problem = detail::axes_problem({axes_[i]}, inputs[i]);
    if (!problem.empty())
      reject_input(problem, context, "Axes are counted with the batch: -1 is the last one.");
  }
  if (inputs[0][axes_[0]] != inputs[1][axes_[1]]) {
    reject_input(fmt::format("expected equal extents along the axes, received {} and {}", inputs[0][axes_[0]],
                             inputs[1][axes_[1]]),
                 context, "Choose other axes, or bring them to equal extents with Dense.");
  }
  if (inputs[0].rank() + inputs[1].rank() - 3 > Shape::max_rank)
    reject_input("the result has too many axes", context, "Join some of them with Reshape.");
}

Tensor Dot::call(const Tensors& inputs, CallContext&) const {
  const auto matrix = [&](std::size_t i, bool inner_last) {
    const Tensor& x = inputs[i];
    const int axis = x.shape().axis(axes_[i]);
    const Tensor unit = normalize_ ? unit_normalization(x, {axis}) : x;
    const Tensor moved = moveaxis(unit, axis, inner_last ? -1 : 1);
    const std::int64_t inner = x.shape()[axis];
    const std::int64_t others = x.shape().erased(axis).slice(1, x.rank() - 1).count();
    return reshape(moved,
                   inner_last ? Shape{x.shape()[0], others, inner} : Shape{x.shape()[0], inner, others});
  };
  const auto others = [&](std::size_t i) {
    const Shape left = inputs[i].shape().erased(inputs[i].shape().axis(axes_[i]));
    return left.slice(1, left.rank());
  };
  const Tensor product = matmul(matrix(0, true), matrix(1, false));
  const Shape rest = others(0).concat(others(1));
  return reshape(product, Shape{product.shape()[0]}.concat(rest.rank() == 0 ? Shape{1} : rest));
}

}  // namespace saem
