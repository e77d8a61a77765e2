#include "saem/nn/color_spaces.h"

#include "saem/ops/elementwise.h"
#include "saem/ops/rearranging.h"
#include "saem/ops/reduction.h"
#include "saem/ops/shape_ops.h"

namespace saem::detail {

Tensor grey_of(const Tensor& rgb) {
  const Tensors c = split(rgb, 3, 3);
  return 0.2989 * c[0] + 0.587 * c[1] + 0.114 * c[2];
}

Hsv hsv_of(const Tensor& rgb) {
  const Tensors c = split(rgb, 3, 3);
  const Tensor value = max(rgb, {3}, {.keepdims = true});
  const Tensor spread = value - min(rgb, {3}, {.keepdims = true});
  // Where all three are equal there is no hue; the quotients are then not used, and must not be NaN.
  const Tensor divisor = where(greater(spread, 0.0), spread, ones_like(spread));
  const Tensor sixths =
      where(equal(c[0], value), (c[1] - c[2]) / divisor,
            where(equal(c[1], value), (c[2] - c[0]) / divisor + 2.0, (c[0] - c[1]) / divisor + 4.0));
  const Tensor turns = sixths / 6.0;
  return {.hue = where(greater(spread, 0.0), turns - floor(turns), zeros_like(turns)),
          .saturation = spread / where(greater(value, 0.0), value, ones_like(value)),
          .value = value};
}

Tensor rgb_of(const Hsv& hsv) {
  // Each channel falls from the value to its lowest as the hue moves away from its own colour: with k the
  // sixths of the circle from there, v - v s max(0, min(k, 4 - k, 1)).
  const auto channel = [&](double start) {
    const Tensor k = hsv.hue * 6.0 + start;
    const Tensor place = k - floor(k / 6.0) * 6.0;
    return hsv.value - hsv.value * hsv.saturation * clip(minimum(place, 4.0 - place), 0, 1);
  };
  return concat(Tensors{channel(5), channel(3), channel(1)}, 3);
}

}  // namespace saem::detail
