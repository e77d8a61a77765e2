#include "saem/nn/transposed_convolution_layer.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/nn/activations.h"
#include "saem/nn/names.h"
#include "saem/ops/elementwise.h"

namespace saem::detail {

TransposedSettings TransposedSettings::from_config(const Attributes& config, int axes) {
  TransposedSettings settings{.filters = config.integer("filters"),
                              .output_padding = {},
                              .basics = ConvolutionBasics::from_config(config, axes),
                              .kernel = WeightRecipe::read(config, "kernel", "glorot_uniform")};
  const std::vector<std::int64_t> padding = integers_in(config, "output_padding", {});
  if (!padding.empty()) settings.output_padding = require_axes(padding, axes, "output_padding");
  return settings;
}

TransposedConvolutionLayer::TransposedConvolutionLayer(const char* class_name, TransposedSettings settings,
                                                       const std::string& name)
    : SpatialLayer(class_name, settings.basics.window.axes(), settings.basics.data_format, name),
      settings_(std::move(settings)) {
  require_filters(title(), class_name, settings_.filters);
  settings_.basics.require_valid(title(), /*may_be_causal=*/false);
  settings_.kernel.require_valid(title());
  set_activity_regularizer(regularizer(settings_.basics.activity_regularizer, title()));
  const LayerScope scope(title());
  static_cast<void>(options());
}

Attributes TransposedConvolutionLayer::config() const {
  Attributes config = SpatialLayer::config();
  config.set("filters", settings_.filters);
  config.set("output_padding", settings_.output_padding.value_or(std::vector<std::int64_t>()));
  settings_.basics.write(config);
  settings_.kernel.write(config, "kernel");
  return config;
}

ConvTransposeOptions TransposedConvolutionLayer::options() const {
  const SpatialWindow& w = settings_.basics.window;
  return conv_transpose_options(w.padding == "same" ? TransposedExtent::same : TransposedExtent::valid,
                                w.size, w.strides, w.dilation, settings_.output_padding);
}

void TransposedConvolutionLayer::build_spatial(const Shape& x) {
  const ConvolutionBasics& basics = settings_.basics;
  std::vector<std::int64_t> kernel = basics.window.size;
  kernel.push_back(settings_.filters);
  kernel.push_back(x[-1]);
  add_weight("kernel", Shape(std::span<const std::int64_t>(kernel)),
             initializer(settings_.kernel.initializer), settings_.kernel.options());
  if (basics.use_bias)
    add_weight("bias", {settings_.filters}, initializer(basics.bias.initializer), basics.bias.options());
}

Tensor TransposedConvolutionLayer::call_spatial(const Tensor& x, CallContext&) const {
  Tensor y = conv_transpose(x, weight("kernel"), options());
  if (settings_.basics.use_bias) y = y + weight("bias");
  return apply_activation(settings_.basics.activation, y);
}

}  // namespace saem::detail
