#include "saem/nn/embedding.h"

#include <utility>

#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"
#include "saem/ops/index_checks.h"
#include "saem/ops/shape_ops.h"

namespace saem {

Embedding::Embedding(std::int64_t input_dim, std::int64_t output_dim, EmbeddingOptions options)
    : LayerBase(type, options.name),
      input_dim_(input_dim),
      output_dim_(output_dim),
      options_(std::move(options)) {
  detail::require_positive(title(), "input_dim", input_dim_,
                           "It is the largest index plus one: the size of the vocabulary.");
  detail::require_positive(title(), "output_dim", output_dim_, "It is the length of each vector.");
  embeddings().require_valid(title());
}

Embedding Embedding::from_config(const Attributes& config) {
  const auto recipe = detail::WeightRecipe::read(config, "embeddings", "uniform");
  return Embedding(config.integer("input_dim"), config.integer("output_dim"),
                   {.embeddings_initializer = recipe.initializer,
                    .embeddings_regularizer = recipe.regularizer,
                    .embeddings_constraint = recipe.constraint,
                    .mask_zero = detail::flag_in(config, "mask_zero", false)});
}

Attributes Embedding::config() const {
  Attributes config = {
      {"input_dim", input_dim_}, {"output_dim", output_dim_}, {"mask_zero", options_.mask_zero}};
  embeddings().write(config, "embeddings");
  return config;
}

void Embedding::build(std::span<const Shape> inputs) {
  if (only_input(inputs).rank() >= Shape::max_rank) {
    reject_input("it has too many axes", {}, "Join some of them with Reshape.");
  }
  add_weight("embeddings", {input_dim_, output_dim_}, initializer(options_.embeddings_initializer),
             embeddings().options());
}

Tensor Embedding::call(const Tensors& inputs, CallContext&) const {
  const Tensor& x = inputs[0];
  return detail::gather_from_zero(weight("embeddings"), is_integer(x.dtype()) ? x : cast(x, DType::i64));
}

Tensor Embedding::compute_mask(const Tensors& inputs, const Tensors&) const {
  return options_.mask_zero ? not_equal(inputs[0], zeros_like(inputs[0])) : Tensor();
}

}  // namespace saem
