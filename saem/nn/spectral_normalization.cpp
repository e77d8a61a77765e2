#include "saem/nn/spectral_normalization.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "saem/core/error.h"
#include "saem/graph/autodiff.h"
#include "saem/nn/inner_config.h"
#include "saem/nn/names.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/matmul.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

Tensor unit(const Tensor& x) { return x / maximum(sqrt(sum(square(x))), 1e-12); }

}  // namespace

SpectralNormalization::SpectralNormalization(const AnyLayer& layer,
                                             const SpectralNormalizationOptions& options)
    : LayerBase(type, options.name),
      layer_(detail::held_layer(layer, type)),
      power_iterations_(options.power_iterations) {
  detail::require_positive(title(), "power_iterations", power_iterations_,
                           "It is the number of steps of the power method; 1 is the usual one.");
}

SpectralNormalization SpectralNormalization::from_config(const Attributes& config) {
  return SpectralNormalization(detail::inner_layer(config, "layer"),
                               {.power_iterations = detail::integer_in(config, "power_iterations", 1)});
}

Attributes SpectralNormalization::config() const {
  Attributes config = {{"power_iterations", power_iterations_}};
  detail::write_inner_layer(config, "layer", *layer_, name());
  return config;
}

Variable SpectralNormalization::kernel() const {
  for (const Variable& v : layer_->variables()) {
    if (v.name().ends_with("/kernel") || v.name().ends_with("/embeddings")) return v;
  }
  fail<ValueError>({title(),
                    fmt::format("{} has neither a kernel nor embeddings", layer_->class_name()),
                    {},
                    "Wrap a layer that has: Dense, Conv2D, Embedding."});
}

void SpectralNormalization::build(std::span<const Shape> inputs) {
  std::vector<TensorType> types;
  for (const Shape& input : inputs) types.push_back({DType::f32, input});
  add_layer(layer_, types);
  const std::int64_t columns = kernel().shape()[-1];
  add_weight("vector_u", {1, columns}, initializer("truncated_normal(0, 0.02)"), /*trainable=*/false);
}

void SpectralNormalization::normalize() const {
  Variable w = kernel();
  Variable u = weight_variable("vector_u");
  const Tensor old = w.read();
  const Tensor matrix = reshape(old, {old.shape().count() / old.shape()[-1], old.shape()[-1]});
  Tensor right = u.read();
  Tensor left;
  for (std::int64_t i = 0; i < power_iterations_; ++i) {
    left = unit(matmul(right, matrix, {.transpose_b = true}));
    right = unit(matmul(left, matrix));
  }
  const Tensor sigma = sum(matmul(left, matrix) * right);
  // A kernel of zeros has no direction: it stays, and so does the vector.
  const Tensor some = greater(sigma, 0.0);
  const Tensor divided = where(some, old / where(some, sigma, 1.0), old);
  u.assign(stop_gradient(where(some, right, u.read())));
  // The gradient goes to the divided kernel, which is what the optimizer changes.
  w.assign(old + stop_gradient(divided - old));
}

Tensor SpectralNormalization::call(const Tensors& inputs, CallContext& context) const {
  if (context.training && trainable()) normalize();
  return layer_->apply(inputs, context);
}

}  // namespace saem
