#include "saem/nn/pooling2d.h"

namespace saem {
namespace {

detail::SpatialWindow window(Size2 pool_size, const Pooling2DOptions& options) {
  return {.size = pool_size.list(),
          .strides = options.strides.list(),
          .padding = options.padding,
          .dilation = {}};
}

}  // namespace

MaxPooling2D::MaxPooling2D(Size2 pool_size, const Pooling2DOptions& options)
    : LayerBase(type, detail::Pooling::max, window(pool_size, options), options.name) {}

MaxPooling2D::MaxPooling2D(const detail::SpatialWindow& window)
    : LayerBase(type, detail::Pooling::max, window, "") {}

MaxPooling2D MaxPooling2D::from_config(const Attributes& config) {
  return MaxPooling2D(window_in(config, 2));
}

AveragePooling2D::AveragePooling2D(Size2 pool_size, const Pooling2DOptions& options)
    : LayerBase(type, detail::Pooling::average, window(pool_size, options), options.name) {}

AveragePooling2D::AveragePooling2D(const detail::SpatialWindow& window)
    : LayerBase(type, detail::Pooling::average, window, "") {}

AveragePooling2D AveragePooling2D::from_config(const Attributes& config) {
  return AveragePooling2D(window_in(config, 2));
}

}  // namespace saem
