#include "saem/ops/convolution_geometry.h"

#include <fmt/format.h>

namespace saem::detail {
namespace {

/// Far above any real extent, and small enough that no product or sum of three overflows.
constexpr std::int64_t limit = std::int64_t{1} << 30;

void require_rank(const Signature& s, const Shape& x) {
  if (x.rank() >= 3 && x.rank() <= 5) return;
  s.reject_shape(fmt::format("expected (batch, 1 to 3 spatial axes, channels), received rank {}", x.rank()),
                 "Add missing axes with expand_dims or reshape.");
}

/// One number in [low, limit) per spatial axis.
void require_amounts(const Signature& s, const char* attribute, int spatial, std::int64_t low) {
  const std::vector<std::int64_t>& amounts = s.attributes.integers(attribute);
  if (static_cast<int>(amounts.size()) != spatial) {
    s.reject_shape(fmt::format("expected {} numbers for {}, one per spatial axis, received {}", spatial,
                               attribute, amounts.size()));
  }
  for (const std::int64_t amount : amounts) {
    if (amount < low || amount >= limit)
      s.reject_shape(fmt::format("expected {} of {} or more, received {}", attribute, low, amount));
  }
}

}  // namespace

WindowAxes window_axes(const Signature& s, const Shape& x, std::span<const std::int64_t> size, bool dilated) {
  require_rank(s, x);
  const int spatial = x.rank() - 2;
  require_amounts(s, "strides", spatial, 1);
  require_amounts(s, "padding_low", spatial, 0);
  require_amounts(s, "padding_high", spatial, 0);
  if (dilated) require_amounts(s, "dilation", spatial, 1);
  if (static_cast<int>(size.size()) != spatial) {
    s.reject_shape(fmt::format("expected a window of {} axes, received {}", spatial, size.size()));
  }
  for (int i = 0; i < spatial; ++i) {
    if (size[i] < 1 || size[i] >= limit || x[i + 1] < 1 || x[i + 1] >= limit) {
      s.reject_shape(
          fmt::format("spatial axis {} has an extent of {} and a window of {}; both must be 1 or more", i,
                      x[i + 1], size[i]));
    }
  }
  const WindowAxes axes = window_axes(s.attributes, x, size, dilated);
  for (int i = 0; i < spatial; ++i) {
    const WindowAxis& axis = axes[3 - spatial + i];
    if (axis.output >= 1) continue;
    s.reject_shape(
        fmt::format(
            "the window spans {} elements but the input has only {} on spatial axis {}, padding included",
            axis.dilation * (axis.size - 1) + 1, axis.input + axis.low + axis.high, i),
        "Use a smaller window, more padding, or a larger input.");
  }
  return axes;
}

WindowAxes window_axes(const Attributes& attributes, const Shape& x, std::span<const std::int64_t> size,
                       bool dilated) {
  const int spatial = x.rank() - 2;
  WindowAxes axes;
  for (int i = 0; i < spatial; ++i) {
    WindowAxis& axis = axes[3 - spatial + i];
    axis.input = x[i + 1];
    axis.size = size[i];
    axis.stride = attributes.integers("strides")[i];
    axis.dilation = dilated ? attributes.integers("dilation")[i] : 1;
    axis.low = attributes.integers("padding_low")[i];
    axis.high = attributes.integers("padding_high")[i];
    const std::int64_t room = axis.input + axis.low + axis.high - axis.dilation * (axis.size - 1) - 1;
    axis.output = room < 0 ? 0 : room / axis.stride + 1;
  }
  return axes;
}

Shape window_output(const WindowAxes& axes, const Shape& x, std::int64_t channels) {
  const int spatial = x.rank() - 2;
  Shape output = x.with(-1, channels);
  for (int i = 0; i < spatial; ++i) output = output.with(i + 1, axes[3 - spatial + i].output);
  return output;
}

void require_shape(const Signature& s, const char* what, const Shape& received, const Shape& expected) {
  if (received == expected) return;
  s.reject_shape(
      fmt::format("expected {} of shape {}, received {}", what, expected.to_string(), received.to_string()));
}

}  // namespace saem::detail
