#pragma once

#include <cstdint>
#include <string>

#include "saem/nn/layer.h"
#include "saem/nn/spatial_window.h"

namespace saem::detail {

/// The options of a convolution over any number of spatial axes.
struct ConvolutionSettings {
  std::int64_t filters;
  SpatialWindow window;
  std::int64_t groups;
  std::string activation;
  bool use_bias;
  std::string kernel_initializer;
  std::string bias_initializer;

  /// Throws ValueError for an option that is missing or has not one number per axis.
  [[nodiscard]] static ConvolutionSettings from_config(const Attributes& config, int axes);
};

/// What Conv1D and Conv2D share: everything but the types of their options.
class ConvolutionLayer : public Layer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError for an option outside its range.
  ConvolutionLayer(const char* class_name, ConvolutionSettings settings, const std::string& name);
  void build(std::span<const Shape> inputs) override;
  [[nodiscard]] Tensor call(const Tensors& inputs, CallContext& context) const override;

 private:
  ConvolutionSettings settings_;
};

}  // namespace saem::detail
