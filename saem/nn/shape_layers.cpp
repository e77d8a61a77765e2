#include "saem/nn/shape_layers.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

// Without the "batch" that Shape::to_string reads into a leading -1.
std::string text_of(const Shape& example) {
  return fmt::format("({}{})", fmt::join(example.dims(), ", "), example.rank() == 1 ? "," : "");
}

std::int64_t example_size(const Shape& input) { return input.slice(1, input.rank()).count(); }

}  // namespace

void Flatten::build(std::span<const Shape> inputs) { static_cast<void>(example_size(only_input(inputs))); }

Tensor Flatten::call(const Tensors& inputs, CallContext&) const {
  const Shape& x = inputs[0].shape();
  return reshape(inputs[0], {x[0], example_size(x)});
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

}  // namespace saem
