#include "saem/nn/convolution_layer.h"

#include <fmt/format.h>

#include <utility>

#include "saem/core/error.h"
#include "saem/nn/activations.h"
#include "saem/nn/names.h"
#include "saem/ops/convolution.h"
#include "saem/ops/elementwise.h"

namespace saem::detail {

ConvolutionSettings ConvolutionSettings::from_config(const Attributes& config, int axes) {
  const auto list = [&](const char* option) { return require_axes(config.integers(option), axes, option); };
  return {.filters = config.integer("filters"),
          .window = {.size = list("kernel_size"),
                     .strides = list("strides"),
                     .padding = config.text("padding"),
                     .dilation = list("dilation_rate")},
          .groups = config.integer("groups"),
          .activation = config.text("activation"),
          .use_bias = config.flag("use_bias"),
          .kernel_initializer = config.text("kernel_initializer"),
          .bias_initializer = config.text("bias_initializer")};
}

ConvolutionLayer::ConvolutionLayer(const char* class_name, ConvolutionSettings settings,
                                   const std::string& name)
    : Layer(class_name, name), settings_(std::move(settings)) {
  const ConvolutionSettings& s = settings_;
  require_positive(title(), "filters", s.filters,
                   fmt::format("It is the number of output channels: {}(32, 3).", class_name));
  s.window.require_valid(title(), "kernel_size", /*may_be_causal=*/s.window.axes() == 1);
  require_positive(title(), "groups", s.groups,
                   "It is the number of parts that the channels are split into; 1 is the usual one.");
  if (s.filters % s.groups != 0) {
    fail<ValueError>({title(),
                      fmt::format("{} filters cannot be split into {} groups", s.filters, s.groups),
                      {},
                      "Use a number of filters that is a multiple of groups."});
  }
  require_activation(s.activation, title());
  static_cast<void>(initializer(s.kernel_initializer, title()));
  static_cast<void>(initializer(s.bias_initializer, title()));
}

Attributes ConvolutionLayer::config() const {
  return {{"filters", settings_.filters},
          {"kernel_size", settings_.window.size},
          {"strides", settings_.window.strides},
          {"padding", settings_.window.padding},
          {"dilation_rate", settings_.window.dilation},
          {"groups", settings_.groups},
          {"activation", settings_.activation},
          {"use_bias", settings_.use_bias},
          {"kernel_initializer", settings_.kernel_initializer},
          {"bias_initializer", settings_.bias_initializer}};
}

void ConvolutionLayer::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const auto refusal = settings_.window.refusal(x, class_name(), "kernel");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
  if (x[-1] % settings_.groups != 0) {
    reject_input(fmt::format("its {} channels cannot be split into {} groups", x[-1], settings_.groups),
                 fmt::format("groups = {}", settings_.groups),
                 "Use a number of groups that divides the channels.");
  }
  std::vector<std::int64_t> kernel = settings_.window.size;
  kernel.push_back(x[-1] / settings_.groups);
  kernel.push_back(settings_.filters);
  add_weight("kernel", Shape(std::span<const std::int64_t>(kernel)),
             initializer(settings_.kernel_initializer));
  if (settings_.use_bias) add_weight("bias", {settings_.filters}, initializer(settings_.bias_initializer));
}

Tensor ConvolutionLayer::call(const Tensors& inputs, CallContext&) const {
  const Tensor& x = inputs[0];
  Tensor y = conv(x, weight("kernel"),
                  {.strides = settings_.window.strides,
                   .padding = settings_.window.padding_pairs(x.shape()),
                   .dilation = settings_.window.dilation,
                   .groups = settings_.groups});
  if (settings_.use_bias) y = y + weight("bias");
  return apply_activation(settings_.activation, y);
}

}  // namespace saem::detail
