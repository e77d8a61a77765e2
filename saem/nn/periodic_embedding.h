#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/layer.h"

namespace saem {

struct PeriodicEmbeddingOptions {
  std::int64_t frequencies = 16;  ///< per feature
  double sigma = 0.3;  ///< standard deviation of the initial frequencies: larger ones see finer steps
  std::string activation = "relu";
  std::string name = {};
};

/// A learned vector for each number of a row: activation(kernel · (sin 2πcx, cos 2πcx) + bias), with
/// frequencies c, kernel and bias of its own for each feature. Networks on tables see steps and thresholds
/// with it that they miss on plain numbers. Source: Gorishniy, Rubachev, Babenko, "On embeddings for
/// numerical features in tabular deep learning", NeurIPS 2022, section 3.3 (PLR).
///
/// @param output_dim  length of the vectors.
/// Input:  (batch, features), of about unit size.     Output: (batch, features · output_dim).
/// Weights: "frequencies" (features, frequencies), "kernel" (features, 2 · frequencies, output_dim), "bias"
///         (features, output_dim).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input of another rank.
class PeriodicEmbedding final : public LayerBase<PeriodicEmbedding> {
 public:
  static constexpr const char* type = "PeriodicEmbedding";
  explicit PeriodicEmbedding(std::int64_t output_dim, PeriodicEmbeddingOptions options = {});
  [[nodiscard]] static PeriodicEmbedding from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::int64_t output_dim_;
  PeriodicEmbeddingOptions options_;
};

}  // namespace saem
