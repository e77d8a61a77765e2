#pragma once

#include "saem/graph/tensor.h"

namespace saem {

struct MatmulOptions {
  bool transpose_a = false;  ///< swap the last two axes of a first
  bool transpose_b = false;
};
/// Matrix product of the last two axes: (…, m, k) · (…, k, n) → (…, m, n). Leading axes must be equal, or b
/// has none, or a has none. Floating, one dtype. Throws ShapeError unless both have rank ≥ 2 and the inner
/// extents agree.
[[nodiscard]] Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options = {});

}  // namespace saem
