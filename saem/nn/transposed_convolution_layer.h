#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saem/nn/convolution_layer.h"
#include "saem/ops/conv_transpose.h"

namespace saem::detail {

/// The options of a transposed convolution over any number of spatial axes.
struct TransposedSettings {
  std::int64_t filters;
  std::optional<std::vector<std::int64_t>> output_padding;
  ConvolutionBasics basics;
  WeightRecipe kernel;

  template <class Size, class Options>
  [[nodiscard]] static TransposedSettings of(std::int64_t filters, const Size& kernel_size,
                                             const Options& o) {
    TransposedSettings settings{.filters = filters,
                                .output_padding = {},
                                .basics = ConvolutionBasics::of(kernel_size, o),
                                .kernel = {o.kernel_initializer, o.kernel_regularizer, o.kernel_constraint}};
    if (o.output_padding) settings.output_padding = size_list(*o.output_padding);
    return settings;
  }
  [[nodiscard]] static TransposedSettings from_config(const Attributes& config, int axes);
};

/// What Conv1DTranspose to Conv3DTranspose share: everything but the types of their options.
class TransposedConvolutionLayer : public SpatialLayer {
 public:
  [[nodiscard]] Attributes config() const override;

 protected:
  /// Throws ValueError for an option outside its range.
  TransposedConvolutionLayer(const char* class_name, TransposedSettings settings, const std::string& name);
  void build_spatial(const Shape& x) override;
  [[nodiscard]] Tensor call_spatial(const Tensor& x, CallContext& context) const override;

 private:
  [[nodiscard]] ConvTransposeOptions options() const;
  TransposedSettings settings_;
};

}  // namespace saem::detail
