#include "saem/nn/conv3d.h"

#include <utility>

namespace saem {

Conv3D::Conv3D(std::int64_t filters, Size3 kernel_size, const Conv3DOptions& options)
    : LayerBase(type, detail::ConvolutionSettings::of(filters, kernel_size, options), options.name) {}

Conv3D::Conv3D(detail::ConvolutionSettings settings) : LayerBase(type, std::move(settings), "") {}

Conv3D Conv3D::from_config(const Attributes& config) {
  return Conv3D(detail::ConvolutionSettings::from_config(config, 3));
}

}  // namespace saem
