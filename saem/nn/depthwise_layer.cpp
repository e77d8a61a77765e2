#include "saem/nn/depthwise_layer.h"

#include <utility>

#include "saem/nn/activations.h"
#include "saem/nn/names.h"
#include "saem/ops/conv_transpose.h"
#include "saem/ops/elementwise.h"

namespace saem::detail {
namespace {

/// (window…, in, out).
Shape kernel_shape(std::vector<std::int64_t> window, std::int64_t in, std::int64_t out) {
  window.push_back(in);
  window.push_back(out);
  return Shape(std::span<const std::int64_t>(window));
}

ConvOptions conv_options(const SpatialWindow& window, const Shape& x) {
  return {.strides = window.strides, .padding = window.padding_pairs(x), .dilation = window.dilation};
}

}  // namespace

DepthwiseSettings DepthwiseSettings::from_config(const Attributes& config, int axes) {
  return {.depth_multiplier = integer_in(config, "depth_multiplier", 1),
          .basics = ConvolutionBasics::from_config(config, axes),
          .depthwise = WeightRecipe::read(config, "depthwise", "glorot_uniform")};
}

void DepthwiseSettings::write(Attributes& config) const {
  config.set("depth_multiplier", depth_multiplier);
  basics.write(config);
  depthwise.write(config, "depthwise");
}

void DepthwiseSettings::require_valid(const std::string& title, bool may_be_causal) const {
  basics.require_valid(title, may_be_causal);
  depthwise.require_valid(title);
  require_positive(title, "depth_multiplier", depth_multiplier,
                   "It is the number of outputs per channel; 1 is the usual one.");
}

DepthwiseLayer::DepthwiseLayer(const char* class_name, DepthwiseSettings settings, const std::string& name)
    : SpatialLayer(class_name, settings.basics.window.axes(), settings.basics.data_format, name),
      settings_(std::move(settings)) {
  settings_.require_valid(title(), /*may_be_causal=*/false);
  set_activity_regularizer(regularizer(settings_.basics.activity_regularizer, title()));
}

Attributes DepthwiseLayer::config() const {
  Attributes config = SpatialLayer::config();
  settings_.write(config);
  return config;
}

void DepthwiseLayer::build_spatial(const Shape& x) {
  const ConvolutionBasics& basics = settings_.basics;
  const auto refusal = basics.window.refusal(x, "kernel");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
  add_weight("kernel", kernel_shape(basics.window.size, x[-1], settings_.depth_multiplier),
             initializer(settings_.depthwise.initializer), settings_.depthwise.options());
  if (basics.use_bias) {
    add_weight("bias", {x[-1] * settings_.depth_multiplier}, initializer(basics.bias.initializer),
               basics.bias.options());
  }
}

Tensor DepthwiseLayer::call_spatial(const Tensor& x, CallContext&) const {
  Tensor y = depthwise_conv(x, weight("kernel"), conv_options(settings_.basics.window, x.shape()));
  if (settings_.basics.use_bias) y = y + weight("bias");
  return apply_activation(settings_.basics.activation, y);
}

SeparableSettings SeparableSettings::from_config(const Attributes& config, int axes) {
  return {.filters = config.integer("filters"),
          .depth = DepthwiseSettings::from_config(config, axes),
          .pointwise = WeightRecipe::read(config, "pointwise", "glorot_uniform")};
}

SeparableLayer::SeparableLayer(const char* class_name, SeparableSettings settings, const std::string& name)
    : SpatialLayer(class_name, settings.depth.basics.window.axes(), settings.depth.basics.data_format, name),
      settings_(std::move(settings)) {
  require_filters(title(), class_name, settings_.filters);
  settings_.depth.require_valid(title(), /*may_be_causal=*/settings_.depth.basics.window.axes() == 1);
  settings_.pointwise.require_valid(title());
  set_activity_regularizer(regularizer(settings_.depth.basics.activity_regularizer, title()));
}

Attributes SeparableLayer::config() const {
  Attributes config = SpatialLayer::config();
  config.set("filters", settings_.filters);
  settings_.depth.write(config);
  settings_.pointwise.write(config, "pointwise");
  return config;
}

void SeparableLayer::build_spatial(const Shape& x) {
  const auto& [multiplier, basics, depthwise] = settings_.depth;
  const auto refusal = basics.window.refusal(x, "kernel");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
  const std::vector<std::int64_t> point(basics.window.size.size(), 1);
  add_weight("depthwise_kernel", kernel_shape(basics.window.size, x[-1], multiplier),
             initializer(depthwise.initializer), depthwise.options());
  add_weight("pointwise_kernel", kernel_shape(point, x[-1] * multiplier, settings_.filters),
             initializer(settings_.pointwise.initializer), settings_.pointwise.options());
  if (basics.use_bias)
    add_weight("bias", {settings_.filters}, initializer(basics.bias.initializer), basics.bias.options());
}

Tensor SeparableLayer::call_spatial(const Tensor& x, CallContext&) const {
  const ConvolutionBasics& basics = settings_.depth.basics;
  Tensor y = separable_conv(x, weight("depthwise_kernel"), weight("pointwise_kernel"),
                            conv_options(basics.window, x.shape()));
  if (basics.use_bias) y = y + weight("bias");
  return apply_activation(basics.activation, y);
}

}  // namespace saem::detail
