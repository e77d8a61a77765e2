#include "saem/nn/conv1d.h"

#include <utility>

namespace saem {

Conv1D::Conv1D(std::int64_t filters, std::int64_t kernel_size, const Conv1DOptions& options)
    : LayerBase(type,
                {.filters = filters,
                 .window = {.size = {kernel_size},
                            .strides = {options.strides},
                            .padding = options.padding,
                            .dilation = {options.dilation_rate}},
                 .groups = options.groups,
                 .activation = options.activation,
                 .use_bias = options.use_bias,
                 .kernel_initializer = options.kernel_initializer,
                 .bias_initializer = options.bias_initializer},
                options.name) {}

Conv1D::Conv1D(detail::ConvolutionSettings settings) : LayerBase(type, std::move(settings), "") {}

Conv1D Conv1D::from_config(const Attributes& config) {
  return Conv1D(detail::ConvolutionSettings::from_config(config, 1));
}

}  // namespace saem
