#include "saem/passes/layout.h"

namespace saem {

bool fits(const Shape& shape, const Layout& layout) {
  return layout.is_plain() ||
         (shape.rank() >= 3 && shape.is_known() && shape[-1] > 0 && shape[-1] % layout.channel_block == 0);
}

Shape memory_shape(const Shape& shape, const Layout& layout) {
  if (layout.is_plain()) return shape;
  return shape.with(-1, layout.channel_block).inserted(1, shape[-1] / layout.channel_block);
}

int memory_axis(int axis, int rank, const Layout& layout) {
  if (layout.is_plain() || axis == 0) return axis;
  return axis == rank - 1 ? 1 : axis + 1;
}

}  // namespace saem
