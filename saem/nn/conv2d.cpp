#include "saem/nn/conv2d.h"

#include <utility>

namespace saem {

Conv2D::Conv2D(std::int64_t filters, Size2 kernel_size, const Conv2DOptions& options)
    : LayerBase(type, detail::ConvolutionSettings::of(filters, kernel_size, options), options.name) {}

Conv2D::Conv2D(detail::ConvolutionSettings settings) : LayerBase(type, std::move(settings), "") {}

Conv2D Conv2D::from_config(const Attributes& config) {
  return Conv2D(detail::ConvolutionSettings::from_config(config, 2));
}

}  // namespace saem
