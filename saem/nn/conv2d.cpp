#include "saem/nn/conv2d.h"

#include <fmt/format.h>

#include "saem/core/error.h"
#include "saem/nn/activations.h"
#include "saem/nn/names.h"
#include "saem/nn/picture_window.h"
#include "saem/ops/convolution.h"
#include "saem/ops/elementwise.h"

namespace saem {
namespace {

detail::PictureWindow window(Size2 kernel_size, const Conv2DOptions& options) {
  return {kernel_size, options.strides, options.padding, options.dilation_rate};
}

}  // namespace

Conv2D::Conv2D(std::int64_t filters, Size2 kernel_size, const Conv2DOptions& options)
    : LayerBase(type, options.name), filters_(filters), kernel_size_(kernel_size), options_(options) {
  detail::require_positive(title(), "filters", filters_,
                           "It is the number of output channels: Conv2D(32, 3).");
  window(kernel_size_, options_).require_valid(title(), "kernel_size");
  detail::require_positive(title(), "groups", options_.groups,
                           "It is the number of parts that the channels are split into; 1 is the usual one.");
  if (filters_ % options_.groups != 0) {
    fail<ValueError>({title(),
                      fmt::format("{} filters cannot be split into {} groups", filters_, options_.groups),
                      {},
                      "Use a number of filters that is a multiple of groups."});
  }
  require_activation(options_.activation, title());
  static_cast<void>(initializer(options_.kernel_initializer, title()));
  static_cast<void>(initializer(options_.bias_initializer, title()));
}

Conv2D Conv2D::from_config(const Attributes& config) {
  return {config.integer("filters"),
          Size2::of(config.integers("kernel_size"), "kernel_size"),
          {.strides = Size2::of(config.integers("strides"), "strides"),
           .padding = config.text("padding"),
           .dilation_rate = Size2::of(config.integers("dilation_rate"), "dilation_rate"),
           .groups = config.integer("groups"),
           .activation = config.text("activation"),
           .use_bias = config.flag("use_bias"),
           .kernel_initializer = config.text("kernel_initializer"),
           .bias_initializer = config.text("bias_initializer")}};
}

Attributes Conv2D::config() const {
  return {{"filters", filters_},
          {"kernel_size", kernel_size_.list()},
          {"strides", options_.strides.list()},
          {"padding", options_.padding},
          {"dilation_rate", options_.dilation_rate.list()},
          {"groups", options_.groups},
          {"activation", options_.activation},
          {"use_bias", options_.use_bias},
          {"kernel_initializer", options_.kernel_initializer},
          {"bias_initializer", options_.bias_initializer}};
}

void Conv2D::build(std::span<const Shape> inputs) {
  const Shape& x = only_input(inputs);
  const auto refusal = window(kernel_size_, options_).refusal(x, "Conv2D", "kernel");
  if (!refusal.problem.empty()) reject_input(refusal.problem, refusal.context, refusal.advice);
  if (x[3] % options_.groups != 0) {
    reject_input(fmt::format("its {} channels cannot be split into {} groups", x[3], options_.groups),
                 fmt::format("groups = {}", options_.groups),
                 "Use a number of groups that divides the channels.");
  }
  add_weight("kernel", {kernel_size_.height, kernel_size_.width, x[3] / options_.groups, filters_},
             initializer(options_.kernel_initializer));
  if (options_.use_bias) add_weight("bias", {filters_}, initializer(options_.bias_initializer));
}

Tensor Conv2D::call(const Tensors& inputs, CallContext&) const {
  const Tensor& x = inputs[0];
  Tensor y = conv(x, weight("kernel"),
                  {.strides = options_.strides.list(),
                   .padding = window(kernel_size_, options_).padding_pairs(x.shape()),
                   .dilation = options_.dilation_rate.list(),
                   .groups = options_.groups});
  if (options_.use_bias) y = y + weight("bias");
  return apply_activation(options_.activation, y);
}

}  // namespace saem
