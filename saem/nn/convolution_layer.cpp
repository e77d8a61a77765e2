#include "saem/nn/convolution_layer.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/nn/activations.h"
#include "saem/nn/names.h"
#include "saem/ops/convolution.h"
#include "saem/ops/elementwise.h"

namespace saem::detail {

// One statement per option: what throws inside nested braces is cleaned up twice by GCC 12.
ConvolutionBasics ConvolutionBasics::from_config(const Attributes& config, int axes) {
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(axes), 1);
  const auto list = [&](const char* option) {
    return require_axes(integers_in(config, option, ones), axes, option);
  };
  ConvolutionBasics basics;
  basics.window.size = require_axes(config.integers("kernel_size"), axes, "kernel_size");
  basics.window.strides = list("strides");
  basics.window.padding = text_in(config, "padding", "valid");
  basics.window.dilation = list("dilation_rate");
  basics.data_format = data_format_in(config);
  basics.activation = text_in(config, "activation", "linear");
  basics.use_bias = flag_in(config, "use_bias", true);
  basics.bias = WeightRecipe::read(config, "bias", "zeros");
  basics.activity_regularizer = text_in(config, "activity_regularizer", "");
  return basics;
}

void ConvolutionBasics::write(Attributes& config) const {
  config.set("kernel_size", window.size);
  config.set("strides", window.strides);
  config.set("padding", window.padding);
  config.set("dilation_rate", window.dilation);
  config.set("activation", activation);
  config.set("use_bias", use_bias);
  config.set("activity_regularizer", activity_regularizer);
  bias.write(config, "bias");
}

void ConvolutionBasics::require_valid(const std::string& title, bool may_be_causal) const {
  window.require_valid(title, "kernel_size", may_be_causal);
  require_activation(activation, title);
  bias.require_valid(title);
}

void require_filters(const std::string& title, const std::string& class_name, std::int64_t filters) {
  require_positive(title, "filters", filters,
                   fmt::format("It is the number of output channels: {}(32, 3).", class_name));
}

ConvolutionSettings ConvolutionSettings::from_config(const Attributes& config, int axes) {
  return {.filters = config.integer("filters"),
          .groups = integer_in(config, "groups", 1),
          .basics = ConvolutionBasics::from_config(config, axes),
          .kernel = WeightRecipe::read(config, "kernel", "glorot_uniform")};
}

ConvolutionLayer::ConvolutionLayer(const char* class_name, ConvolutionSettings settings,
                                   const std::string& name)
    : SpatialLayer(class_name, settings.basics.window.axes(), settings.basics.data_format, name),
      settings_(std::move(settings)) {
  const ConvolutionSettings& s = settings_;
  require_filters(title(), class_name, s.filters);
  s.basics.require_valid(title(), /*may_be_causal=*/s.basics.window.axes() == 1);
  require_positive(title(), "groups", s.groups,
                   "It is the number of parts that the channels are split into; 1 is the usual one.");
  if (s.filters % s.groups != 0) {
    fail<ValueError>({title(),
                      fmt::format("{} filters cannot be split into {} groups", s.filters, s.groups),
                      {},
                      "Use a number of filters that is a multiple of groups."});
  }
  s.kernel.require_valid(title());
  set_activity_regularizer(regularizer(s.basics.activity_regularizer, title()));
}

Attributes ConvolutionLayer::config() const {
  Attributes config = SpatialLayer::config();
  config.set("filters", settings_.filters);
  config.set("groups", settings_.groups);
  settings_.basics.write(config);
  settings_.kernel.write(config, "kernel");
  return config;
}

void ConvolutionLayer::build_spatial(const Shape& x) {
  const ConvolutionBasics& basics = settings_.basics;
  const auto refusal = basics.window.refusal(x, "kernel");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
  if (x[-1] % settings_.groups != 0) {
    reject_input(fmt::format("its {} channels cannot be split into {} groups", x[-1], settings_.groups),
                 fmt::format("groups = {}", settings_.groups),
                 "Use a number of groups that divides the channels.");
  }
  std::vector<std::int64_t> kernel = basics.window.size;
  kernel.push_back(x[-1] / settings_.groups);
  kernel.push_back(settings_.filters);
  add_weight("kernel", Shape(std::span<const std::int64_t>(kernel)),
             initializer(settings_.kernel.initializer), settings_.kernel.options());
  if (basics.use_bias)
    add_weight("bias", {settings_.filters}, initializer(basics.bias.initializer), basics.bias.options());
}

Tensor ConvolutionLayer::call_spatial(const Tensor& x, CallContext&) const {
  const ConvolutionBasics& basics = settings_.basics;
  Tensor y = conv(x, weight("kernel"),
                  {.strides = basics.window.strides,
                   .padding = basics.window.padding_pairs(x.shape()),
                   .dilation = basics.window.dilation,
                   .groups = settings_.groups});
  if (basics.use_bias) y = y + weight("bias");
  return apply_activation(basics.activation, y);
}

}  // namespace saem::detail
