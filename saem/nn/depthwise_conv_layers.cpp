#include "saem/nn/depthwise_conv_layers.h"

#include <utility>

#include "saem/nn/separable_conv_layers.h"

namespace saem {

using detail::DepthwiseSettings;
using detail::SeparableSettings;

DepthwiseConv1D::DepthwiseConv1D(std::int64_t kernel_size, const DepthwiseConv1DOptions& options)
    : LayerBase(type, DepthwiseSettings::of(kernel_size, options), options.name) {}
DepthwiseConv1D::DepthwiseConv1D(DepthwiseSettings settings) : LayerBase(type, std::move(settings), "") {}
DepthwiseConv1D DepthwiseConv1D::from_config(const Attributes& config) {
  return DepthwiseConv1D(DepthwiseSettings::from_config(config, 1));
}

DepthwiseConv2D::DepthwiseConv2D(Size2 kernel_size, const DepthwiseConv2DOptions& options)
    : LayerBase(type, DepthwiseSettings::of(kernel_size, options), options.name) {}
DepthwiseConv2D::DepthwiseConv2D(DepthwiseSettings settings) : LayerBase(type, std::move(settings), "") {}
DepthwiseConv2D DepthwiseConv2D::from_config(const Attributes& config) {
  return DepthwiseConv2D(DepthwiseSettings::from_config(config, 2));
}

SeparableConv1D::SeparableConv1D(std::int64_t filters, std::int64_t kernel_size,
                                 const SeparableConv1DOptions& options)
    : LayerBase(type, SeparableSettings::of(filters, kernel_size, options), options.name) {}
SeparableConv1D::SeparableConv1D(SeparableSettings settings) : LayerBase(type, std::move(settings), "") {}
SeparableConv1D SeparableConv1D::from_config(const Attributes& config) {
  return SeparableConv1D(SeparableSettings::from_config(config, 1));
}

SeparableConv2D::SeparableConv2D(std::int64_t filters, Size2 kernel_size,
                                 const SeparableConv2DOptions& options)
    : LayerBase(type, SeparableSettings::of(filters, kernel_size, options), options.name) {}
SeparableConv2D::SeparableConv2D(SeparableSettings settings) : LayerBase(type, std::move(settings), "") {}
SeparableConv2D SeparableConv2D::from_config(const Attributes& config) {
  return SeparableConv2D(SeparableSettings::from_config(config, 2));
}

}  // namespace saem
