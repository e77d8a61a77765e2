#pragma once

// Extents of a convolution or pooling, read from an op's attributes and checked. Not part of the public
// interface.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "saem/graph/op.h"

namespace saem::detail {

/// How a window moves along one spatial axis.
struct WindowAxis {
  std::int64_t input = 1;  ///< extent of x
  std::int64_t size = 1;   ///< taps of the window
  std::int64_t stride = 1;
  std::int64_t dilation = 1;  ///< distance between taps
  std::int64_t low = 0;       ///< padding before x
  std::int64_t high = 0;      ///< padding after x
  std::int64_t output = 1;    ///< number of windows

  /// Place in x of a tap of a window; may lie in the padding, outside [0, input).
  [[nodiscard]] std::int64_t position(std::int64_t window, std::int64_t tap) const {
    return window * stride + tap * dilation - low;
  }
  [[nodiscard]] bool contains(std::int64_t place) const { return place >= 0 && place < input; }
};

/// Always three axes, so that loops can be written out: missing leading ones are single windows of one tap.
using WindowAxes = std::array<WindowAxis, 3>;

/// Reads strides, padding_low, padding_high and, if `dilated`, dilation; x is (n, d₁ … dₖ, channels), k from
/// 1 to 3. Rejects wrong ranks, counts and amounts, and windows that do not fit into the padded x.
[[nodiscard]] WindowAxes window_axes(const Signature& s, const Shape& x, std::span<const std::int64_t> size,
                                     bool dilated);
/// The same of a node that has been checked when it was recorded.
[[nodiscard]] WindowAxes window_axes(const Attributes& attributes, const Shape& x,
                                     std::span<const std::int64_t> size, bool dilated);

/// (n, o₁ … oₖ, channels).
[[nodiscard]] Shape window_output(const WindowAxes& axes, const Shape& x, std::int64_t channels);

/// Rejects an input that does not have the shape which the others call for.
void require_shape(const Signature& s, const char* what, const Shape& received, const Shape& expected);

}  // namespace saem::detail
