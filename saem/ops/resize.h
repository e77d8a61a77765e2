#pragma once

#include <cstdint>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// How elements between those of a picture are found.
enum class Interpolation : std::uint8_t {
  nearest,   ///< the element whose area holds the place
  bilinear,  ///< straight lines (along each axis; in three dimensions: trilinear)
  bicubic,   ///< Keys's cubic convolution, see ResizeOptions::cubic
  lanczos3,  ///< sinc(x) sinc(x / 3), six elements wide
  lanczos5
};

struct ResizeOptions {
  Interpolation interpolation = Interpolation::bilinear;
  /// When shrinking, stretch the interpolation's kernel by the factor, so that all elements count, as Pillow
  /// does. Does not change `nearest`.
  bool antialias = false;
  /// Places of the first and the last element of the result are those of x, and the others lie between them
  /// at equal distances: place o of the result is at o · (d - 1) / (s - 1). Not for `nearest`, nor together
  /// with `antialias`.
  bool align_corners = false;
  /// Keys's a, of `bicubic`. Keras, TensorFlow and Pillow take -1/2; PyTorch and OpenCV -3/4.
  double cubic = -0.5;
  /// Places outside x have the element at the border, as in PyTorch and OpenCV, instead of not counting. Not
  /// together with `antialias`.
  bool repeat_border = false;
};

/// x (n, d₁ … dₖ, c), k from 1 to 3, resized to (n, s₁ … sₖ, c).
///
/// Elements stand for areas: place o of the result lies at (o + ½) · d / s - ½ in x ("half-pixel centres", as
/// in Keras and TensorFlow 2; PyTorch's align_corners = false). PyTorch's bicubic is {.interpolation =
/// Interpolation::bicubic, .cubic = -0.75, .repeat_border = true}. Places outside x do not count: the weights
/// of the others are divided by their sum. With nearest it is ⌊(o + ½) · d / s⌋. Linear in x, axis by axis.
/// Throws ShapeError unless x is (n, d…, c) with elements on its spatial axes, ValueError unless `size` has
/// one number per spatial axis, each at least 1, or for options that do not go together.
[[nodiscard]] Tensor resize(const Tensor& x, const std::vector<std::int64_t>& size,
                            const ResizeOptions& options = {});

/// resize by a whole factor per spatial axis; nearest repeats each element. Throws like resize.
[[nodiscard]] Tensor upsample(const Tensor& x, const std::vector<std::int64_t>& factors,
                              Interpolation interpolation = Interpolation::nearest);

}  // namespace saem
