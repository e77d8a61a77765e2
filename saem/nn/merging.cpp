#include "saem/nn/merging.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {

void Add::build(std::span<const Shape> inputs) {
  if (inputs.size() < 2)
    reject_input("expected two or more inputs, received one", {}, "Call it on a list: Add()({a, b}).");
  for (const Shape& input : inputs) {
    if (input == inputs[0]) continue;
    reject_input(fmt::format("expected inputs of one shape, received {} and {}", inputs[0].to_string(),
                             input.to_string()),
                 {},
                 input.rank() == inputs[0].rank()
                     ? "Bring them to one shape first: Dense or a 1×1 Conv2D changes the last axis."
                     : "Bring them to one shape first, with Reshape or Flatten.");
  }
}

Tensor Add::call(const Tensors& inputs, CallContext&) const {
  Tensor sum = inputs[0];
  for (std::size_t i = 1; i < inputs.size(); ++i) sum = sum + inputs[i];
  return sum;
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
  const std::int64_t axis =
      std::clamp<std::int64_t>(config.integer("axis"), -2 * Shape::max_rank, 2 * Shape::max_rank);
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
    if (__builtin_add_overflow(total, input[axis_], &total)) reject_input("the result is too large", {}, {});
  }
}

Tensor Concatenate::call(const Tensors& inputs, CallContext&) const { return concat(inputs, axis_); }

}  // namespace saem
