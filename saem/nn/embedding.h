#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/layer.h"
#include "saem/nn/weight_recipe.h"

namespace saem {

struct EmbeddingOptions {
  std::string embeddings_initializer = "uniform";
  std::string embeddings_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string embeddings_constraint = {};   ///< see constraints.h: MaxNorm(2, {1})
  bool mask_zero = false;                   ///< 0 stands for nothing: the output's mask leaves it out
  std::string name = {};
};

/// A learned vector per number: words, players, products.
///
/// @param input_dim  how many numbers there are; indices are in [0, input_dim).
/// @param output_dim  length of the vectors.
/// Input:  any shape; integers, or floating numbers, which are rounded towards 0.
/// Output: (input shape…, output_dim), float32.
/// Weights: "embeddings" (input_dim, output_dim).
/// Throws: ValueError for an option outside its range; when it is computed, for an index that is none.
class Embedding final : public LayerBase<Embedding> {
 public:
  static constexpr const char* type = "Embedding";
  Embedding(std::int64_t input_dim, std::int64_t output_dim, EmbeddingOptions options = {});
  [[nodiscard]] static Embedding from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;
  [[nodiscard]] Tensor compute_mask(const Tensors& inputs, const Tensors& masks) const override;

 private:
  [[nodiscard]] detail::WeightRecipe embeddings() const {
    return {options_.embeddings_initializer, options_.embeddings_regularizer, options_.embeddings_constraint};
  }
  std::int64_t input_dim_;
  std::int64_t output_dim_;
  EmbeddingOptions options_;
};

}  // namespace saem
