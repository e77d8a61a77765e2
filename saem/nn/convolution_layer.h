#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/nn/size_list.h"
#include "saem/nn/spatial_layer.h"
#include "saem/nn/spatial_window.h"
#include "saem/nn/weight_recipe.h"

namespace saem::detail {

/// What all layers that convolve are told, over any number of spatial axes.
struct ConvolutionBasics {
  SpatialWindow window;
  std::string data_format;
  std::string activation;
  bool use_bias = true;
  WeightRecipe bias;
  std::string activity_regularizer;

  template <class Size, class Options>
  [[nodiscard]] static ConvolutionBasics of(const Size& kernel_size, const Options& o) {
    return {.window = {.size = size_list(kernel_size),
                       .strides = size_list(o.strides),
                       .padding = o.padding,
                       .dilation = size_list(o.dilation_rate)},
            .data_format = o.data_format,
            .activation = o.activation,
            .use_bias = o.use_bias,
            .bias = {o.bias_initializer, o.bias_regularizer, o.bias_constraint},
            .activity_regularizer = o.activity_regularizer};
  }
  /// Throws ValueError for an option that is missing or has not one number per axis.
  [[nodiscard]] static ConvolutionBasics from_config(const Attributes& config, int axes);
  void write(Attributes& config) const;
  /// Throws ValueError, in the name of `title`, for an option outside its range.
  void require_valid(const std::string& title, bool may_be_causal) const;
};

/// The options of a convolution.
struct ConvolutionSettings {
  std::int64_t filters;
  std::int64_t groups;
  ConvolutionBasics basics;
  WeightRecipe kernel;

  template <class Size, class Options>
  [[nodiscard]] static ConvolutionSettings of(std::int64_t filters, const Size& kernel_size,
                                              const Options& o) {
    return {.filters = filters,
            .groups = o.groups,
            .basics = ConvolutionBasics::of(kernel_size, o),
            .kernel = {o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint}};
  }
  [[nodiscard]] static ConvolutionSettings from_config(const Attributes& config, int axes);
};

/// What Conv1D, Conv2D and Conv3D share: everything but the types of their options.
class ConvolutionLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError for an option outside its range.
  ConvolutionLayer(const char* class_name, ConvolutionSettings settings, const std::string& name);
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  ConvolutionSettings settings_;
};

/// Throws ValueError for a number of filters below 1.
void require_filters(const std::string& title, const std::string& class_name, std::int64_t filters);

}  // namespace saem::detail
