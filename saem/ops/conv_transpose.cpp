#include "saem/ops/conv_transpose.h"

#include <fmt/format.h>

#include <algorithm>

#include "saem/core/error.h"
#include "saem/ops/shape_ops.h"

namespace saem {
namespace {

using Integers = std::vector<std::int64_t>;

/// One number per spatial axis, the default where none are given.
Integers filled(const char* place, const char* what, std::span<const std::int64_t> given, std::size_t spatial,
                std::int64_t otherwise, std::int64_t lowest) {
  if (given.empty()) return Integers(spatial, otherwise);
  if (given.size() != spatial) {
    fail<ValueError>({place,
                      fmt::format("expected {} numbers for {}, one per spatial axis, received {}", spatial,
                                  what, given.size()),
                      {},
                      "Give one number for each spatial axis, or none."});
  }
  for (const std::int64_t amount : given) {
    constexpr std::int64_t limit = std::int64_t{1} << 30;
    if (amount >= lowest && amount < limit) continue;
    fail<ValueError>({place,
                      fmt::format("expected {} of {} or more, received {}", what, lowest, amount),
                      {},
                      "Choose a number in that range."});
  }
  return {given.begin(), given.end()};
}

void require_below_stride(const char* place, const Integers& output_padding, const Integers& strides) {
  for (std::size_t i = 0; i < strides.size(); ++i) {
    if (output_padding[i] < strides[i]) continue;
    fail<ValueError>({place,
                      fmt::format("expected an output_padding below the stride, received {} with a stride of "
                                  "{} on spatial axis {}",
                                  output_padding[i], strides[i], i),
                      {},
                      "Use a smaller output_padding, or pad the result."});
  }
}

/// Rejects what the shape of the result cannot be computed from.
void require_operands(const Tensor& x, const Tensor& kernel) {
  const char* place = "conv_transpose";
  const std::string context =
      fmt::format("input {}, kernel {}", x.shape().to_string(), kernel.shape().to_string());
  if (x.rank() < 3 || x.rank() > 5 || kernel.rank() != x.rank()) {
    fail<ShapeError>({place,
                      fmt::format("expected an input (batch, 1 to 3 spatial axes, channels) and a kernel of "
                                  "the same rank, received ranks {} and {}",
                                  x.rank(), kernel.rank()),
                      context, "The kernel is (spatial..., filters / groups, channels)."});
  }
  if (x.shape()[-1] != kernel.shape()[-1]) {
    fail<ShapeError>({place,
                      fmt::format("the input has {} channels but the kernel expects {}", x.shape()[-1],
                                  kernel.shape()[-1]),
                      context,
                      fmt::format("Give a kernel of shape {}: filters come before channels here.",
                                  kernel.shape().with(-1, x.shape()[-1]).to_string())});
  }
}

}  // namespace

Tensor conv_transpose(const Tensor& x, const Tensor& kernel, const ConvTransposeOptions& options) {
  const char* place = "conv_transpose";
  require_operands(x, kernel);
  const auto spatial = static_cast<std::size_t>(x.rank() - 2);
  const Integers strides = filled(place, "strides", options.strides, spatial, 1, 1);
  const Integers dilation = filled(place, "dilation", options.dilation, spatial, 1, 1);
  const Integers more = filled(place, "output_padding", options.output_padding, spatial, 0, 0);
  require_below_stride(place, more, strides);
  Integers low;
  Integers high;
  for (const auto& [before, after] : options.padding) {
    low.push_back(before);
    high.push_back(after);
  }
  low = filled(place, "padding", low, spatial, 0, 0);
  high = filled(place, "padding", high, spatial, 0, 0);
  Shape y = x.shape().with(-1, kernel.shape()[-2] * std::max<std::int64_t>(options.groups, 1));
  PaddingPairs padding;
  for (int i = 0; i < static_cast<int>(spatial); ++i) {
    const std::int64_t extent = (x.shape()[i + 1] - 1) * strides[i] + dilation[i] * (kernel.shape()[i] - 1) +
                                1 - low[i] - high[i] + more[i];
    if (extent < 1) {
      fail<ShapeError>({place,
                        fmt::format("nothing is left of spatial axis {}: {} elements would be cut off", i,
                                    low[i] + high[i]),
                        fmt::format("input {}, kernel {}", x.shape().to_string(), kernel.shape().to_string()),
                        "Use less padding."});
    }
    y = y.with(i + 1, extent);
    padding.emplace_back(low[i], high[i]);
  }
  return conv_input_gradient(
      x, kernel, y, {.strides = strides, .padding = padding, .dilation = dilation, .groups = options.groups});
}

ConvTransposeOptions conv_transpose_options(TransposedExtent rule, std::span<const std::int64_t> kernel_size,
                                            std::span<const std::int64_t> strides,
                                            std::span<const std::int64_t> dilation,
                                            const std::optional<Integers>& output_padding,
                                            std::int64_t groups) {
  const char* place = "conv_transpose_options";
  const std::size_t spatial = kernel_size.size();
  const Integers size = filled(place, "kernel_size", kernel_size, spatial, 1, 1);
  ConvTransposeOptions options;
  options.strides = filled(place, "strides", strides, spatial, 1, 1);
  options.dilation = filled(place, "dilation", dilation, spatial, 1, 1);
  options.groups = groups;
  const Integers given =
      output_padding ? filled(place, "output_padding", *output_padding, spatial, 0, 0) : Integers(spatial, 0);
  require_below_stride(place, given, options.strides);
  for (std::size_t i = 0; i < spatial; ++i) {
    const std::int64_t span = options.dilation[i] * (size[i] - 1) + 1;
    // How much longer the uncut result, (d - 1)·stride + span, is than what the rule wants.
    std::int64_t surplus = 0;
    if (rule == TransposedExtent::valid) {
      surplus = output_padding ? -given[i] : std::min<std::int64_t>(span - options.strides[i], 0);
    } else {
      surplus = output_padding ? span - span % 2 - given[i] : span - options.strides[i];
    }
    const std::int64_t cut = std::max<std::int64_t>(surplus, 0);
    options.padding.emplace_back(cut / 2, cut - cut / 2);
    options.output_padding.push_back(cut - surplus);
  }
  return options;
}

Tensor depthwise_conv(const Tensor& x, const Tensor& kernel, const ConvOptions& options) {
  const Shape& k = kernel.shape();
  if (k.rank() != x.rank() || k.rank() < 3 || k[-2] != x.shape()[-1]) {
    fail<ShapeError>({"depthwise_conv",
                      fmt::format("a kernel of shape {} does not go with an input of shape {}", k.to_string(),
                                  x.shape().to_string()),
                      {},
                      "Expected an input (batch, spatial..., channels) and a kernel (spatial..., channels, "
                      "multiplier)."});
  }
  ConvOptions grouped = options;
  grouped.groups = k[-2];
  return conv(x, reshape(kernel, k.with(-2, 1).with(-1, k[-2] * k[-1])), grouped);
}

Tensor separable_conv(const Tensor& x, const Tensor& depthwise, const Tensor& pointwise,
                      const ConvOptions& options) {
  return conv(depthwise_conv(x, depthwise, options), pointwise);
}

}  // namespace saem
