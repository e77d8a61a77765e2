#include "saem/nn/periodic_embedding.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "saem/core/error.h"
#include "saem/nn/activations.h"
#include "saem/nn/initializers.h"
#include "saem/nn/names.h"
#include "saem/nn/weight_recipe.h"
#include "saem/ops/einsum.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/shape_ops.h"

namespace saem {

PeriodicEmbedding::PeriodicEmbedding(std::int64_t output_dim, PeriodicEmbeddingOptions options)
    : LayerBase(type, options.name), output_dim_(output_dim), options_(std::move(options)) {
  detail::require_positive(title(), "output_dim", output_dim_, "It is the length of each vector.");
  detail::require_positive(title(), "frequencies", options_.frequencies,
                           "There are as many for each feature.");
  require_activation(options_.activation, title());
  if (options_.sigma > 0 && std::isfinite(options_.sigma)) return;
  fail<ValueError>({title(), fmt::format("expected a sigma above 0, received {}", options_.sigma), "",
                    "For features of unit size, 0.1 to 1 is usual."});
}

PeriodicEmbedding PeriodicEmbedding::from_config(const Attributes& config) {
  return PeriodicEmbedding(config.integer("output_dim"),
                           {.frequencies = config.has("frequencies") ? config.integer("frequencies") : 16,
                            .sigma = config.has("sigma") ? config.real("sigma") : 0.3,
                            .activation = detail::text_in(config, "activation", "relu")});
}

Attributes PeriodicEmbedding::config() const {
  return {{"output_dim", output_dim_},
          {"frequencies", options_.frequencies},
          {"sigma", options_.sigma},
          {"activation", options_.activation}};
}

void PeriodicEmbedding::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  if (x.rank() != 2)
    reject_input(fmt::format("expected rows of numbers, (batch, features), received {}", x.to_string()), {},
                 "Put a Flatten() before it.");
  const std::int64_t features = x[1], waves = 2 * options_.frequencies;
  const double limit = 1 / std::sqrt(static_cast<double>(waves));
  add_weight("frequencies", {features, options_.frequencies}, initializer(RandomNormal(0, options_.sigma)));
  add_weight("kernel", {features, waves, output_dim_}, initializer(RandomUniform(-limit, limit)));
  add_weight("bias", {features, output_dim_}, initializer("zeros"));
}

Tensor PeriodicEmbedding::call(const Tensors& inputs, CallContext&) const {
  const Tensor x = is_floating(inputs[0].dtype()) ? inputs[0] : cast(inputs[0], DType::f32);
  const std::int64_t batch = x.shape()[0], features = x.shape()[1];
  const Tensor angle = reshape(x, {batch, features, 1}) * weight("frequencies") * (2 * std::numbers::pi);
  const Tensor waves = concat(Tensors{sin(angle), cos(angle)}, -1);
  const Tensor y = einsum("bfi,fio->bfo", waves, weight("kernel")) + weight("bias");
  return reshape(apply_activation(options_.activation, y), {batch, features * output_dim_});
}

}  // namespace saem
