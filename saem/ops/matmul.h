#pragma once

#include "saem/graph/tensor.h"

namespace saem {

struct MatmulOptions {
  bool transpose_a = false;  ///< swap the last two axes of a first
  bool transpose_b = false;
};
/// Matrix product of the last two axes: (…, m, k) · (…, k, n) → (…, m, n). Leading axes stretch to each other
/// by NumPy's rule. A vector (k,) is a row on the left and a column on the right; the axis that this adds
/// disappears again. Floating, one dtype; or integers, whose
/// products are all made before they are summed (m · k · n numbers). Throws ShapeError where inner extents or
/// leading axes do not fit, and for scalars (and vectors to be transposed).
[[nodiscard]] Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options = {});

}  // namespace saem
