#pragma once

#include <string>

#include "saem/nn/layer.h"

namespace saem {

struct BatchNormalizationOptions {
  int axis = -1;           ///< the channels
  double momentum = 0.99;  ///< share of the old value in each update of the moving averages
  double epsilon = 1e-3;   ///< added to the variance
  bool center = true;      ///< learn beta
  bool scale = true;       ///< learn gamma
  std::string beta_initializer = "zeros";
  std::string gamma_initializer = "ones";
  std::string moving_mean_initializer = "zeros";
  std::string moving_variance_initializer = "ones";
  std::string beta_regularizer = {};  ///< see regularizers.h: L2(1e-4)
  std::string gamma_regularizer = {};
  std::string beta_constraint = {};  ///< see constraints.h: NonNeg()
  std::string gamma_constraint = {};
  std::string name = {};
};

/// Brings each channel (an element of `axis`) to mean beta and standard deviation gamma (Ioffe and Szegedy
/// 2015).
///
/// In training with the mean and variance (divided by n) of the batch, over all other axes, which also go
/// into the moving averages: moving = momentum · moving + (1 - momentum) · batch. Otherwise, and while the
/// layer is frozen (`trainable` false), with the moving averages:
/// y = (x - mean) · gamma / √(variance + epsilon) + beta. Where the input has a mask, only the steps that it
/// leaves count in mean and variance.
///
/// Input:  (batch, …, channels), or with the channels on another axis.     Output: the same shape.
/// Weights: "gamma", "beta", and, changed by training but not by the optimizer, "moving_mean" and
///          "moving_variance"; each (channels,).
/// Throws: ValueError for an option outside its range; ShapeError when built on an input without channels.
class BatchNormalization final : public LayerBase<BatchNormalization, SupportsMasking> {
 public:
  static constexpr const char* type = "BatchNormalization";
  explicit BatchNormalization(BatchNormalizationOptions options = {});
  [[nodiscard]] static BatchNormalization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  /// `mask`, if defined, is of x's shape.
  [[nodiscard]] Tensor normalized(const Tensor& x, const Tensor& mask, const CallContext& context) const;
  [[nodiscard]] Tensor from_batch(const Tensor& x) const;
  [[nodiscard]] Tensor from_masked_batch(const Tensor& x, const Tensor& mask) const;
  [[nodiscard]] Tensor from_moving_averages(const Tensor& x) const;
  void move(const char* name, const Tensor& batch) const;

  BatchNormalizationOptions options_;
};

}  // namespace saem
