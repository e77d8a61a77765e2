#include "saem/nn/conv1d.h"

#include <utility>

namespace saem {

Conv1D::Conv1D(std::int64_t filters, std::int64_t kernel_size, const Conv1DOptions& options)
    : LayerBase(type, detail::ConvolutionSettings::of(filters, kernel_size, options), options.name) {}

Conv1D::Conv1D(detail::ConvolutionSettings settings) : LayerBase(type, std::move(settings), "") {}

Conv1D Conv1D::from_config(const Attributes& config) {
  return Conv1D(detail::ConvolutionSettings::from_config(config, 1));
}

}  // namespace saem
