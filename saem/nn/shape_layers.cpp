#include "saem/nn/shape_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/names.h"
#include "saem/nn/spatial_layer.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

// Without the "batch" that Shape::to_string reads into a leading -1.
std::string text_of(const Shape& example) {
  return fmt::format("({}{})", fmt::join(example.dims(), ", "), example.rank() == 1 ? "," : "");
}

std::int64_t example_size(const Shape& input) { return input.slice(1, input.rank()).count(); }

}  // namespace

Flatten::Flatten(const FlattenOptions& options)
    : LayerBase(type, options.name), data_format_(options.data_format) {
  detail::require_data_format(title(), data_format_);
}

Flatten Flatten::from_config(const Attributes& config) {
  return Flatten({.data_format = detail::data_format_in(config)});
}

void Flatten::build(std::span<const Shape> inputs) { static_cast<void>(example_size(only_input(inputs))); }

Tensor Flatten::call(const Tensors& inputs, CallContext&) const {
  const bool move = data_format_ == "channels_first" && inputs[0].rank() > 2;
  const Shape& x = inputs[0].shape();
  return reshape(move ? moveaxis(inputs[0], 1, -1) : inputs[0], {x[0], example_size(x)});
}

Reshape::Reshape(const Shape& target, const LayerOptions& options)
    : LayerBase(type, options.name), target_(target) {
  if (std::ranges::count(target.dims(), Shape::unknown) <= 1) return;
  fail<ValueError>({title(),
                    fmt::format("expected at most one extent of -1, received {}", text_of(target)),
                    {},
                    "Only one extent can be computed from the others."});
}

void Reshape::build(std::span<const Shape> inputs) {
  const std::int64_t elements = example_size(only_input(inputs));
  std::int64_t known = 1;
  bool free = false;
  for (const std::int64_t extent : target_) {
    free = free || extent == Shape::unknown;
    if (extent != Shape::unknown && __builtin_mul_overflow(known, extent, &known)) known = -1;
  }
  if (free ? known > 0 && elements % known == 0 : known == elements) return;
  reject_input(free ? fmt::format("{} elements per example do not fill {}: they are no multiple of {}",
                                  elements, text_of(target_), known)
                    : fmt::format("{} elements per example cannot become {}, which has {}", elements,
                                  text_of(target_), known),
               {}, "Leave the batch out of the target shape; one extent may be -1, and is computed then.");
}

Tensor Reshape::call(const Tensors& inputs, CallContext&) const {
  return reshape(inputs[0], Shape{inputs[0].shape()[0]}.concat(target_));
}

Permute::Permute(std::vector<std::int64_t> dims, const LayerOptions& options)
    : LayerBase(type, options.name), dims_(std::move(dims)) {
  std::vector<std::int64_t> sorted = dims_;
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (sorted[i] == static_cast<std::int64_t>(i) + 1) continue;
    fail<ValueError>({title(),
                      fmt::format("expected the numbers from 1 to {} in some order, received ({})",
                                  sorted.size(), fmt::join(dims_, ", ")),
                      {},
                      "The first axis after the batch is 1: Permute({2, 1}) swaps two."});
  }
}

void Permute::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() == static_cast<int>(dims_.size()) + 1) return;
  reject_input(fmt::format("expected {} axes after the batch, received {}", dims_.size(), x.rank() - 1),
               fmt::format("dims = ({})", fmt::join(dims_, ", ")), "Name each axis of an example once.");
}

Tensor Permute::call(const Tensors& inputs, CallContext&) const {
  std::vector<int> order{0};
  for (const std::int64_t dim : dims_) order.push_back(static_cast<int>(dim));
  return transpose(inputs[0], order);
}

RepeatVector::RepeatVector(std::int64_t n, const LayerOptions& options)
    : LayerBase(type, options.name), n_(n) {
  detail::require_positive(title(), "n", n_, "It is how often each example is repeated.");
}

void RepeatVector::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() == 2) return;
  reject_input(fmt::format("expected (batch, features), received rank {}", x.rank()), {},
               "Put Flatten in front of it.");
}

Tensor RepeatVector::call(const Tensors& inputs, CallContext&) const {
  const Shape& x = inputs[0].shape();
  return broadcast_to(expand_dims(inputs[0], 1), {x[0], n_, x[1]});
}

}  // namespace saem
