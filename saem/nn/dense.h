#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/kernel_and_bias.h"
#include "saem/nn/layer.h"

namespace saem {

struct DenseOptions {
  std::string activation = "linear";
  bool use_bias = true;
  std::string kernel_initializer = "glorot_uniform";
  std::string bias_initializer = "zeros";
  std::string kernel_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string bias_regularizer = {};
  std::string activity_regularizer = {};  ///< of the output
  std::string kernel_constraint = {};     ///< see constraints.h: MaxNorm(3)
  std::string bias_constraint = {};
  std::string name = {};
};

/// A fully connected layer: activation(x · kernel + bias) along the last axis.
///
/// Input:  (batch, …, features).     Output: (batch, …, units). A picture goes in through Flatten, unless
///         each pixel is meant to be treated alike.
/// Weights: "kernel" (features, units), "bias" (units,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input without features.
class Dense final : public LayerBase<Dense, SupportsMasking> {
 public:
  static constexpr const char* type = "Dense";
  explicit Dense(std::int64_t units, const DenseOptions& options = {});
  [[nodiscard]] static Dense from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  std::int64_t units_;
  bool use_bias_;
  detail::KernelAndBias parts_;
};

}  // namespace saem
