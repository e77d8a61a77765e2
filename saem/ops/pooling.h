#pragma once

#include <cstdint>
#include <vector>

#include "saem/ops/convolution.h"

namespace saem {

struct PoolOptions {
  std::vector<std::int64_t> size = {2, 2};
  std::vector<std::int64_t> strides = {};  ///< empty: the size
  PaddingPairs padding = {};  ///< padded places never win a maximum and do not count in an average
};

// Both pool (n, d₁ … dₖ, c) with k from 1 to 3 to (n, o₁ … oₖ, c), oᵢ = ⌊(dᵢ + lowᵢ + highᵢ - sizeᵢ) /
// strideᵢ⌋ + 1. Each throws ShapeError unless size, strides and padding have one entry per spatial axis, the
// window fits into the padded input, and each padding is smaller than the window.

/// Largest element of each window, per channel. The first of equal elements gets the gradient.
[[nodiscard]] Tensor max_pool(const Tensor& x, const PoolOptions& options = {});
/// Average over the elements of each window that lie inside x.
[[nodiscard]] Tensor average_pool(const Tensor& x, const PoolOptions& options = {});

}  // namespace saem
