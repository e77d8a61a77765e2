#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/convolution_layer.h"

namespace saem::detail {

/// The options of a depthwise convolution over any number of spatial axes.
struct DepthwiseSettings {
  std::int64_t depth_multiplier;
  ConvolutionBasics basics;
  WeightRecipe depthwise;

  template <class Size, class Options>
  [[nodiscard]] static DepthwiseSettings of(const Size& kernel_size, const Options& o) {
    return {.depth_multiplier = o.depth_multiplier,
            .basics = ConvolutionBasics::of(kernel_size, o),
            .depthwise = {o.depthwise_initializer, o.depthwise_regularizer, o.depthwise_constraint}};
  }
  [[nodiscard]] static DepthwiseSettings from_config(const Attributes& config, int axes);
  void write(Attributes& config) const;
  /// Throws ValueError, in the name of `title`, for an option outside its range.
  void require_valid(const std::string& title, bool may_be_causal) const;
};

/// What DepthwiseConv1D and DepthwiseConv2D share.
class DepthwiseLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  DepthwiseLayer(const char* class_name, DepthwiseSettings settings, const std::string& name);
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  DepthwiseSettings settings_;
};

struct SeparableSettings {
  std::int64_t filters;
  DepthwiseSettings depth;
  WeightRecipe pointwise;

  template <class Size, class Options>
  [[nodiscard]] static SeparableSettings of(std::int64_t filters, const Size& kernel_size, const Options& o) {
    return {.filters = filters,
            .depth = DepthwiseSettings::of(kernel_size, o),
            .pointwise = {o.pointwise_initializer, o.pointwise_regularizer, o.pointwise_constraint}};
  }
  [[nodiscard]] static SeparableSettings from_config(const Attributes& config, int axes);
};

/// What SeparableConv1D and SeparableConv2D share.
class SeparableLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  SeparableLayer(const char* class_name, SeparableSettings settings, const std::string& name);
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  SeparableSettings settings_;
};

}  // namespace saem::detail
