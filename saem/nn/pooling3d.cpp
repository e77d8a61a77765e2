#include "saem/nn/pooling3d.h"

namespace saem {
namespace {

detail::SpatialWindow window(Size3 pool_size, const Pooling3DOptions& options) {
  return {.size = pool_size.list(),
          .strides = options.strides.list(),
          .padding = options.padding,
          .dilation = {}};
}

}  // namespace

MaxPooling3D::MaxPooling3D(Size3 pool_size, const Pooling3DOptions& options)
    : LayerBase(type, detail::Pooling::max, window(pool_size, options), options.name) {}

MaxPooling3D::MaxPooling3D(const detail::SpatialWindow& window)
    : LayerBase(type, detail::Pooling::max, window, "") {}

MaxPooling3D MaxPooling3D::from_config(const Attributes& config) {
  return MaxPooling3D(window_in(config, 3));
}

AveragePooling3D::AveragePooling3D(Size3 pool_size, const Pooling3DOptions& options)
    : LayerBase(type, detail::Pooling::average, window(pool_size, options), options.name) {}

AveragePooling3D::AveragePooling3D(const detail::SpatialWindow& window)
    : LayerBase(type, detail::Pooling::average, window, "") {}

AveragePooling3D AveragePooling3D::from_config(const Attributes& config) {
  return AveragePooling3D(window_in(config, 3));
}

}  // namespace saem
