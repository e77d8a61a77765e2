#pragma once

#include "saem/ops/elementwise.h"

namespace saem::detail {

/// Sums of small integers (bool, uint8) are counts, and their own range would overflow at once: such a tensor
/// as int64, any other as it is.
[[nodiscard]] inline Tensor counting(const Tensor& x) {
  return x.dtype() == DType::boolean || x.dtype() == DType::u8 ? cast(x, DType::i64) : x;
}

}  // namespace saem::detail
