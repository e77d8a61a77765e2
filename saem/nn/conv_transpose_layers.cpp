#include "saem/nn/conv_transpose_layers.h"

#include <utility>

namespace saem {

using detail::TransposedSettings;

Conv1DTranspose::Conv1DTranspose(std::int64_t filters, std::int64_t kernel_size,
                                 const Conv1DTransposeOptions& options)
    : LayerBase(type, TransposedSettings::of(filters, kernel_size, options), options.name) {}

Conv1DTranspose::Conv1DTranspose(TransposedSettings settings) : LayerBase(type, std::move(settings), "") {}

Conv1DTranspose Conv1DTranspose::from_config(const Attributes& config) {
  return Conv1DTranspose(TransposedSettings::from_config(config, 1));
}

Conv2DTranspose::Conv2DTranspose(std::int64_t filters, Size2 kernel_size,
                                 const Conv2DTransposeOptions& options)
    : LayerBase(type, TransposedSettings::of(filters, kernel_size, options), options.name) {}

Conv2DTranspose::Conv2DTranspose(TransposedSettings settings) : LayerBase(type, std::move(settings), "") {}

Conv2DTranspose Conv2DTranspose::from_config(const Attributes& config) {
  return Conv2DTranspose(TransposedSettings::from_config(config, 2));
}

Conv3DTranspose::Conv3DTranspose(std::int64_t filters, Size3 kernel_size,
                                 const Conv3DTransposeOptions& options)
    : LayerBase(type, TransposedSettings::of(filters, kernel_size, options), options.name) {}

Conv3DTranspose::Conv3DTranspose(TransposedSettings settings) : LayerBase(type, std::move(settings), "") {}

Conv3DTranspose Conv3DTranspose::from_config(const Attributes& config) {
  return Conv3DTranspose(TransposedSettings::from_config(config, 3));
}

}  // namespace saem
