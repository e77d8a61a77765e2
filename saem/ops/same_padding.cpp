#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/convolution.h"

namespace saem {

PaddingPairs same_padding(const Shape& x, std::span<const std::int64_t> kernel_size,
                          std::span<const std::int64_t> strides, std::span<const std::int64_t> dilation) {
  const std::size_t spatial = kernel_size.size();
  if (x.rank() != static_cast<int>(spatial) + 2) {
    fail<ShapeError>(
        {"same_padding",
         fmt::format("expected (batch, {} spatial axes, channels) for a window of {} axes, received rank {}",
                     spatial, spatial, x.rank()),
         fmt::format("input {}", x.to_string()),
         "Give one extent of the window per spatial axis of the input."});
  }
  for (const std::size_t count : {strides.size(), dilation.size()}) {
    if (count == 0 || count == spatial) continue;
    fail<ValueError>(
        {"same_padding",
         fmt::format("expected {} strides and dilations, one per spatial axis, received {}", spatial, count),
         {},
         "Give one of each per spatial axis, or none."});
  }
  PaddingPairs padding;
  for (std::size_t i = 0; i < spatial; ++i) {
    const std::int64_t stride = strides.empty() ? 1 : strides[i];
    const std::int64_t spacing = dilation.empty() ? 1 : dilation[i];
    if (stride < 1 || spacing < 1 || kernel_size[i] < 1) {
      fail<ValueError>(
          {"same_padding",
           fmt::format("expected a window, stride and dilation of 1 or more, received {}, {} and {}",
                       kernel_size[i], stride, spacing),
           {},
           "Choose numbers of 1 or more."});
    }
    const std::int64_t extent = x[static_cast<int>(i) + 1];
    const std::int64_t output = (extent + stride - 1) / stride;
    const std::int64_t total =
        std::max<std::int64_t>((output - 1) * stride + spacing * (kernel_size[i] - 1) + 1 - extent, 0);
    padding.emplace_back(total / 2, total - total / 2);
  }
  return padding;
}

}  // namespace saem
