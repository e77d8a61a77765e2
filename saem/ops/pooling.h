#pragma once

#include <cstdint>
#include <vector>

#include "saem/ops/convolution.h"

namespace saem {

struct PoolOptions {
  std::vector<std::int64_t> size = {2, 2};
  std::vector<std::int64_t> strides = {};  ///< empty: the size
  PaddingPairs padding = {};               ///< padded places never win a maximum and do not count in an average
};

/// Largest element of each window, per channel: (n, d₁ … dₖ, c) → (n, o₁ … oₖ, c). The first of equal elements gets the gradient.
[[nodiscard]] Tensor max_pool(const Tensor& x, const PoolOptions& options = {});
/// Average over the elements of each window that lie inside x.
[[nodiscard]] Tensor average_pool(const Tensor& x, const PoolOptions& options = {});

}  // namespace saem
