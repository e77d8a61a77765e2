#include "saem/nn/zero_padding2d.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/nn/spatial_window.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/shape_ops.h"

namespace saem {

ZeroPadding2D::ZeroPadding2D(Padding2 padding, const LayerOptions& options)
    : LayerBase(type, options.name), padding_(padding) {
  for (const std::int64_t zeros : padding_.list()) {
    if (zeros >= 0 && zeros < std::int64_t{1} << 30) continue;
    fail<ValueError>({title(),
                      fmt::format("expected a padding from 0 to 2³⁰, received {}", zeros),
                      {},
                      "It is the number of rows or columns on each side: 1, {1, 2} or {{0, 1}, {0, 1}}."});
  }
}

ZeroPadding2D ZeroPadding2D::from_config(const Attributes& config) {
  const std::vector<std::int64_t> p = detail::integers_in(config, "padding", {1, 1, 1, 1});
  if (p.size() != 4) {
    fail<ValueError>(
        {"padding",
         fmt::format("expected four numbers, top, bottom, left and right, received {}", p.size()),
         {},
         {}});
  }
  return ZeroPadding2D({{p[0], p[1]}, {p[2], p[3]}});
}

void ZeroPadding2D::build(std::span<const Shape> inputs) {
  const auto refusal = detail::spatial_refusal(only_input(inputs), 2, type);
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
}

Tensor ZeroPadding2D::call(const Tensors& inputs, CallContext&) const {
  return pad(inputs[0], {0, padding_.top, padding_.left, 0}, {0, padding_.bottom, padding_.right, 0});
}

}  // namespace saem
