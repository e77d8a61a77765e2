#pragma once

#include <cstdint>
#include <vector>

#include "saem/graph/tensor.h"

namespace saem {

/// What lies outside a picture.
enum class GridPadding : std::uint8_t {
  zeros,      ///< zeros, also as neighbours of places near the border
  border,     ///< the nearest element of the border
  reflection  ///< the picture mirrored at its border, again and again
};

struct GridSampleOptions {
  bool nearest = false;  ///< the nearest element (halves to the even one) instead of linear interpolation
  GridPadding padding = GridPadding::zeros;
  /// True: -1 and 1 are the middles of the outermost elements; false: the outer edges of these elements.
  bool align_corners = false;
};

/// Elements of pictures at given places, as PyTorch's grid_sample, channels last, in one to three dimensions.
///
/// x (n, d₁ … dₖ, c), grid (n, o₁ … oₖ, k) → (n, o₁ … oₖ, c). The last axis of `grid` holds a place from -1
/// to 1 per spatial axis, the last axis (a picture's width) first. Gradients go to x and, unless `nearest`,
/// to the grid; where the border stops a place, its gradient is 0. A place that is not a number counts as 0
/// or, with `zeros`, gives what lies at element 0. Throws ShapeError where shapes do not fit or x has no
/// elements, DTypeError unless both are floating. Source: Jaderberg et al. 2015, "Spatial transformer
/// networks", section 3.3.
[[nodiscard]] Tensor grid_sample(const Tensor& x, const Tensor& grid, const GridSampleOptions& options = {});

/// The grid of an affine map for grid_sample: place p of the result takes theta · (p, 1) of the picture.
/// theta (n, k, k + 1), k = number of spatial axes (1 to 3) → (n, size₁ … sizeₖ, k), the last axis first in
/// both. Throws ShapeError where theta does not have this shape, ValueError for sizes below 1.
[[nodiscard]] Tensor affine_grid(const Tensor& theta, const std::vector<std::int64_t>& size,
                                 bool align_corners = false);

}  // namespace saem
