#include "saem/nn/pooling1d.h"

namespace saem {
namespace {

detail::SpatialWindow window(std::int64_t pool_size, const Pooling1DOptions& options) {
  return {.size = {pool_size}, .strides = {options.strides}, .padding = options.padding, .dilation = {}};
}

}  // namespace

MaxPooling1D::MaxPooling1D(std::int64_t pool_size, const Pooling1DOptions& options)
    : LayerBase(type, detail::Pooling::max, window(pool_size, options), options.name) {}

MaxPooling1D::MaxPooling1D(const detail::SpatialWindow& window)
    : LayerBase(type, detail::Pooling::max, window, "") {}

MaxPooling1D MaxPooling1D::from_config(const Attributes& config) {
  return MaxPooling1D(window_in(config, 1));
}

AveragePooling1D::AveragePooling1D(std::int64_t pool_size, const Pooling1DOptions& options)
    : LayerBase(type, detail::Pooling::average, window(pool_size, options), options.name) {}

AveragePooling1D::AveragePooling1D(const detail::SpatialWindow& window)
    : LayerBase(type, detail::Pooling::average, window, "") {}

AveragePooling1D AveragePooling1D::from_config(const Attributes& config) {
  return AveragePooling1D(window_in(config, 1));
}

}  // namespace saem
