#include "saem/nn/masking.h"

#include <fmt/format.h>

#include "saem/nn/weight_recipe.h"
#include "saem/ops/aggregates.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {

Masking Masking::from_config(const Attributes& config) {
  return Masking({.mask_value = detail::real_in(config, "mask_value", 0)});
}

void Masking::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() >= 2) return;
  reject_input(fmt::format("expected (batch, …, features), received rank {}", x.rank()), {},
               "Give each step at least one feature: Reshape({steps, 1}).");
}

Tensor Masking::compute_mask(const Tensors& inputs, const Tensors&) const {
  const Tensor& x = inputs[0];
  return any(not_equal(x, full({}, mask_value_, x.dtype())), {-1});
}

Tensor Masking::call(const Tensors& inputs, CallContext&) const {
  return where(expand_dims(compute_mask(inputs, {}), -1), inputs[0], 0.0);
}

}  // namespace saem
