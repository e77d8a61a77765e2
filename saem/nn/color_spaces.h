#pragma once

#include "saem/graph/tensor.h"

namespace saem::detail {

/// Shades of grey of pictures (n, height, width, 3): 0.2989 red + 0.587 green + 0.114 blue, (n, height,
/// width, 1). Source: ITU-R Recommendation BT.601, section 2.5.1.
[[nodiscard]] Tensor grey_of(const Tensor& rgb);

/// Hue and saturation in [0, 1], and value, each (n, height, width, 1).
struct Hsv {
  Tensor hue, saturation, value;
};
/// Of pictures (n, height, width, 3) that are not negative. Greys have hue 0. Source: Smith 1978, "Color
/// gamut transform pairs".
[[nodiscard]] Hsv hsv_of(const Tensor& rgb);
/// Back again; any hue is taken as a place on the circle.
[[nodiscard]] Tensor rgb_of(const Hsv& hsv);

}  // namespace saem::detail
