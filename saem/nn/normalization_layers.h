#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/layer.h"
#include "saem/nn/layer_axes.h"

namespace saem {

struct LayerNormalizationOptions {
  LayerAxes axis = -1;    ///< what each example is normalized over
  double epsilon = 1e-3;  ///< added to the variance
  bool center = true;     ///< learn beta
  bool scale = true;      ///< learn gamma
  std::string beta_initializer = "zeros";
  std::string gamma_initializer = "ones";
  std::string beta_regularizer = {};
  std::string gamma_regularizer = {};
  std::string beta_constraint = {};
  std::string gamma_constraint = {};
  std::string name = {};
};

/// y = (x - mean) · gamma / √(variance + epsilon) + beta, with the moments over `axis` of each example.
/// Source: Ba, Kiros, Hinton 2016, arXiv 1607.06450.
///
/// Input:  any shape, floating.     Output: the same shape.
/// Weights: "gamma", "beta": the extents of `axis`, in ascending order.
/// Throws: ValueError for an option outside its range; ShapeError when built on an input without these axes.
class LayerNormalization final : public LayerBase<LayerNormalization, SupportsMasking> {
 public:
  static constexpr const char* type = "LayerNormalization";
  explicit LayerNormalization(LayerNormalizationOptions options = {});
  [[nodiscard]] static LayerNormalization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  LayerNormalizationOptions options_;
};

struct GroupNormalizationOptions {
  std::int64_t groups = 32;  ///< -1: one per channel (instance normalization)
  int axis = -1;             ///< the channels
  double epsilon = 1e-3;     ///< added to the variance
  bool center = true;        ///< learn beta
  bool scale = true;         ///< learn gamma
  std::string beta_initializer = "zeros";
  std::string gamma_initializer = "ones";
  std::string beta_regularizer = {};
  std::string gamma_regularizer = {};
  std::string beta_constraint = {};
  std::string gamma_constraint = {};
  std::string name = {};
};

/// The channels are split into groups, and each group of each example is normalized with its own moments.
/// Source: Wu and He 2018, arXiv 1803.08494.
///
/// Input:  (batch, …) with the channels on `axis`, floating.     Output: the same shape.
/// Weights: "gamma", "beta": (channels,).
/// Throws: ValueError for an option outside its range; ShapeError unless groups divides the channels.
class GroupNormalization final : public LayerBase<GroupNormalization, SupportsMasking> {
 public:
  static constexpr const char* type = "GroupNormalization";
  explicit GroupNormalization(GroupNormalizationOptions options = {});
  [[nodiscard]] static GroupNormalization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  GroupNormalizationOptions options_;
};

struct RMSNormalizationOptions {
  LayerAxes axis = -1;
  double epsilon = 1e-6;
  std::string name = {};
};

/// y = x · scale / √(mean x² + epsilon), the mean over `axis`.
/// Source: Zhang and Sennrich 2019, arXiv 1910.07467.
///
/// Input:  any shape, floating.     Output: the same shape.
/// Weights: "scale": the extents of `axis`, in ascending order; ones at first.
/// Throws: ValueError for an epsilon outside its range; ShapeError when built on an input without these axes.
class RMSNormalization final : public LayerBase<RMSNormalization, SupportsMasking> {
 public:
  static constexpr const char* type = "RMSNormalization";
  explicit RMSNormalization(RMSNormalizationOptions options = {});
  [[nodiscard]] static RMSNormalization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  RMSNormalizationOptions options_;
};

struct UnitNormalizationOptions {
  LayerAxes axis = -1;
  std::string name = {};
};

/// x divided by its length along `axis`: vectors of length 1 (zeros stay zeros).
///
/// Input:  any shape, floating.     Output: the same shape.
/// Throws: ShapeError when built on an input without these axes.
class UnitNormalization final : public LayerBase<UnitNormalization, SupportsMasking> {
 public:
  static constexpr const char* type = "UnitNormalization";
  explicit UnitNormalization(UnitNormalizationOptions options = {});
  [[nodiscard]] static UnitNormalization from_config(const Attributes& config);
  [[nodiscard]] Attributes config() const override;

 protected:
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  LayerAxes axis_;
};

}  // namespace saem
