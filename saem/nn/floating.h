#pragma once

#include "saem/ops/elementwise.h"

namespace saem::detail {

/// Integers and truth values as float32; floating numbers as they are.
[[nodiscard]] inline Tensor floating(const Tensor& x) {
  return is_floating(x.dtype()) ? x : cast(x, DType::f32);
}

}  // namespace saem::detail
